import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CiRunRequest } from '../../domain/ci-run/request';
import { fault, isFault } from '../../domain/fault';
import { RunSource } from '../../domain/manifest';
import { label } from '../../domain/text';
import { ciCoordinatorOf } from '../../runs/ci/handle';
import { openCiRun } from '../../runs/ci/open';
import { waitForRun } from '../../runs/wait';
import type { App, AppEnv } from '../app';
import { allow } from '../auth';
import { IdempotencyKey } from '../idempotency-key';
import { problem, problems } from '../problem';
import { json } from '../respond';
import { describePayloads, payloadBody } from '../results/payload-schemas';
import { misplaced, optionsOf, QualityQuery } from '../results/quality-query';
import { receiveResult, SavedResult, UnsavedResult } from '../results/save';
import { waitOf } from '../runs/prefer';
import { CiRunBody, runBody } from '../runs/run-body';
import { bookmarkGiven } from '../session';
import { filesBody, flag, receiveFiles, refusalOf, SentQuery } from './sent-files';
import { CiFileBody } from './upload';

/** How long the answer waits for the verdict where the caller does not say, seconds. */
const USUAL_WAIT_SECONDS = 30;

const SentResults = z.strictObject({ run: CiRunBody, files: z.array(CiFileBody) }).openapi('SentResults');

const Tag = CiRunRequest.shape.tags.unwrap().element;

const sendResults = createRoute({
  operationId: 'sendResults',
  method: 'post',
  path: '/v1/results',
  tags: ['ci runs'],
  summary: 'Send reports in one call, and get the verdict; or save a result of a quality task',
  description:
    'Opens a run, takes the files as `POST /v1/runs/{run_id}/files` does, and finishes it. With `run`, the handle that ' +
    'all jobs of a pipeline share, the run stays open for the others: the last one sends `finish=true`, or `parts` ' +
    'says how many there are. With an `Idempotency-Key` the same request finds its run again.\n\n' +
    'With `task_type` it saves a quality result instead: its form as `application/json`, or the files of the tool, ' +
    '25 MiB at most, as any other type or as a form. With `persist=false` the answer is its files, and nothing is stored.',
  middleware: [allow('upload')] as const,
  request: {
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional(), prefer: z.string().max(256).optional() }),
    query: z.strictObject({
      ...SentQuery,
      ...QualityQuery,
      run: label(200).optional().openapi({ description: 'The handle of the run, the same for all jobs of a pipeline' }),
      title: CiRunRequest.shape.name.openapi({ description: 'What the run is listed under' }),
      parts: z.coerce.number().int().min(1).max(1000).optional(),
      finish: flag(true)
        .optional()
        .openapi({ description: 'Nothing more will come; default: where there is no `run`' }),
      commit: RunSource.shape.commit.unwrap().unwrap().optional(),
      branch: RunSource.shape.branch.unwrap().unwrap().optional(),
      environment: RunSource.shape.environment.unwrap().unwrap().optional(),
      ci_provider: RunSource.shape.ci_provider.unwrap().unwrap().optional(),
      build_url: RunSource.shape.build_url.unwrap().unwrap().optional(),
      triggered_by: CiRunRequest.shape.triggered_by,
      tag: z
        .union([Tag.transform((tag) => [tag]), z.array(Tag).max(32)])
        .default([])
        .openapi({ description: 'May be repeated' }),
    }),
    body: { ...filesBody, content: { ...filesBody.content, ...payloadBody } },
  },
  responses: {
    200: json(UnsavedResult, 'What would be saved'),
    201: {
      ...json(z.union([SentResults, SavedResult]).openapi('SentOrSaved'), 'The run; or the result'),
      headers: bookmarkGiven.extend({
        location: z.string(),
        'assay-verdict': z
          .string()
          .optional()
          .openapi({ description: 'passed, failed or inconclusive, once it is there' }),
        'idempotent-replayed': z.literal('true').optional(),
      }),
    },
    ...problems(
      'malformed_request',
      'unauthenticated',
      'scope_missing',
      'not_found',
      'already_finished',
      'conflict',
      'gone',
      'too_large',
      'idempotency_key_reused',
      'unavailable',
      'unsupported_media_type',
      'validation_failed',
      'file_refused',
    ),
  },
});

type Query = z.output<typeof sendResults.request.query>;

/** Of who sends a request, what both ways look at. */
interface Sending {
  query: Query;
  idempotencyKey: string | null;
  prefer: string | undefined;
}

export function registerSendResults(app: App): void {
  describePayloads(app);
  app.openapi(sendResults, async (c) => {
    const query = c.req.valid('query');
    const { 'idempotency-key': idempotencyKey = null, prefer } = c.req.valid('header');
    const refused = misplaced(c.req.query(), query.task_type !== undefined);
    if (refused) return problem(c, refused);
    if (query.task_type === undefined) return receiveRun(c, { query, idempotencyKey, prefer });
    const options = optionsOf(query);
    if (isFault(options)) return problem(c, options);
    return receiveResult(c, { task: query.task_type, idempotencyKey, options });
  });
}

/** Opens a run, takes the files, and finishes it where nothing more will come. */
async function receiveRun(c: Context<AppEnv>, { query, idempotencyKey, prefer }: Sending) {
  const { projectId } = c.var.caller;
  const opened = await openCiRun(c.env, { projectId, request: requestOf(query, idempotencyKey) });
  if (isFault(opened)) return problem(c, opened);
  const key = { projectId, runId: opened.run.id };
  c.header('location', `/v1/runs/${key.runId}`);
  const replayed = idempotencyKey !== null && opened.run.status !== 'open';
  const received = replayed ? { files: [] } : await receiveFiles(c, key, query);
  if (isFault(received)) return problem(c, received);
  const finish = query.finish ?? (query.run === undefined && query.parts === undefined);
  if (finish) {
    const ended = await ciCoordinatorOf(c.env, key).finish();
    if (isFault(ended)) return problem(c, ended);
  }
  const refused = refusalOf(received.files);
  if (refused) return problem(c, refused);
  const seconds = finish ? (waitOf(prefer) ?? USUAL_WAIT_SECONDS) : 0;
  const run = await waitForRun(c.env, key, seconds * 1000);
  if (run?.kind !== 'ci') return problem(c, fault('not_found', 'The run was deleted meanwhile'));
  if (run.verdict !== null) c.header('assay-verdict', run.verdict);
  if (replayed) c.header('idempotent-replayed', 'true');
  return c.json(SentResults.parse({ run: runBody(run, c.req.url), files: received.files }), 201);
}

function requestOf(query: Query, idempotencyKey: string | null): CiRunRequest {
  const { run, title, parts, commit, branch, environment, ci_provider, build_url, triggered_by, tag } = query;
  const handle = run ?? (idempotencyKey === null ? null : `idempotency-key ${idempotencyKey}`);
  return CiRunRequest.parse({
    name: title,
    handle,
    parts: parts ?? null,
    triggered_by,
    tags: tag,
    source: { commit, branch, environment, ci_provider, build_url },
  });
}
