import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { isFault } from '../../domain/fault';
import { ResultFile, type ResultOptions } from '../../domain/quality/result';
import { TaskType } from '../../domain/quality/task';
import { draftFiles, type NewResult, saveResult } from '../../runs/quality/save';
import type { AppEnv } from '../app';
import { problem } from '../problem';
import { giveBookmark } from '../session';
import { QualityResultBody, resultBody } from './result-body';
import { readSentPayload } from './sent-payload';

export const SavedResult = z.strictObject({ result: QualityResultBody }).openapi('SavedResult');

export const UnsavedResult = z
  .strictObject({
    files: z.array(
      ResultFile.pick({ path: true, role: true, format: true, media_type: true }).extend({ text: z.string() }),
    ),
  })
  .openapi('UnsavedResult', { description: 'The files that a result would have' });

/** Saves a result of a quality task, or shows what would be saved. A task that is not known is kept as `other`. */
export async function receiveResult(
  c: Context<AppEnv>,
  { task, idempotencyKey, options }: { task: string; idempotencyKey: string | null; options: ResultOptions },
) {
  const known = TaskType.safeParse(task);
  const task_type = known.success ? known.data : 'other';
  const sent = await readSentPayload(c, task_type);
  if (isFault(sent)) return problem(c, sent);
  const result: NewResult = { task_type, task, options, payload: sent.payload };
  if (!options.persist) {
    const files = draftFiles(result, new Date().toISOString());
    if (isFault(files)) return problem(c, files);
    return c.json(UnsavedResult.parse({ files: files.map(({ ending: _, ...file }) => file) }), 200);
  }
  const db = c.env.DB.withSession('first-primary');
  const saved = await saveResult(c.env, db, { projectId: c.var.caller.projectId, idempotencyKey, result });
  if (isFault(saved)) return problem(c, saved);
  giveBookmark(c, db);
  c.header('location', `/v1/results/${saved.row.id}`);
  if (saved.replayed) c.header('idempotent-replayed', 'true');
  return c.json(SavedResult.parse({ result: resultBody(saved.row, c.req.url) }), 201);
}
