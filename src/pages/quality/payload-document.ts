import type { ResultDocument } from '../../domain/quality/result';

/**
 * A payload as the primary JSON file of its result, and nothing else: comparisons and trends read it back by its schema.
 *
 * @param ending as `_index.json`
 */
export function payloadDocument(ending: string, payload: object): ResultDocument {
  const text = `${JSON.stringify(payload, null, 2)}\n`;
  return { role: 'primary', ending, format: 'json', media_type: 'application/json', text };
}

/** A page for people. */
export const htmlDocument = (ending: string, text: string): ResultDocument => ({
  role: 'secondary',
  ending,
  format: 'html',
  media_type: 'text/html; charset=utf-8',
  text,
});
