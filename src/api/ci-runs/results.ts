import { createRoute, z } from '@hono/zod-openapi';
import { CiRunRequest } from '../../domain/ci-run/request';
import { fault, isFault } from '../../domain/fault';
import { RunSource } from '../../domain/manifest';
import { label } from '../../domain/text';
import { ciCoordinatorOf } from '../../runs/ci/handle';
import { openCiRun } from '../../runs/ci/open';
import { waitForRun } from '../../runs/wait';
import type { App } from '../app';
import { allow } from '../auth';
import { IdempotencyKey } from '../idempotency-key';
import { problem, problems } from '../problem';
import { json } from '../respond';
import { waitOf } from '../runs/prefer';
import { CiRunBody, runBody } from '../runs/run-body';
import { filesBody, flag, receiveFiles, refusalOf, SentQuery } from './sent-files';
import { CiFileBody } from './upload';

/** How long the answer waits for the verdict where the caller does not say, seconds. */
const USUAL_WAIT_SECONDS = 30;

const Tag = CiRunRequest.shape.tags.unwrap().element;

const sendResults = createRoute({
  operationId: 'sendResults',
  method: 'post',
  path: '/v1/results',
  tags: ['ci runs'],
  summary: 'Send reports in one call, and get the verdict',
  description:
    'Opens a run, takes the files as `POST /v1/runs/{run_id}/files` does, and finishes it. With `run`, the handle that ' +
    'all jobs of a pipeline share, the run stays open for the others: the last one sends `finish=true`, or `parts` ' +
    'says how many there are. With an `Idempotency-Key` the same request finds its run again.',
  middleware: [allow('upload')] as const,
  request: {
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional(), prefer: z.string().max(256).optional() }),
    query: z.strictObject({
      ...SentQuery,
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
    body: filesBody,
  },
  responses: {
    201: {
      ...json(z.strictObject({ run: CiRunBody, files: z.array(CiFileBody) }).openapi('SentResults'), 'The run'),
      headers: z.object({
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
      'unsupported_media_type',
      'validation_failed',
      'file_refused',
    ),
  },
});

type Query = z.output<typeof sendResults.request.query>;

export function registerSendResults(app: App): void {
  app.openapi(sendResults, async (c) => {
    const query = c.req.valid('query');
    const { projectId } = c.var.caller;
    const idempotencyKey = c.req.valid('header')['idempotency-key'] ?? null;
    const opened = await openCiRun(c.env, { projectId, request: requestOf(query, idempotencyKey) });
    if (isFault(opened)) return problem(c, opened);
    const key = { projectId, runId: opened.run.id };
    c.header('location', `/v1/runs/${key.runId}`);
    const replayed = idempotencyKey !== null && opened.run.status !== 'open';
    const received = replayed ? { files: [] } : await receiveFiles(c, key, query);
    if (isFault(received)) return problem(c, received);
    const coordinator = ciCoordinatorOf(c.env, key);
    const finish = query.finish ?? (query.run === undefined && query.parts === undefined);
    if (finish) {
      const ended = await coordinator.finish();
      if (isFault(ended)) return problem(c, ended);
    }
    const refused = refusalOf(received.files);
    if (refused) return problem(c, refused);
    const seconds = finish ? (waitOf(c.req.valid('header').prefer) ?? USUAL_WAIT_SECONDS) : 0;
    const run = await waitForRun(c.env, key, seconds * 1000);
    if (run?.kind !== 'ci') return problem(c, fault('not_found', 'The run was deleted meanwhile'));
    if (run.verdict !== null) c.header('assay-verdict', run.verdict);
    if (replayed) c.header('idempotent-replayed', 'true');
    const body = { run: CiRunBody.parse(runBody(run, c.req.url)), files: z.array(CiFileBody).parse(received.files) };
    return c.json(body, 201);
  });
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
