import { z } from 'zod';
import type { AgentContent } from '../domain/agent';
import { Bundle } from '../domain/bundle';
import { CellResult } from '../domain/cell';
import { Replay } from '../domain/replay';
import { Run, type RunEvent } from '../domain/run';
import type { RunRequest } from '../domain/run-request';
import type { Connection } from './connection';
import { followEvents } from './event-stream';
import { parseJson } from './json-text';
import { type Problem, problemOf, unexpected, unreachable } from './problem';

/**
 * A value, or why there is none, and after how long the service wants to be asked again, where it says so. The client
 * never throws for what a server or a network does.
 */
export type Outcome<T> = { value: T } | { problem: Problem; retryAfterMs?: number };

const Token = z.object({ id: z.string(), token: z.string() });
const Share = z.object({ id: z.string(), url: z.string(), expires_at: z.string() });
const CellPage = z.object({ cells: z.array(CellResult), next_cursor: z.string().nullable() });
const Anything = z.unknown();

/** How long a call may take beyond what it asked the server to wait, milliseconds. */
const PATIENCE_MS = 60_000;
/** The longest that one request asks the server to hold its answer, seconds. */
const LONGEST_WAIT_SECONDS = 60;
/** The header that names the state of the database which an answer saw. */
const BOOKMARK = 'x-d1-bookmark';
/** Items on one page of a list. */
const LONGEST_PAGE = 100;

export type Client = ReturnType<typeof connect>;

/** The API's operations that the CLI needs, each answering with a parsed value or the problem. */
export function connect(connection: Connection) {
  const call = callerOf(connection);
  const readRun = (run: string, { waitSeconds = 0 } = {}): Promise<Outcome<Run>> =>
    call(Run, {
      method: 'GET',
      path: `/v1/runs/${encodeURIComponent(run)}`,
      headers: waitSeconds > 0 ? { prefer: `wait=${waitSeconds}` } : {},
      patienceMs: waitSeconds * 1000 + PATIENCE_MS,
    });

  /** What a GET answers, as the schema reads it. */
  const read = <T>(path: string, schema: z.ZodType<T>, query: Record<string, string> = {}): Promise<Outcome<T>> =>
    call(schema, { method: 'GET', path: [path, String(new URLSearchParams(query))].filter(Boolean).join('?') });

  /**
   * Items of a list over its pages, up to `limit`. A page may be short, even empty, and the list still go on.
   *
   * @param query the list's filter
   * @param sized whether the list lets its caller choose the size of a page
   */
  async function readList<P extends { next_cursor: string | null }, T>(
    path: string,
    page: z.ZodType<P>,
    itemsOf: (page: P) => readonly T[],
    { query = {}, limit = Number.POSITIVE_INFINITY, sized = true }: ListOptions = {},
  ): Promise<Outcome<T[]>> {
    const items: T[] = [];
    for (let cursor: string | null = null; ;) {
      const size = sized ? { limit: String(Math.min(limit - items.length, LONGEST_PAGE)) } : {};
      const outcome: Outcome<P> = await read(path, page, { ...query, ...size, ...(cursor === null ? {} : { cursor }) });
      if ('problem' in outcome) return outcome;
      items.push(...itemsOf(outcome.value));
      cursor = outcome.value.next_cursor;
      if (cursor === null || items.length >= limit) return { value: items };
    }
  }

  return {
    createToken: (body: { project: string; name: string; scopes?: string[] }) =>
      call(Token, { method: 'POST', path: '/v1/tokens', body }),

    /** Registering the same content again is no error; other content under the same version is. */
    registerAgent: (name: string, version: string, body: z.input<typeof AgentContent>) =>
      call(Anything, {
        method: 'PUT',
        path: `/v1/agents/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`,
        body,
      }),

    /** The same key finds the run that it started before. */
    startRun: (body: z.input<typeof RunRequest>, { idempotencyKey }: { idempotencyKey: string }) =>
      call(Run, { method: 'POST', path: '/v1/runs', body, headers: { 'idempotency-key': idempotencyKey } }),

    readRun,

    /** Waits on the server until the run is finished; after the deadline, the run as it then stands. */
    async finishedRun(run: string, { deadlineSeconds }: { deadlineSeconds: number }): Promise<Outcome<Run>> {
      const until = Date.now() + deadlineSeconds * 1000;
      for (;;) {
        const left = Math.ceil((until - Date.now()) / 1000);
        const outcome = await readRun(run, { waitSeconds: Math.max(0, Math.min(LONGEST_WAIT_SECONDS, left)) });
        if ('problem' in outcome || outcome.value.status === 'finished' || left <= 0) return outcome;
      }
    },

    /** Every cell of a run, over all pages. */
    readCells: (run: string) => readList(`/v1/runs/${encodeURIComponent(run)}/cells`, CellPage, ({ cells }) => cells),

    read,
    readList,

    cancelRun: (run: string) => call(Anything, { method: 'POST', path: `/v1/runs/${encodeURIComponent(run)}/cancel` }),

    shareReport: (run: string) =>
      call(Share, { method: 'POST', path: `/v1/runs/${encodeURIComponent(run)}/shares`, body: {} }),

    replayRun: (run: string) => call(Replay, { method: 'POST', path: `/v1/runs/${encodeURIComponent(run)}/replay` }),

    readBundle: (run: string) => call(Bundle, { method: 'GET', path: `/v1/runs/${encodeURIComponent(run)}/bundle` }),

    /** Every event of a run in order, each once, until it is finished. @returns null, or why following ended */
    followRun: (run: string, onEvent: (event: RunEvent) => void): Promise<Problem | null> =>
      followEvents(connection, run, onEvent),
  };
}

interface ListOptions {
  query?: Record<string, string>;
  limit?: number;
  sized?: boolean;
}

/** What asks one service: each answer parsed by its schema. */
export function callerOf(connection: Connection) {
  const seen: Seen = { bookmark: null };
  return <T>(schema: z.ZodType<T>, request: Request): Promise<Outcome<T>> => send(connection, seen, schema, request);
}

export interface Request {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as they are, in place of `body`. */
  bytes?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  patienceMs?: number;
  /** The media type that is wanted, where it is not JSON: the schema then gets the text. */
  accept?: string;
}

/** What the answers so far have seen: a replica that is behind that may not give the next one. */
interface Seen {
  bookmark: string | null;
}

async function send<T>(
  { url, token }: Connection,
  seen: Seen,
  schema: z.ZodType<T>,
  { method, path, body, bytes, headers = {}, patienceMs = PATIENCE_MS, accept = 'application/json' }: Request,
): Promise<Outcome<T>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept,
        authorization: `Bearer ${token}`,
        ...(bytes ? { 'content-type': 'application/octet-stream' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(seen.bookmark === null ? {} : { [BOOKMARK]: seen.bookmark }),
        ...headers,
      },
      ...(bytes ? { body: bytes } : {}),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    });
    seen.bookmark = response.headers.get(BOOKMARK) ?? seen.bookmark;
    text = await response.text();
  } catch (cause) {
    return { problem: unreachable(url, cause) };
  }
  const parsed = parseJson(text);
  if (!response.ok) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      problem: problemOf(response.status, parsed),
      ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}),
    };
  }
  const value = schema.safeParse(accept === 'application/json' ? parsed : text);
  if (value.success) return { value: value.data };
  const detail = `${method} ${path} answered in a form this version does not know: ${z.prettifyError(value.error)}`;
  return { problem: unexpected(response.status, detail) };
}
