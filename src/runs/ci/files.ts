import type { CiFile } from '../../domain/ci-run/file';
import type { LineBlock } from '../../store/line-blocks';

/** What was found out about a file: what is told of it, and where its lines lie. */
export interface FileBody {
  told: Pick<CiFile, 'format' | 'size' | 'sha256' | 'refusal' | 'warnings' | 'content'>;
  /** Blocks of its evidence by kind; absent where it has none of that kind. */
  blocks: { tests?: LineBlock[]; findings?: LineBlock[]; sections?: LineBlock[] };
  /** Whether it left a list of failing tests, and of those that the history follows. */
  failing: boolean;
  followed: boolean;
}

/** A file's row. `body` null: it is still being received. */
export interface FileRow {
  seq: number;
  id: string;
  part: string;
  attempt: number;
  name: string;
  suite: string | null;
  runner: string | null;
  rerun: number;
  state: CiFile['state'];
  received_at: number;
  /** Of R2, where the file comes in parts. */
  upload_id: string | null;
  body: FileBody | null;
}

/** A part of a file that was stored by itself. */
export type UploadPart = { part: number; etag: string; size: number };

/** Who sends a file, and what for. */
export type FileOrigin = Pick<FileRow, 'part' | 'attempt' | 'name' | 'suite' | 'runner' | 'rerun'>;

type Stored = Omit<FileRow, 'body'> & { body: string | null };

/** The files of a run. Callers hold the transaction. */
export class Files {
  #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Begins to receive a file. One that is still being received in its place was given up by its sender. */
  begin(id: string, origin: FileOrigin, now: number): void {
    const { part, attempt, name, suite, runner, rerun } = origin;
    this.#sql.exec(
      `UPDATE file SET state = 'replaced'
       WHERE part = ? AND attempt = ? AND name = ? AND rerun = ? AND state = 'receiving'`,
      part,
      attempt,
      name,
      rerun,
    );
    this.#sql.exec(
      `INSERT INTO file (id, part, attempt, name, suite, runner, rerun, state, received_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'receiving', ?)`,
      id,
      part,
      attempt,
      name,
      suite,
      runner,
      rerun,
      now,
    );
  }

  /** Takes a file that was received; whatever lay in its place was sent before and counts no more. */
  settle({ id, part, attempt, name, rerun }: FileRow, state: 'kept' | 'refused', body: FileBody): void {
    this.#sql.exec(
      `UPDATE file SET state = 'replaced'
       WHERE part = ? AND attempt = ? AND name = ? AND rerun = ? AND state IN ('kept', 'refused')`,
      part,
      attempt,
      name,
      rerun,
    );
    this.#sql.exec('UPDATE file SET state = ?, body = ? WHERE id = ?', state, JSON.stringify(body), id);
  }

  /** All that earlier attempts at a part have sent counts no more. */
  replaceAttemptsBefore(part: string, attempt: number): void {
    this.#sql.exec("UPDATE file SET state = 'replaced' WHERE part = ? AND attempt < ?", part, attempt);
  }

  /** The file comes in parts, under this id of R2. */
  setUpload(id: string, uploadId: string): void {
    this.#sql.exec('UPDATE file SET upload_id = ? WHERE id = ?', uploadId, id);
  }

  /** A part sent again takes the place of the one before. */
  putPart(id: string, { part, etag, size }: UploadPart): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO upload_part (file_id, part, etag, size) VALUES (?, ?, ?, ?)',
      id,
      part,
      etag,
      size,
    );
  }

  uploadParts(id: string): UploadPart[] {
    return this.#sql
      .exec<UploadPart>('SELECT part, etag, size FROM upload_part WHERE file_id = ? ORDER BY part', id)
      .toArray();
  }

  find(id: string): FileRow | null {
    return rowsOf(this.#sql.exec<Stored>('SELECT * FROM file WHERE id = ?', id))[0] ?? null;
  }

  /** In the order in which they came, of a state or of any. */
  all(state?: CiFile['state']): FileRow[] {
    return state === undefined
      ? rowsOf(this.#sql.exec<Stored>('SELECT * FROM file ORDER BY seq'))
      : rowsOf(this.#sql.exec<Stored>('SELECT * FROM file WHERE state = ? ORDER BY seq', state));
  }

  count(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM file').one().n;
  }
}

const rowsOf = (cursor: SqlStorageCursor<Stored>): FileRow[] =>
  cursor.toArray().map((row) => ({ ...row, body: row.body === null ? null : (JSON.parse(row.body) as FileBody) }));

/** A file as the API tells of it. */
export function fileView(runId: string, { seq: _, upload_id: __, body, received_at, ...row }: FileRow): CiFile {
  const told = body?.told ?? { format: null, size: null, sha256: null, refusal: null, warnings: [], content: null };
  return {
    ...row,
    ...told,
    received_at: new Date(received_at).toISOString(),
    raw_url: told.sha256 === null ? null : `/v1/runs/${runId}/files/${row.id}/raw`,
  };
}
