import { CST, Lexer, Parser, parseDocument } from 'yaml';
import { isJsonWithin } from '../../domain/json';
import type { JsonValue } from '../json-stream/value';
import type { FileFault } from '../reading';
import { refuseFile } from './json-file';

/** Names, values, marks and line ends. So many take 50 to 90 MB while they are read, of the 128 that a Worker has. */
const MOST_TOKENS = 200_000;
/** What aliases in aliases may multiply a document by. */
const MOST_ALIASES = 100;
/** Levels of lists and mappings. */
const DEEPEST = 128;

/**
 * What YAML 1.2 (core schema) says, where JSON can say it too. Of a key that stands twice the last one holds, as in
 * JSON: looking for such keys takes time that grows with the square of a mapping.
 *
 * @returns a value in a box; or `too_large` above 200,000 tokens (some 25,000 lines), `too_deep`, `not_well_formed`, or `invalid`
 */
export function readYamlText(text: string): { value: JsonValue } | FileFault {
  // First of all: what makes values of the text recurses, and no process survives the end of its call stack.
  const fault = checkTokens(text) ?? (isTooDeep(text) ? tooDeep() : null);
  if (fault !== null) return fault;
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, merge: false, version: '1.2' });
  if (document.errors.length > 0) return refuseFile('not_well_formed', 'it is neither JSON nor YAML');
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return isJsonWithin(value, DEEPEST) ? { value } : refuseFile('invalid', 'it says what JSON can not');
  } catch (cause) {
    // How the library says that aliases multiply, or that one has no anchor.
    if (cause instanceof ReferenceError) return refuseFile('invalid', 'its aliases lead nowhere, or to too much');
    throw cause;
  }
}

const tooDeep = () => refuseFile('too_deep', `lists and mappings within each other, more than ${DEEPEST} deep`);

/** Marks that open a level within a line. */
const INDICATORS: ReadonlySet<string> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);

/** Reads token by token, and keeps none: what is refused here would take gigabytes to build. */
function checkTokens(text: string): FileFault | null {
  let [tokens, brackets, inLine] = [0, 0, 0];
  for (const source of new Lexer().lex(text)) {
    const type = CST.tokenType(source) ?? '';
    tokens += 1;
    if (type === 'newline') inLine = 0;
    if (type === 'flow-seq-start' || type === 'flow-map-start') brackets += 1;
    if (type === 'flow-seq-end' || type === 'flow-map-end') brackets -= 1;
    if (brackets === 0 && INDICATORS.has(type)) inLine += 1;
    if (brackets > DEEPEST || inLine > DEEPEST) return tooDeep();
    if (tokens > MOST_TOKENS) return refuseFile('too_large', 'YAML of so many lines: send it as JSON');
  }
  return null;
}

/** Looks at the tokens alone. What a token holds lies one level further in; a mapping in a list needs two. */
function isTooDeep(text: string): boolean {
  const pending = [...new Parser().parse(text)].map((token): Nested => ({ token, level: 1 }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, level } = next;
    if (level > DEEPEST) return true;
    if (typeof token !== 'object' || token === null) continue;
    const { key, value, items = [] }: { key?: unknown; value?: unknown; items?: readonly unknown[] } = token;
    pending.push({ token: key, level }, { token: value, level });
    for (const item of items) pending.push({ token: item, level: level + 1 });
  }
  return false;
}

interface Nested {
  token: unknown;
  level: number;
}
