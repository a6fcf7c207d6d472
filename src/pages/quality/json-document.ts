import type { ResultDocument } from '../../domain/quality/result';
import type { ResultAbout } from './about';

/**
 * What a result says, as JSON for other tools: what it is, what follows from it, then its payload as it was sent.
 *
 * @param ending as `_scan.json`
 * @param derived what is computed of the payload
 */
export function jsonDocument(
  ending: string,
  { name, task, created_at }: ResultAbout,
  derived: object,
  payload: object,
): ResultDocument {
  // On one line: indented, the pairs of a large coverage would take several times the memory.
  const text = `${JSON.stringify({ task, name, created_at, ...derived, ...payload })}\n`;
  return { role: 'primary', ending, format: 'json', media_type: 'application/json', text };
}

/** What a result says, for people. */
export function markdownDocument(ending: string, blocks: readonly string[]): ResultDocument {
  const text = `${blocks.join('\n\n')}\n`;
  return { role: 'secondary', ending, format: 'markdown', media_type: 'text/markdown; charset=utf-8', text };
}
