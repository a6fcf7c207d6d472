import { createRoute, z } from '@hono/zod-openapi';
import { uncoveredRanges } from '../../domain/coverage/gaps';
import { PatchCoverage, PatchCoverageMeter } from '../../domain/coverage/patch';
import { coverageOf } from '../../domain/coverage/totals';
import { FileCoverage, LineRange } from '../../domain/evidence/coverage';
import { fault, isFault } from '../../domain/fault';
import { parseUnifiedDiff } from '../../formats/unified-diff';
import { readCoverage } from '../../runs/ci/read';
import type { App } from '../app';
import { allow } from '../auth';
import { readText } from '../body';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { runParams } from '../runs/run-body';

const MOST_DIFF_BYTES = 10 * 1024 * 1024;
const NO_COVERAGE = 'This run has no coverage: send LCOV or Cobertura files to it';

const CoveragePage = z
  .strictObject({
    files: z
      .array(FileCoverage.extend({ uncovered: z.array(LineRange).openapi({ description: 'First and last line' }) }))
      .max(100),
    next_cursor: z.string().nullable().openapi({ description: 'null: the list ends here' }),
  })
  .openapi('CoveragePage');

const listCoverage = createRoute({
  operationId: 'listRunCoverage',
  method: 'get',
  path: '/v1/runs/{run_id}/coverage',
  tags: ['ci runs'],
  summary: 'Coverage of a finished run by source file, merged over all that was sent',
  middleware: [allow('read'), withEtag] as const,
  request: {
    params: runParams,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: json(CoveragePage, 'A page of source files, by name'),
    ...notModified,
    ...problems(
      'malformed_request',
      'unauthenticated',
      'scope_missing',
      'not_found',
      'not_finished',
      'gone',
      'validation_failed',
    ),
  },
});

const measurePatch = createRoute({
  operationId: 'measurePatchCoverage',
  method: 'post',
  path: '/v1/runs/{run_id}/patch-coverage',
  tags: ['ci runs'],
  summary: 'How much of the new lines of a unified diff a finished run covers',
  description: 'Send the diff as it is, `git diff base...head`, at most 10 MiB. Nothing is kept of it.',
  middleware: [allow('read')] as const,
  request: {
    params: runParams,
    body: { required: true, content: { 'text/x-diff': { schema: z.string() }, 'text/plain': { schema: z.string() } } },
  },
  responses: {
    200: json(PatchCoverage.openapi('PatchCoverage'), 'By changed file; null where nothing new is measured'),
    ...problems(
      'malformed_request',
      'unauthenticated',
      'scope_missing',
      'not_found',
      'not_finished',
      'gone',
      'too_large',
      'validation_failed',
    ),
  },
});

export function registerRunCoverage(app: App): void {
  app.openapi(listCoverage, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const scope: CursorScope = { env: c.env, projectId: key.projectId, list: `coverage ${key.runId}` };
    const place = cursor === undefined ? { line: 0 } : readCursor(scope, cursor);
    if (!place) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const from = Number(place.line);
    const sections = await readCoverage(c.env, key, from);
    if (isFault(sections)) return problem(c, sections);
    if (!sections) return problem(c, fault('not_found', NO_COVERAGE));
    const files: z.infer<typeof CoveragePage>['files'] = [];
    let more = false;
    for await (const section of sections) {
      more = files.length === limit;
      if (more) break;
      files.push({ ...coverageOf(section), uncovered: uncoveredRanges(section.lines) });
    }
    const next = more ? writeCursor(scope, { line: from + limit }) : null;
    linkNext(c, next);
    return respond(c, CoveragePage, { files, next_cursor: next });
  });

  app.openapi(measurePatch, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const text = await readText(c.req.raw, MOST_DIFF_BYTES);
    if (isFault(text)) return problem(c, text);
    const diff = parseUnifiedDiff(text);
    if ('fault' in diff) return problem(c, fault('malformed_request', `The diff can't be read: ${diff.detail}`));
    const sections = await readCoverage(c.env, key);
    if (isFault(sections)) return problem(c, sections);
    if (!sections) return problem(c, fault('not_found', NO_COVERAGE));
    const meter = new PatchCoverageMeter(diff.files);
    for await (const section of sections) meter.add(section);
    return respond(c, PatchCoverage, meter.result());
  });
}
