import { createRoute, z } from '@hono/zod-openapi';
import { NewCorrection } from '../../domain/correction';
import { type Fault, fault, isFault } from '../../domain/fault';
import { keyedDigest, randomId } from '../../effects/ids';
import { log } from '../../effects/log';
import { readSettings } from '../../effects/settings';
import type { Correction, CorrectionFault } from '../../store/corrections';
import { historyOf } from '../../store/history-writer';
import type { RecordRow } from '../../store/records';
import type { App } from '../app';
import { allow } from '../auth';
import { IdempotencyKey, madeHeaders } from '../idempotency-key';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json } from '../respond';
import { bookmarkGiven, bookmarkRecord } from '../session';
import { RecordBody, recordBody } from './list';

const createCorrection = createRoute({
  operationId: 'createCorrection',
  method: 'post',
  path: '/v1/history/corrections',
  tags: ['history'],
  summary: 'Say that the record of a run is to be read otherwise',
  description:
    'Appends a record of its own that names the run and the reason; the record of the run stays as it is and names its ' +
    'newest correction from then on. Verdict, tags and source can be corrected, what was measured can not. A record ' +
    'that reads like that already is a conflict, so a repeated request corrects nothing twice.',
  middleware: [allow('admin'), jsonWithin(1)] as const,
  request: {
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
    body: jsonBody(NewCorrection.openapi('NewCorrection')),
  },
  responses: {
    201: {
      ...json(RecordBody, 'The record of the correction'),
      headers: madeHeaders.pick({ 'idempotent-replayed': true }).extend(bookmarkGiven.shape),
    },
    ...problems(...BODY_FAULTS, 'not_found', 'conflict', 'idempotency_key_reused', 'unavailable'),
  },
});

export function registerCreateCorrection(app: App): void {
  app.openapi(createCorrection, async (c) => {
    const { projectId } = c.var.caller;
    const key = c.req.valid('header')['idempotency-key'];
    const made = await correct(c.env, projectId, {
      id: key === undefined ? randomId('cor') : correctionIdFor(c.env, projectId, key),
      at: new Date().toISOString(),
      request: c.req.valid('json'),
    });
    if (isFault(made)) return problem(c, made);
    await bookmarkRecord(c, made.row.run_id);
    if (made.replayed) c.header('idempotent-replayed', 'true');
    return c.json(RecordBody.parse(recordBody(made.row, undefined, c.req.url)), 201);
  });
}

/** The same key finds the same correction. */
const correctionIdFor = (env: Env, projectId: string, key: string) =>
  `cor_${keyedDigest(readSettings(env).secret, 'correction', projectId, key).slice(0, 32)}`;

async function correct(
  env: Env,
  projectId: string,
  correction: Correction,
): Promise<{ row: RecordRow; replayed: boolean } | CorrectionFault | Fault<'unavailable'>> {
  try {
    return await historyOf(env, projectId).correct(correction);
  } catch (cause) {
    // D1 may have taken it: the same request again finds that out, by its key or as a conflict.
    log('history.correction_failed', { run: correction.request.run_id, cause });
    return fault('unavailable', 'Whether the correction is recorded is not known: send the request again');
  }
}
