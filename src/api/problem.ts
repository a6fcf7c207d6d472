import { z } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import { FAULT_CODES, type Fault, type FaultCode } from '../domain/fault';

/** The one place where a code meets a status. A code without a line here does not compile. */
export const PROBLEMS = {
  malformed_request: [400, 'The request is malformed'],
  unauthenticated: [401, 'A token is needed'],
  scope_missing: [403, 'The token may not do this'],
  not_found: [404, 'There is no such thing'],
  method_not_allowed: [405, 'This resource does not know the method'],
  not_acceptable: [406, 'There is no such form of this resource'],
  conflict: [409, 'The request does not fit the state of the resource'],
  version_conflict: [409, 'This version has other content'],
  not_finished: [409, 'The run is not finished'],
  already_finished: [409, 'The run has ended'],
  gone: [410, 'It is no longer there'],
  too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'The request has a media type that is not taken here'],
  validation_failed: [422, 'The request is not valid'],
  idempotency_key_reused: [422, 'The idempotency key belongs to another request'],
  file_refused: [422, 'A file could not be read'],
  internal: [500, 'A fault in Assay'],
  provider_not_configured: [503, 'This deployment has no model provider'],
  unavailable: [503, 'Part of the service does not answer'],
} as const satisfies Record<FaultCode, readonly [number, string]>;

type Status<C extends FaultCode> = (typeof PROBLEMS)[C][0];

export const Problem = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.enum(FAULT_CODES).openapi({ description: 'Stable: a code never changes its meaning' }),
    detail: z.string().openapi({ description: 'What to do next' }),
    instance: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).max(100),
  })
  .openapi('Problem', { description: 'RFC 9457' });

/** One response type a code, so that a handler which can answer an undeclared code does not compile. */
type ProblemResponse<C extends FaultCode> = C extends FaultCode
  ? Response & TypedResponse<z.infer<typeof Problem>, Status<C>, 'json'>
  : never;

/** `detail` names the next step and repeats nothing that the caller sent. */
export function problem<C extends FaultCode>(c: Context, { fault, detail, errors = [] }: Fault<C>): ProblemResponse<C> {
  const [status, title] = PROBLEMS[fault];
  const body = {
    type: `${new URL(c.req.url).origin}/problems/${fault}`,
    title,
    status,
    code: fault,
    detail,
    instance: c.req.path,
    request_id: c.get('requestId'),
    errors,
  };
  const response: unknown = c.json(body, status, { 'content-type': 'application/problem+json' });
  return response as ProblemResponse<C>;
}

/** The `responses` of a route for the codes that it can answer. */
export function problems<C extends FaultCode>(...codes: C[]) {
  const responses: Record<number, { description: string; content: ReturnType<typeof problemContent> }> = {};
  for (const code of codes) {
    const [status, title] = PROBLEMS[code];
    const before = responses[status]?.description;
    responses[status] = {
      description: before === undefined ? `${title} (\`${code}\`)` : `${before}; ${title} (\`${code}\`)`,
      content: problemContent(),
    };
  }
  return responses as { [S in Status<C>]: { description: string; content: ReturnType<typeof problemContent> } };
}

/** What every operation with a JSON body and a scope can answer. */
export const BODY_FAULTS = [
  'malformed_request',
  'unauthenticated',
  'scope_missing',
  'too_large',
  'unsupported_media_type',
  'validation_failed',
] as const satisfies FaultCode[];

const problemContent = () => ({ 'application/problem+json': { schema: Problem } }) as const;
