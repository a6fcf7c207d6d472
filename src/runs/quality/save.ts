import { type Fault, fault, isFault } from '../../domain/fault';
import { formOf } from '../../domain/quality/forms';
import { filePaths, resultStem } from '../../domain/quality/paths';
import type { ResultDocument, ResultOptions } from '../../domain/quality/result';
import type { TaskType } from '../../domain/quality/task';
import { randomResultId, resultIdFor } from '../../effects/ids';
import { readSettings } from '../../effects/settings';
import { documentsOf } from '../../pages/quality/documents';
import type { Database } from '../../store/database';
import { type NewResultFile, putPayload, putResultFile, sha256Of } from '../../store/quality-files';
import type { QualityRow, StoredFile } from '../../store/quality-results';
import { beginSave, completeSave, type QualitySave, SUFFIX_LENGTH } from '../../store/quality-saves';

/** What a task has found, and what is said of it. `payload` is of the form of the task. */
export interface NewResult {
  task_type: TaskType;
  /** As it was sent. */
  task: string;
  options: ResultOptions;
  payload: unknown;
}

/** A file of a result, where it is or would be. */
export interface ResultDraft extends ResultDocument {
  path: string;
}

export type SaveFault = Fault<'validation_failed' | 'too_large' | 'idempotency_key_reused' | 'unavailable'>;

/** Characters of what a row says of its result, in JSON: lists read up to fifty rows at a time. */
const MOST_ROW_CHARACTERS = 256 * 1024;
/** A Worker has six connections at a time. */
const AT_ONCE = 6;

/** The files that a result has when it is saved at a time. */
export function draftFiles(
  result: NewResult,
  created_at: string,
  stem = stemOf(result, created_at),
): ResultDraft[] | Fault<'validation_failed'> {
  const { task_type, task, options, payload } = result;
  const documents = documentsOf(task_type)(payload, { name: options.name, created_at, task }).filter(
    ({ role }) => options.include_secondary || role === 'primary',
  );
  const paths = filePaths(
    stem,
    documents.map(({ ending }) => ending),
  );
  return isFault(paths) ? paths : documents.map((document, i) => ({ ...document, path: paths[i] ?? '' }));
}

/**
 * Saves a result: it reserves the paths, stores the files, then writes the row. A crash in between leaves files that
 * nobody can reach, and the reservation tells cron of them; the same request under the same key goes on where it
 * ended.
 */
export async function saveResult(
  env: Env,
  db: Database,
  { projectId, idempotencyKey, result }: { projectId: string; idempotencyKey: string | null; result: NewResult },
): Promise<{ row: QualityRow; replayed: boolean } | SaveFault> {
  const created_at = new Date().toISOString();
  const stem = stemOf(result, created_at);
  const refused = await refusalOf(result, created_at);
  if (refused) return refused;
  const id =
    idempotencyKey === null ? randomResultId() : resultIdFor(readSettings(env).secret, projectId, idempotencyKey);
  const fingerprint = await sha256Of(new TextEncoder().encode(JSON.stringify(result)));
  const begun = await beginSave(db, { project_id: projectId, id, created_at, stem, fingerprint });
  const earlier = 'saved' in begun ? begun.saved : begun.save;
  if (earlier.fingerprint !== fingerprint) {
    return fault('idempotency_key_reused', 'Another result was sent under this key: use a new one for a new result');
  }
  if ('saved' in begun) return { row: begun.saved, replayed: true };
  const row = begun.save.abandoned_at === null ? await completeResult(env, db, result, begun.save) : null;
  if (isFault(row)) return row;
  if (row === null) return fault('unavailable', 'An earlier attempt under this key is being cleared away: try later');
  return { row, replayed: false };
}

const stemOf = ({ task_type, options: { name, prefix } }: NewResult, created_at: string) =>
  resultStem({ task_type, created_at, name, prefix });

/** Whether the result could be saved, found out before anything is written. */
async function refusalOf(result: NewResult, created_at: string): Promise<SaveFault | null> {
  const longest = `${stemOf(result, created_at)}${'x'.repeat(SUFFIX_LENGTH)}`;
  const drafts = draftFiles(result, created_at, longest);
  if (isFault(drafts)) return drafts;
  const told = drafts.map(({ text: _, ...said }) => ({ ...said, size: 0, sha256: 'x'.repeat(64) }));
  const { summarise, measure } = formOf(result.task_type);
  const { payload } = result;
  const characters = JSON.stringify([told, summarise(payload), measure(payload)]).length;
  if (characters <= MOST_ROW_CHARACTERS) return null;
  return fault('too_large', `The result has ${drafts.length} files: too many to be listed. Send it in parts`);
}

/** null: the save was abandoned in the meantime. */
async function completeResult(
  env: Env,
  db: Database,
  result: NewResult,
  save: QualitySave,
): Promise<QualityRow | Fault<'validation_failed'> | null> {
  const drafts = draftFiles(result, save.created_at, save.stem);
  if (isFault(drafts)) return drafts;
  await putPayload(env.ARTIFACTS, { projectId: save.project_id, id: save.id }, result.payload);
  const stored: StoredFile[] = [];
  for (let from = 0; from < drafts.length; from += AT_ONCE) {
    const group = drafts.slice(from, from + AT_ONCE);
    stored.push(...(await Promise.all(group.map((draft) => storeFile(env, save, draft)))));
  }
  return completeSave(db, rowOf(result, save, stored));
}

async function storeFile(
  env: Env,
  { project_id: projectId, id }: QualitySave,
  { path, role, format, media_type, text }: ResultDraft,
): Promise<StoredFile> {
  const bytes = new TextEncoder().encode(text);
  const file: NewResultFile = { path, media_type, bytes, sha256: await sha256Of(bytes) };
  await putResultFile(env.ARTIFACTS, { projectId, id }, file);
  return { path, role, format, media_type, size: bytes.byteLength, sha256: file.sha256 };
}

function rowOf({ task_type, task, options, payload }: NewResult, save: QualitySave, files: StoredFile[]): QualityRow {
  const { project_id, id, created_at, stem, fingerprint } = save;
  const { name, prefix, language, framework, tool, tags, triggered_by, source, note } = options;
  const { commit: commit_sha, ...place } = source;
  const { summarise, measure } = formOf(task_type);
  return {
    ...{ project_id, id, created_at, task_type, task, stem, fingerprint },
    ...{ name, prefix, language, framework, triggered_by, note, commit_sha },
    ...place,
    tool: tool === null ? null : JSON.stringify(tool),
    tags: JSON.stringify(tags),
    pinned: 0,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    ...{ compressed_at: null, purged_at: null, purge_reason: null },
    metrics: JSON.stringify(measure(payload)),
    summary: JSON.stringify(summarise(payload)),
    files: JSON.stringify(files),
  };
}
