import { TextStream } from './text-stream';

/** Behind a backslash, in a path that git quotes (git-config, core.quotePath). */
const ESCAPES: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  t: 0x09,
  n: 0x0a,
  v: 0x0b,
  f: 0x0c,
  r: 0x0d,
  '"': 0x22,
  '\\': 0x5c,
};

const QUOTED = /^"((?:[^"\\]|\\.)*)"$/su;
const ESCAPED_RUN = /(?:\\(?:[0-3][0-7]{2}|.))+/gsu;
const ESCAPE = /\\([0-3][0-7]{2}|.)/gsu;

/**
 * A path as git writes it: one with odd characters stands in quotes, its bytes that are not ASCII as octal numbers.
 *
 * @returns null where an escape is none, or the bytes are not UTF-8
 */
export function unquotePath(written: string): string | null {
  if (!written.startsWith('"')) return written;
  const quoted = QUOTED.exec(written)?.[1];
  if (quoted === undefined) return null;
  const runs = [...quoted.matchAll(ESCAPED_RUN)].map(([run]) => decodeRun(run));
  if (runs.includes(null)) return null;
  // A character may be of several escapes, so they are decoded together.
  return quoted.replace(ESCAPED_RUN, () => runs.shift() ?? '');
}

function decodeRun(run: string): string | null {
  const bytes: number[] = [];
  for (const [, escape = ''] of run.matchAll(ESCAPE)) {
    const byte = escape.length === 3 ? Number.parseInt(escape, 8) : ESCAPES[escape];
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  const stream = new TextStream('utf-8');
  const text = stream.push(Uint8Array.from(bytes));
  return typeof text === 'string' && stream.end() === '' ? text : null;
}
