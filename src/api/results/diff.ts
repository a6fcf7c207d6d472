import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { compareResults, differenceInKind } from '../../domain/quality/compare';
import { ResultDiff } from '../../domain/quality/diff';
import { formOf } from '../../domain/quality/forms';
import { diffMarkdown } from '../../pages/quality/diff-markdown';
import { readPayload } from '../../runs/quality/payload';
import { findResult, type QualityRow, resultOf } from '../../store/quality-results';
import { acceptedType } from '../accept';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { NO_RESULT, purgeDetail, ResultId } from './result-body';

const FORMS = ['application/json', 'text/markdown'] as const;

const diffBody = ResultDiff.openapi('ResultDiff');

const diffRoute = createRoute({
  operationId: 'diffResults',
  method: 'get',
  path: '/v1/results/{before}/diff/{after}',
  tags: ['results'],
  summary: 'What changed from one result to a later one of the same task, as JSON or Markdown',
  description: 'Two that can not be compared are told so: `comparable` is false and `reason` says why.',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: { headers: bookmarkSent, params: z.strictObject({ before: ResultId, after: ResultId }) },
  responses: {
    200: {
      description: 'What changed',
      content: { ...json(diffBody, '').content, 'text/markdown': { schema: z.string() } },
      headers: bookmarkGiven,
    },
    ...notModified,
    ...problems(
      'malformed_request',
      'unauthenticated',
      'scope_missing',
      'not_found',
      'not_acceptable',
      'gone',
      'validation_failed',
    ),
  },
});

export function registerDiffResults(app: App): void {
  app.openapi(diffRoute, async (c) => {
    const type = acceptedType(c, FORMS);
    if (type === null) return problem(c, fault('not_acceptable', `Accept one of ${FORMS.join(', ')}`));
    const { projectId } = c.var.caller;
    const ids = c.req.valid('param');
    const before = await findResult(c.var.db, projectId, ids.before);
    const after = await findResult(c.var.db, projectId, ids.after);
    if (!before || !after) return problem(c, fault('not_found', NO_RESULT));
    const sides = await readSides(c.env.ARTIFACTS, before, after);
    if ('gone' in sides) return problem(c, fault('gone', purgeDetail(sides.gone)));
    const diff = compareResults(formOf(after.task_type), sides);
    if (type === 'application/json') return respond(c, diffBody, diff);
    c.header('vary', 'Accept, Authorization');
    return c.body(diffMarkdown(diff), 200, { 'content-type': 'text/markdown; charset=utf-8' });
  });
}

/** Both results with what they hold. Of two that can't be compared anyway nothing is read. */
async function readSides(bucket: R2Bucket, before: QualityRow, after: QualityRow) {
  const [first, second] = [resultOf(before), resultOf(after)];
  if (differenceInKind(first, second) !== null) {
    return { before: { result: first, payload: null }, after: { result: second, payload: null } };
  }
  const then = await readPayload(bucket, before);
  if (!then) return { gone: before };
  const now = await readPayload(bucket, after);
  if (!now) return { gone: after };
  return { before: { result: first, ...then }, after: { result: second, ...now } };
}
