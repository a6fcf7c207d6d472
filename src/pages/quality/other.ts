import type { OtherPayload } from '../../domain/quality/other';
import type { ResultDocument } from '../../domain/quality/result';
import { showJson } from '../json-text';
import type { ResultAbout } from './about';

/** The result as it was sent, in a file that is named after its task. */
export function otherDocuments(payload: OtherPayload, { task }: ResultAbout): ResultDocument[] {
  const ending = `_${task.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}.json`;
  return [{ role: 'primary', ending, format: 'json', media_type: 'application/json', text: `${showJson(payload)}\n` }];
}
