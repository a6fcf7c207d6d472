import { createRoute, z } from '@hono/zod-openapi';
import { fault, isFault } from '../../domain/fault';
import { label, Slug } from '../../domain/text';
import type { RecordRow } from '../../store/records';
import { countRunsBetween, findGreenRun, findNewestRun } from '../../store/run-queries';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { ComparedRun, comparedRun, compareRuns, orNull, RunComparison } from './compared-run';

/** What may differ between two runs besides how they came out. */
const CHANGEABLE = ['version', 'commit', 'target', 'prompt', 'dataset', 'rubric', 'judge'] as const;

const Changes = z
  .strictObject({
    last_green: orNull(ComparedRun),
    latest: ComparedRun,
    complete: z
      .boolean()
      .openapi({ description: 'false: the newest runs were looked at, there may be one further back' }),
    runs_since: z
      .strictObject({
        count: z.int().nonnegative(),
        more: z.boolean().openapi({ description: 'There are more than were counted' }),
      })
      .nullable()
      .openapi({ description: 'Runs after the last green one; null where there is none' }),
    changed: z
      .array(
        z.strictObject({
          field: z.enum(CHANGEABLE),
          from: z.string().nullable(),
          to: z.string().nullable(),
        }),
      )
      .openapi({ description: 'Inputs that differ; all but version and commit by their hashes' }),
    ...RunComparison,
  })
  .openapi('Changes');

const getChanges = createRoute({
  operationId: 'getChanges',
  method: 'get',
  path: '/v1/history/changes',
  tags: ['history'],
  summary: 'What changed since the last green run of an agent',
  description:
    'Which inputs differ, and which cases, from the newest run that passed to the newest run. Where the latest is green ' +
    'itself nothing changed; where none was found `last_green` is null.',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: { headers: bookmarkSent, query: z.strictObject({ agent: Slug, branch: label(255).optional() }) },
  responses: {
    200: { ...json(Changes, 'What changed'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

export function registerChanges(app: App): void {
  app.openapi(getChanges, async (c) => {
    const { agent, branch = null } = c.req.valid('query');
    const { projectId } = c.var.caller;
    const search = { projectId, agent, version: null, branch };
    const { run: latest } = await findNewestRun(c.var.db, search);
    if (!latest) return problem(c, fault('not_found', 'Among its newest runs the agent has no measured one there'));
    const { run: green, complete } = await findGreenRun(c.var.db, search, latest);
    if (!green) {
      return respond(c, Changes, {
        last_green: null,
        latest: comparedRun(latest),
        complete,
        runs_since: null,
        changed: [],
        not_comparable: null,
        comparison: null,
      });
    }
    const compared = await compareRuns(c.env, projectId, { from: green, to: latest });
    if (isFault(compared)) return problem(c, compared);
    const { runs: count, more } = await countRunsBetween(c.var.db, search, { after: green, upTo: latest });
    return respond(c, Changes, {
      last_green: comparedRun(green),
      latest: comparedRun(latest),
      complete,
      runs_since: { count, more },
      changed: changedInputs(green, latest),
      ...compared,
    });
  });
}

function changedInputs(from: RecordRow, to: RecordRow) {
  const [before, after] = [inputsOf(from), inputsOf(to)];
  return CHANGEABLE.map((field) => ({ field, from: before[field] ?? null, to: after[field] ?? null })).filter(
    (change) => change.from !== change.to,
  );
}

function inputsOf({ hashes, version, commit_sha }: RecordRow): Partial<Record<string, string | null>> {
  return { ...JSON.parse(hashes), version, commit: commit_sha };
}
