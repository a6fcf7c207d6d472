import type { CiRunRequest } from '../../domain/ci-run/request';
import type { CiRun } from '../../domain/ci-run/view';
import { Documents } from '../coordinator/documents';
import { Outbox } from '../coordinator/outbox';
import { Files } from './files';
import { Parts } from './parts';

/** What a CI run is opened with. */
export interface CiRunHeader {
  project_id: string;
  run_id: string;
  /** RFC 3339. */
  created_at: string;
  request: CiRunRequest;
}

/** The one row of `ci_run`. Times are milliseconds since 1970. */
export type CiRunRow = {
  project_id: string;
  run_id: string;
  status: CiRun['status'];
  ended_by: CiRun['ended_by'];
  created_at: number;
  deadline_at: number;
  ended_at: number | null;
  /** How often a model was asked for diagnoses; -1: not to be asked any more. */
  diagnosing: number;
};

/** A run's storage, opened. Changes that belong together go into one transaction. */
export class CiRunState {
  readonly sql: SqlStorage;
  readonly parts: Parts;
  readonly files: Files;
  readonly documents: Documents<'header' | 'final' | 'tests'>;
  readonly outbox: Outbox;
  #storage: DurableObjectStorage;
  #header: CiRunHeader | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.sql = storage.sql;
    this.parts = new Parts(storage.sql);
    this.files = new Files(storage.sql);
    this.documents = new Documents(storage.sql);
    this.outbox = new Outbox(storage.sql);
  }

  /** Parsed once: the header never changes. */
  get header(): CiRunHeader {
    if (!this.#header) {
      const header = this.documents.get<CiRunHeader>('header');
      if (!header) throw new Error('the run has no header');
      this.#header = header;
    }
    return this.#header;
  }

  get run(): CiRunRow {
    return this.sql.exec<CiRunRow>('SELECT * FROM ci_run').one();
  }

  /** Changes columns of the run's row; each name is a column, each value bound. */
  update(changes: Partial<CiRunRow>): void {
    const names = Object.keys(changes);
    this.sql.exec(`UPDATE ci_run SET ${names.map((name) => `${name} = ?`).join(', ')}`, ...Object.values(changes));
  }

  /** All or nothing. The body must be synchronous: then nothing comes between. */
  transaction<T>(body: () => T): T {
    return this.#storage.transactionSync(body);
  }
}
