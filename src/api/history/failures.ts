import { createRoute, z } from '@hono/zod-openapi';
import { groupFailures, type ListedFailure, listedFailure } from '../../domain/failure-groups';
import { fault } from '../../domain/fault';
import { RecordedFailure } from '../../domain/record';
import { type FailingRecord, listFailingRecords } from '../../store/failing-records';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

const DEFAULT_WINDOW_MS = 7 * 86_400_000;

/** Runs that one page of groups is made of. */
const RUNS_GROUPED = 90;

const Failure = z
  .strictObject({
    test_id: z.string(),
    suite: z.string(),
    signature: z.string().openapi({ description: 'The same for descriptions that differ in ids, numbers and paths' }),
    run_id: z.string(),
    timestamp: z.iso.datetime(),
    version: z.string().nullable(),
    branch: z.string().nullable(),
    commit: z.string().nullable(),
    ...RecordedFailure.shape,
  })
  .openapi('Failure');

const FailureGroup = z
  .strictObject({
    key: z.string().openapi({ description: 'The test id or the signature' }),
    count: z.int().positive(),
    runs: z.int().positive(),
    tests: z.int().positive(),
    newest: Failure,
    oldest: Failure,
  })
  .openapi('FailureGroup');

const FailurePage = z
  .strictObject({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    failures: z.array(Failure).nullable().openapi({ description: 'Newest first; null where they are grouped' }),
    groups: z.array(FailureGroup).nullable().openapi({ description: 'Most frequent first; null where not grouped' }),
    groups_cut: z.int().openapi({ description: 'Groups of these runs beyond `limit`, the least frequent ones' }),
    runs: z.int().openapi({ description: 'Failing runs that this page was made of' }),
    failures_cut: z.int().openapi({
      description: 'Failures of these runs that are not counted here: a record names 50, the cells of a run all',
    }),
    next_cursor: z.string().nullable().openapi({ description: 'null: the window ends here' }),
  })
  .openapi('FailurePage');

const Query = z.strictObject({
  since: z.iso.datetime().optional().openapi({ description: 'Finished at this time or later; 7 days before `until`' }),
  until: z.iso.datetime().optional().openapi({ description: 'Finished before this time; now' }),
  group: z.enum(['test', 'signature', 'none']).default('test'),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(512).optional(),
});

const listFailures = createRoute({
  operationId: 'listFailures',
  method: 'get',
  path: '/v1/history/failures',
  tags: ['history'],
  summary: 'What failed within a window of time, by test or by failure',
  description:
    `Failures and errors alike; the category tells them apart. Groups are made of up to ${RUNS_GROUPED} failing runs a ` +
    'page, newest first: where the window has more, follow `next_cursor`; the counts of a group add up over pages.',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: { headers: bookmarkSent, query: Query },
  responses: {
    200: { ...json(FailurePage, 'A page of failures or groups'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

/** Where a page begins: a run, and how many of its failures are behind. The window stays that of the first page. */
interface Place {
  timestamp: string;
  run_id: string;
  behind: number;
}

export function registerListFailures(app: App): void {
  app.openapi(listFailures, async (c) => {
    const { limit, cursor, group, ...window } = c.req.valid('query');
    const { projectId } = c.var.caller;
    const scope: CursorScope = { env: c.env, projectId, list: { list: 'failures', group, ...window } };
    const place = cursor === undefined ? null : readCursor(scope, cursor);
    if (cursor !== undefined && !place) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const until = inOneForm(String(place?.until ?? window.until ?? new Date().toISOString()));
    const since = inOneForm(window.since ?? new Date(Date.parse(until) - DEFAULT_WINDOW_MS).toISOString());
    const from = place && placeOf(place);
    const most = group === 'none' ? limit + 1 : RUNS_GROUPED + 1;
    const records = await listFailingRecords(c.var.db, projectId, { since, until, from, limit: most });
    const page = group === 'none' ? pageOfFailures(records, from, limit) : pageOfGroups(records, group, limit);
    const nextCursor = page.next && writeCursor(scope, { ...page.next, until });
    linkNext(c, nextCursor);
    const { next: _, ...body } = page;
    return respond(c, FailurePage, { since, until, ...body, next_cursor: nextCursor });
  });
}

/** Times are compared as text, so all have one form. */
const inOneForm = (time: string) => new Date(time).toISOString();

const placeOf = ({ timestamp, run_id, behind }: Record<string, string | number>): Place => ({
  timestamp: String(timestamp),
  run_id: String(run_id),
  behind: Number(behind),
});

function failuresOf(row: FailingRecord): ListedFailure[] {
  const { agent_name: suite, run_id, timestamp, version, branch, commit_sha: commit } = row;
  const failures = z.array(RecordedFailure).parse(JSON.parse(row.failures));
  return failures.map((failure) => listedFailure({ suite, run_id, timestamp, version, branch, commit }, failure));
}

const cutOf = (rows: readonly FailingRecord[]) => rows.reduce((sum, { failures_cut }) => sum + failures_cut, 0);

function pageOfFailures(records: readonly FailingRecord[], from: Place | null, limit: number) {
  const failures: ListedFailure[] = [];
  let next: Place | null = null;
  const seen: FailingRecord[] = [];
  for (const row of records) {
    const { timestamp, run_id } = row;
    const behind = from?.run_id === run_id ? from.behind : 0;
    const room = limit - failures.length;
    const rest = failuresOf(row).slice(behind);
    if (room > 0) seen.push(row);
    failures.push(...rest.slice(0, room));
    if (rest.length > room) {
      next = { timestamp, run_id, behind: behind + room };
      break;
    }
  }
  return { failures, groups: null, groups_cut: 0, runs: seen.length, failures_cut: cutOf(seen), next };
}

function pageOfGroups(records: readonly FailingRecord[], group: 'test' | 'signature', limit: number) {
  const rows = records.slice(0, RUNS_GROUPED);
  const more = records[RUNS_GROUPED];
  const groups = groupFailures(rows.flatMap(failuresOf), group === 'test' ? 'test_id' : 'signature');
  return {
    failures: null,
    groups: groups.slice(0, limit),
    groups_cut: Math.max(0, groups.length - limit),
    runs: rows.length,
    failures_cut: cutOf(rows),
    next: more ? { timestamp: more.timestamp, run_id: more.run_id, behind: 0 } : null,
  };
}
