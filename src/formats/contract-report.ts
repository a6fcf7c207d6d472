import { stringify } from 'yaml';
import type { ChangeLevel, ContractChange, ContractDiff } from '../domain/openapi-diff/change';

/** Changes of one level that Markdown lists; GitHub cuts a job's summary at 1 MiB. */
const MOST_LISTED = 200;

const HEADINGS: Record<ChangeLevel, string> = {
  breaking: 'Breaking',
  warning: 'May break',
  info: 'For information',
};

/** How text from outside becomes inert Markdown on one line: as words, and as code. */
export interface MarkdownEscapes {
  words: (text: string) => string;
  code: (text: string) => string;
}

/** The whole comparison as YAML 1.2, in the shape of `ContractDiff`. */
export function writeContractYaml(diff: ContractDiff): string {
  return stringify(diff, { lineWidth: 0, aliasDuplicateObjects: false });
}

/**
 * The comparison for people: the counts, then the changes, those that break first, at most 200 of each level.
 *
 * @param escape of the caller, because all Markdown of Assay is escaped in one place, which stands above this one
 */
export function writeContractMarkdown(diff: ContractDiff, escape: MarkdownEscapes): string {
  const { breaking, warning, info } = diff.counts;
  const operations = `${diff.base_operations} operations before, ${diff.revision_operations} after.`;
  const sections = (['breaking', 'warning', 'info'] as const).flatMap((level) => writeLevel(diff, level, escape));
  return [
    '## Contract changes',
    `**${breaking} breaking**, ${warning} that may break, ${info} for information. ${operations}`,
    ...(sections.length > 0 ? sections : ['The two descriptions have the same meaning.']),
    '',
  ].join('\n\n');
}

function writeLevel({ changes, counts }: ContractDiff, level: ChangeLevel, escape: MarkdownEscapes): string[] {
  const listed = changes.filter((change) => change.level === level).slice(0, MOST_LISTED);
  if (listed.length === 0) return [];
  const left = counts[level] - listed.length;
  return [
    `### ${HEADINGS[level]} (${counts[level]})`,
    listed.map((change) => writeChange(change, escape)).join('\n'),
    ...(left > 0 ? [`${left} more are in the YAML.`] : []),
  ];
}

function writeChange({ id, operation, path, text, ...change }: ContractChange, escape: MarkdownEscapes): string {
  const place = operation === null ? 'Document' : escape.code(path === null ? operation : `${operation} ${path}`);
  const pointer = change.revision_pointer ?? change.base_pointer;
  const where = pointer === null ? '' : `, at ${escape.code(pointer)}`;
  return `- ${place}: ${escape.words(text)} — ${escape.code(id)}${where}`;
}
