import type { PartReport } from '../../domain/ci-run/part';

/** A part's row: who sends, which attempt at it counts, and what it says of itself. */
export interface PartRow {
  name: string;
  attempt: number;
  report: PartReport;
  updated_at: number;
}

type Stored = Omit<PartRow, 'report'> & { report: string };

const NEW_PART = { tool: null, exit_code: null, error: null, skipped: null, complete: false } as const;

/** The parts of a run. Callers hold the transaction. */
export class Parts {
  #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  find(name: string): PartRow | null {
    return rowsOf(this.#sql.exec<Stored>('SELECT * FROM part WHERE name = ?', name))[0] ?? null;
  }

  /** By name. */
  all(): PartRow[] {
    return rowsOf(this.#sql.exec<Stored>('SELECT * FROM part ORDER BY name'));
  }

  put(name: string, report: PartReport, now: number): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO part (name, attempt, report, updated_at) VALUES (?, ?, ?, ?)',
      name,
      report.attempt,
      JSON.stringify(report),
      now,
    );
  }

  /** Begins a part, or goes on with it. */
  begin(name: string, attempt: number, now: number): void {
    const known = this.find(name);
    if (!known || known.attempt < attempt) this.put(name, { ...NEW_PART, attempt }, now);
  }

  complete(name: string, now: number): void {
    const known = this.find(name);
    if (known) this.put(name, { ...known.report, complete: true }, now);
  }
}

const rowsOf = (cursor: SqlStorageCursor<Stored>): PartRow[] =>
  cursor.toArray().map((row) => ({ ...row, report: JSON.parse(row.report) as PartReport }));
