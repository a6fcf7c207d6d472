import type { z } from 'zod';
import { isJsonWithin } from '../../domain/json';
import { faultItems } from '../../domain/schema-faults';
import type { JsonValue } from '../json-stream/value';
import type { FileFault, FileFaultCode } from '../reading';
import { TextStream } from '../text-stream';
import type { ResultSource } from './source';

/** Levels of lists and mappings. */
const DEEPEST = 128;

export const refuseFile = (fault: FileFaultCode, detail: string, offset: number | null = null): FileFault => ({
  fault,
  detail,
  offset,
});

export function isFileFault<T>(value: T): value is Extract<T, FileFault> {
  return typeof value === 'object' && value !== null && 'fault' in value && 'offset' in value;
}

/**
 * The text of a file in UTF-8, or in UTF-16 by its byte order mark, as PowerShell writes what it redirects.
 *
 * @returns `empty`, `encoding`, `nul` or `truncated`
 */
export function readFileText({ bytes }: ResultSource): string | FileFault {
  const [first, second] = bytes;
  const wide = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  const stream = TextStream.open(wide ?? 'utf-8');
  if ('fault' in stream) return stream;
  const text = stream.push(bytes);
  if (typeof text !== 'string') return text;
  const end = stream.end();
  if (typeof end !== 'string') return end;
  return text.trim() === '' ? refuseFile('empty', 'it has no content') : text;
}

/**
 * The value of a JSON file.
 *
 * @returns a value in a box, because JSON may look like a fault; or what `readFileText` refuses, `not_well_formed`, or
 *   `too_deep`
 */
export function readJsonFile(file: ResultSource): { value: JsonValue } | FileFault {
  const text = readFileText(file);
  if (typeof text !== 'string') return text;
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonWithin(value, DEEPEST)) return { value };
    return refuseFile('too_deep', `lists and mappings within each other, more than ${DEEPEST} deep`);
  } catch (cause) {
    if (cause instanceof SyntaxError) return refuseFile('not_well_formed', 'it is no JSON');
    throw cause;
  }
}

/** The one file that a task takes. */
export function onlyFile(files: readonly ResultSource[], what: string): ResultSource | FileFault {
  const [file, ...rest] = files;
  if (file === undefined) return refuseFile('empty', `no file: send ${what}`);
  return rest.length === 0 ? file : refuseFile('too_many', `${what} makes one result: send one file`);
}

/** What was read, held against the schema of its payload: what a tool wrote may be too much of it. */
export function checkPayload<T>(schema: z.ZodType<T>, value: unknown): T | FileFault {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [item] = faultItems(parsed.error, value);
  const [issue] = parsed.error.issues;
  const tooMany = issue?.code === 'too_big' && issue.origin === 'array';
  return refuseFile(tooMany ? 'too_many' : 'invalid', `${item?.pointer ?? ''}: ${item?.detail ?? ''}`);
}
