import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { randomCapability, randomId } from '../../effects/ids';
import { anyCoordinatorOf } from '../../runs/any-run';
import { addShare, listShares, revokeShare } from '../../store/shares';
import { absoluteUrl } from '../absolute-url';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { shareDigest, sharePath } from '../share-page';
import { RunId, runParams } from './run-body';

const A_YEAR = 365 * 24 * 3600;
const THIRTY_DAYS = 30 * 24 * 3600;

const NewShare = z
  .strictObject({
    expires_in_seconds: z.int().min(60).max(A_YEAR).default(THIRTY_DAYS),
  })
  .openapi('NewShare');

const Share = z.strictObject({
  id: z.string(),
  run_id: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
});

const CreatedShare = Share.extend({
  url: z.url().openapi({ description: 'Who has it can read the report. Shown once; only a digest is stored' }),
}).openapi('CreatedShare');

const ShareList = z.strictObject({ shares: z.array(Share.openapi('Share')).max(1000) }).openapi('ShareList');

const createShare = createRoute({
  operationId: 'createShare',
  method: 'post',
  path: '/v1/runs/{run_id}/shares',
  tags: ['shares'],
  summary: 'Make a link that shows the report to whoever has it',
  middleware: [allow('run'), jsonWithin(1)] as const,
  request: { params: runParams, body: jsonBody(NewShare) },
  responses: {
    201: json(CreatedShare, 'The link'),
    ...problems(...BODY_FAULTS, 'not_found'),
  },
});

const getShares = createRoute({
  operationId: 'listShares',
  method: 'get',
  path: '/v1/runs/{run_id}/shares',
  tags: ['shares'],
  summary: 'The links of a run, without their secret part',
  middleware: [allow('read'), withEtag] as const,
  request: { params: runParams },
  responses: {
    200: json(ShareList, 'Oldest first'),
    ...notModified,
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

const deleteShare = createRoute({
  operationId: 'revokeShare',
  method: 'delete',
  path: '/v1/runs/{run_id}/shares/{share_id}',
  tags: ['shares'],
  summary: 'Revoke a link, at once',
  middleware: [allow('run')] as const,
  request: { params: z.strictObject({ run_id: RunId, share_id: z.string().max(64) }) },
  responses: {
    204: { description: 'It is revoked' },
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerShares(app: App): void {
  app.openapi(createShare, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    if (!(await anyCoordinatorOf(c.env, key).view())) return problem(c, fault('not_found', NO_RUN));
    const now = Date.now();
    const secret = randomCapability();
    const share = {
      id: randomId('shr'),
      project_id: key.projectId,
      run_id: key.runId,
      created_at: new Date(now).toISOString(),
      expires_at: new Date(now + c.req.valid('json').expires_in_seconds * 1000).toISOString(),
    };
    await addShare(c.env.DB, { ...share, digest: shareDigest(secret) });
    const { project_id: _, ...shown } = share;
    const url = absoluteUrl(sharePath(secret), c.req.url);
    return c.json(CreatedShare.parse({ ...shown, revoked_at: null, url }), 201);
  });

  app.openapi(getShares, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    if (!(await anyCoordinatorOf(c.env, key).view())) return problem(c, fault('not_found', NO_RUN));
    const rows = await listShares(c.env.DB, key);
    return respond(c, ShareList, {
      shares: rows.map(({ digest: _, project_id: __, ...shown }) => shown),
    });
  });

  app.openapi(deleteShare, async (c) => {
    const { run_id: runId, share_id: id } = c.req.valid('param');
    const key = { projectId: c.var.caller.projectId, runId, id };
    const revoked = await revokeShare(c.env.DB, key, new Date().toISOString());
    return revoked ? c.body(null, 204) : problem(c, fault('not_found', 'This run has no such share'));
  });
}

const NO_RUN = 'This project has no such run';
