import { createRoute, z } from '@hono/zod-openapi';
import { CellResult } from '../../domain/cell';
import { type Fault, isFault } from '../../domain/fault';
import { coordinatorOf } from '../../runs/handle';
import type { RunKey } from '../../runs/pointer';
import { RUN_FILES, runKey } from '../../store/artifacts';
import { readLine } from '../../store/line-blocks';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { CellBody } from './cells';
import { RunId } from './run-body';

const getCell = createRoute({
  operationId: 'getCell',
  method: 'get',
  path: '/v1/runs/{run_id}/cells/{case_id}',
  tags: ['runs'],
  summary: 'One cell of a run',
  description: 'The id of the case is percent-encoded. While the run goes on a cell is here as soon as it is settled.',
  middleware: [allow('read'), withEtag] as const,
  request: {
    params: z.strictObject({
      run_id: RunId,
      // As long as the id of a case may be. Which signs it has is not looked at: what is not there is not found.
      case_id: z.string().min(1).max(512),
    }),
    query: z.strictObject({ trial: z.coerce.number().int().min(1).max(1000).default(1) }),
  },
  responses: {
    200: json(CellBody, 'The cell'),
    ...notModified,
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'not_finished', 'gone', 'validation_failed'),
  },
});

export function registerGetCell(app: App): void {
  app.openapi(getCell, async (c) => {
    const { run_id: runId, case_id: caseId } = c.req.valid('param');
    const cell = await readCell(
      c.env,
      { projectId: c.var.caller.projectId, runId },
      { caseId, trial: c.req.valid('query').trial },
    );
    return isFault(cell) ? problem(c, cell) : respond(c, CellBody, cell);
  });
}

async function readCell(
  env: Env,
  key: RunKey,
  { caseId, trial }: { caseId: string; trial: number },
): Promise<CellResult | Fault<'not_found' | 'not_finished' | 'gone'>> {
  const coordinator = coordinatorOf(env, key);
  const found = await coordinator.cell(caseId, trial);
  if (isFault(found)) return found;
  if ('cell' in found) return found.cell;
  const line = await readLine(env.ARTIFACTS, runKey(key, RUN_FILES.cells), found.place);
  if (line !== null) return CellResult.parse(JSON.parse(line));
  // It may have been purged between the question and the read.
  const purged = await coordinator.filesFault();
  if (purged) return purged;
  throw new Error('a finished run has no cells');
}
