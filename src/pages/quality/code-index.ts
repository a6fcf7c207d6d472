import type { CodeIndexPayload } from '../../domain/quality/code-index';
import type { ResultDocument } from '../../domain/quality/result';
import { writeGraphml } from '../../formats/quality/graph/graphml-writer';
import type { ResultAbout } from './about';
import { payloadDocument } from './payload-document';

/** A code index as JSON, and as GraphML for tools that draw and analyse graphs. */
export function codeIndexDocuments(payload: CodeIndexPayload, _about: ResultAbout): ResultDocument[] {
  return [
    payloadDocument('_index.json', payload),
    {
      role: 'primary',
      ending: '_index.graphml',
      format: 'graphml',
      media_type: 'application/graphml+xml',
      text: writeGraphml(payload),
    },
  ];
}
