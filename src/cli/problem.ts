import { z } from 'zod';
import { EXIT } from './command';

/** What an RFC 9457 answer of Assay's API brings. Other members are ignored. */
const ProblemBody = z.object({
  code: z.string(),
  detail: z.string(),
  request_id: z.string().nullish(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).default([]),
});

/** Why a call brought no value. `status` null: nothing that speaks HTTP answered. */
export interface Problem {
  status: number | null;
  /** The API's stable code, or `unreachable` or `unexpected_answer`, which are the client's own. */
  code: string;
  detail: string;
  errors: { pointer: string; code: string; detail: string }[];
  request_id: string | null;
}

const UNEXPECTED = 'unexpected_answer';

export function problemOf(status: number, body: unknown): Problem {
  const told = ProblemBody.safeParse(body);
  if (!told.success) return unexpected(status, `HTTP ${status} without a problem that Assay would write`);
  const { code, detail, errors, request_id } = told.data;
  return { status, code, detail, errors, request_id: request_id ?? null };
}

export function unreachable(url: string, cause: unknown): Problem {
  const detail = `no answer from ${url}: ${reasonOf(cause)}`;
  return { status: null, code: 'unreachable', detail, errors: [], request_id: null };
}

export function unexpected(status: number, detail: string): Problem {
  return { status, code: UNEXPECTED, detail, errors: [], request_id: null };
}

/** The problem in plain words: one line, then one for each fault in the request, then the id to ask support with. */
export function describeProblem({ code, detail, errors, request_id }: Problem): string {
  const faults = errors.map((error) => `  ${error.pointer || '(whole body)'}: ${error.detail}`);
  return [`${detail} (${code})`, ...faults, ...(request_id === null ? [] : [`  request ${request_id}`])].join('\n');
}

/** The service answered rightly: what was named is malformed, not there, or no longer there. */
const ASKED_WRONGLY: ReadonlySet<number> = new Set([400, 404, 410, 422]);

/** What a command ends with that could not do its work because of the problem. */
export function exitOf({ status, code }: Problem): number {
  if (status === 401 || status === 403) return EXIT.auth;
  return status !== null && ASKED_WRONGLY.has(status) && code !== UNEXPECTED ? EXIT.usage : EXIT.service;
}

/** `fetch` hides what happened in the cause of its TypeError. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  return inner.message || inner.name;
}
