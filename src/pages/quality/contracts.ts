import { type ContractSide, type ContractsPayload } from '../../domain/quality/contracts';
import type { ResultDocument } from '../../domain/quality/result';
import { writeContractMarkdown, writeContractYaml } from '../../formats/contract-report';
import { diffOf } from '../../formats/quality/contracts';
import { escapeMarkdown, fenceInline } from '../escape-markdown';
import { NOT_KNOWN, showTime } from '../numbers';
import type { ResultAbout } from './about';
import { payloadDocument } from './payload-document';

/** A comparison of two OpenAPI descriptions as JSON, as a YAML diff, and as Markdown for people. */
export function contractsDocuments(payload: ContractsPayload, about: ResultAbout): ResultDocument[] {
  const diff = diffOf(payload);
  return [
    payloadDocument('_validation.json', payload),
    {
      role: 'primary',
      ending: '_diff.yaml',
      format: 'yaml',
      media_type: 'application/yaml',
      text: writeContractYaml(diff),
    },
    {
      role: 'secondary',
      ending: '_diff.md',
      format: 'markdown',
      media_type: 'text/markdown; charset=utf-8',
      text: [
        `# Contract: ${escapeMarkdown(about.name)}`,
        showTime(about.created_at),
        [`- Base: ${describeSide(payload.base)}`, `- Revision: ${describeSide(payload.revision)}`].join('\n'),
        payload.valid ? '**Nothing breaks.**' : '**It breaks clients of the base.**',
        writeContractMarkdown(diff, { words: escapeMarkdown, code: fenceInline }),
      ].join('\n\n'),
    },
  ];
}

function describeSide({ title, version, openapi, hash }: ContractSide): string {
  const name = title === null ? NOT_KNOWN : escapeMarkdown(title);
  const stated = version === null ? NOT_KNOWN : escapeMarkdown(version);
  return `${name}, version ${stated}, OpenAPI ${escapeMarkdown(openapi)}, SHA-256 ${fenceInline(hash.slice(0, 12))}`;
}
