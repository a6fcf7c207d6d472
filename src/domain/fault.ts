/**
 * What can be wrong with a request, as plain data, so that it survives a call to a Durable Object.
 * A code is public and never changes its meaning; `api/problem.ts` gives each its status.
 */
export const FAULT_CODES = [
  'malformed_request',
  'unauthenticated',
  'scope_missing',
  'not_found',
  'gone',
  'method_not_allowed',
  'not_acceptable',
  'unsupported_media_type',
  'conflict',
  'version_conflict',
  'not_finished',
  'already_finished',
  'too_large',
  'validation_failed',
  'idempotency_key_reused',
  'file_refused',
  'provider_not_configured',
  'internal',
  'unavailable',
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];

/** One thing that is wrong, and where: `pointer` is a JSON Pointer (RFC 6901) into the request body. */
export interface FaultItem {
  pointer: string;
  code: string;
  detail: string;
}

export interface Fault<C extends FaultCode = FaultCode> {
  fault: C;
  detail: string;
  errors?: FaultItem[] | undefined;
}

export function fault<C extends FaultCode>(code: C, detail: string, errors?: FaultItem[]): Fault<C> {
  return errors ? { fault: code, detail, errors } : { fault: code, detail };
}

export function isFault<T>(value: T): value is Extract<T, Fault> {
  return typeof value === 'object' && value !== null && 'fault' in value;
}

/** At most this many items are told of one request. */
export const MOST_FAULT_ITEMS = 100;

/** A `validation_failed` fault over items; the count is exact even where the list is cut. */
export function invalid(items: FaultItem[]): Fault<'validation_failed'> {
  const count = items.length === 1 ? '1 fault' : `${items.length} faults`;
  return fault('validation_failed', `${count}; see errors`, items.slice(0, MOST_FAULT_ITEMS));
}

/** A key longer than this is not repeated to who sent it: the pointer ends at what holds it. */
const LONGEST_SEGMENT = 512;

/** Joins path segments to a JSON Pointer (RFC 6901 section 3). */
export function pointerTo(segments: readonly PropertyKey[]): string {
  const texts = segments.map(String);
  const tooLong = texts.findIndex((text) => text.length > LONGEST_SEGMENT);
  return texts
    .slice(0, tooLong === -1 ? texts.length : tooLong)
    .map((text) => `/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
