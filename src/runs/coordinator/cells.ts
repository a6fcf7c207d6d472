import { CELL_ERRORS, type CellErrorCode, type Stage } from '../../domain/cell';
import type { CellScore } from '../../domain/scoring';
import { SUMMARY_CELL, type Work } from '../pointer';

/** Which trial of its case a cell is: a case runs once. */
export const TRIAL = 1;

/**
 * A cell's way: `waiting` (nobody was told) → `dispatched` (a message is under way) → `leased` (somebody works on
 * it) → `waiting` for the next work or the next attempt, or `settled`. The summary goes the same way as cell -1.
 */
export type CellRow = {
  i: number;
  case_id: string;
  work: Work;
  state: 'waiting' | 'dispatched' | 'leased' | 'settled';
  ready_at: number;
  until: number | null;
  lease: string | null;
  simulate_attempts: number;
  judge_attempts: number;
  outcome: 'measured' | 'error' | null;
  passed: 0 | 1 | null;
  score: number | null;
  error_code: CellErrorCode | null;
  error_stage: Stage | null;
  error_detail: string | null;
};

/** One index entry a kind of work. `state <> 'settled'` is what lets SQLite use the partial index. */
const earliestReady = (work: Work) =>
  `SELECT min(ready_at) FROM cell WHERE state = 'waiting' AND state <> 'settled' AND work = '${work}'`;

/** The statements over the table `cell`. Callers hold the transaction and write the events. */
export class Cells {
  #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(i: number, caseId: string, work: Work): void {
    this.#sql.exec("INSERT INTO cell (i, case_id, work, state) VALUES (?, ?, ?, 'waiting')", i, caseId, work);
  }

  row(i: number): CellRow | undefined {
    return this.#sql.exec<CellRow>('SELECT * FROM cell WHERE i = ?', i).toArray()[0];
  }

  /** The cell of a case. A case has one: nothing but the suite's own length bounds what is looked at. */
  ofCase(caseId: string): CellRow | undefined {
    return this.#sql.exec<CellRow>('SELECT * FROM cell WHERE i >= 0 AND case_id = ? LIMIT 1', caseId).toArray()[0];
  }

  /** Cells in the order of the suite, from `from` on, without the summary. */
  page(from: number, limit: number): CellRow[] {
    return this.#sql
      .exec<CellRow>('SELECT * FROM cell WHERE i >= ? ORDER BY i LIMIT ?', Math.max(from, 0), limit)
      .toArray();
  }

  /** Cells that somebody was told about or works on. */
  inFlight(): number {
    return this.#sql
      .exec<{ n: number }>(
        "SELECT count(*) AS n FROM cell WHERE state IN ('dispatched', 'leased') AND state <> 'settled'",
      )
      .one().n;
  }

  /** Up to `limit` waiting cells that are ready. What is further along goes first, so that runs end. */
  ready(limit: number, now: number): { i: number; work: Work }[] {
    const found: { i: number; work: Work }[] = [];
    for (const work of ['summary', 'judge', 'simulate'] as const) {
      if (found.length >= limit) break;
      const rows = this.#sql
        .exec<{ i: number }>(
          `SELECT i FROM cell WHERE state = 'waiting' AND state <> 'settled' AND work = ? AND ready_at <= ?
           ORDER BY ready_at, i LIMIT ?`,
          work,
          now,
          limit - found.length,
        )
        .toArray();
      found.push(...rows.map(({ i }) => ({ i, work })));
    }
    return found;
  }

  /** Marks waiting cells as told of by a message that has until `until` to be answered for. */
  dispatch(is: readonly number[], until: number): void {
    for (const i of is) this.#sql.exec("UPDATE cell SET state = 'dispatched', until = ? WHERE i = ?", until, i);
  }

  /** Gives dispatched cells back: their messages were not sent. */
  undispatch(is: readonly number[], readyAt: number): void {
    for (const i of is) {
      this.#sql.exec(
        "UPDATE cell SET state = 'waiting', ready_at = ?, until = NULL WHERE i = ? AND state = 'dispatched'",
        readyAt,
        i,
      );
    }
  }

  /**
   * @param from where the cell must be: `dispatched` for who brings a message, `waiting` for who asks for more
   * @returns whether the caller has the lease now; a cell that is elsewhere stays as it is
   */
  lease(
    i: number,
    work: Work,
    { lease, until, from }: { lease: string; until: number; from: CellRow['state'] },
  ): boolean {
    const attempts = work === 'simulate' ? 'simulate_attempts' : 'judge_attempts';
    const { rowsWritten } = this.#sql.exec(
      `UPDATE cell SET state = 'leased', lease = ?, until = ?, ${attempts} = ${attempts} + 1
       WHERE i = ? AND work = ? AND state = ?`,
      lease,
      until,
      i,
      work,
      from,
    );
    return rowsWritten > 0;
  }

  /** The row that a lease holds; undefined where the lease is another's or the cell is settled. */
  leased(i: number, lease: string): CellRow | undefined {
    return this.#sql.exec<CellRow>('SELECT * FROM cell WHERE i = ? AND lease = ?', i, lease).toArray()[0];
  }

  /** Lets a cell wait for its next work or its next attempt. */
  wait(i: number, work: Work, readyAt: number): void {
    this.#sql.exec(
      "UPDATE cell SET state = 'waiting', work = ?, ready_at = ?, until = NULL, lease = NULL WHERE i = ?",
      work,
      readyAt,
      i,
    );
  }

  settle(i: number, score: CellScore, error: { code: CellErrorCode; stage: Stage; detail: string } | null): void {
    this.#sql.exec(
      `UPDATE cell SET state = 'settled', until = NULL, lease = NULL, outcome = ?, passed = ?, score = ?,
       error_code = ?, error_stage = ?, error_detail = ? WHERE i = ?`,
      score.state,
      score.passed === null ? null : Number(score.passed),
      score.score,
      error?.code ?? null,
      error?.stage ?? null,
      error?.detail ?? null,
      i,
    );
  }

  /** Settles every cell that is not, with one error for all. @returns how many */
  settleRest(code: CellErrorCode): number {
    const open = "i >= 0 AND state <> 'settled'";
    const { n } = this.#sql.exec<{ n: number }>(`SELECT count(*) AS n FROM cell WHERE ${open}`).one();
    this.#sql.exec(
      `UPDATE cell SET state = 'settled', until = NULL, lease = NULL, outcome = 'error', error_code = ?,
       error_stage = CASE work WHEN 'judge' THEN 'judge' ELSE 'simulate' END, error_detail = ?
       WHERE ${open}`,
      code,
      CELL_ERRORS[code],
    );
    return n;
  }

  /** What nobody answered for in time. */
  overdue(now: number): CellRow[] {
    return this.#sql
      .exec<CellRow>(
        "SELECT * FROM cell WHERE state IN ('dispatched', 'leased') AND state <> 'settled' AND until <= ?",
        now,
      )
      .toArray();
  }

  /** When the first lease or dispatch runs out; null where nothing is in flight. */
  earliestOverdue(): number | null {
    return this.#sql
      .exec<{ at: number | null }>(
        "SELECT min(until) AS at FROM cell WHERE state IN ('dispatched', 'leased') AND state <> 'settled'",
      )
      .one().at;
  }

  /** When the first waiting cell may be sent out; null where none waits. */
  earliestReady(): number | null {
    return this.#sql
      .exec<{ at: number | null }>(
        `SELECT min(at) AS at FROM (SELECT (${earliestReady('simulate')}) AS at
           UNION ALL SELECT (${earliestReady('judge')}) UNION ALL SELECT (${earliestReady('summary')}))`,
      )
      .one().at;
  }

  /** The cells that were judged worst, worst first: what the summary is written from. */
  worst(limit: number): CellRow[] {
    return this.#sql
      .exec<CellRow>("SELECT * FROM cell WHERE i >= 0 AND outcome = 'measured' ORDER BY score, i LIMIT ?", limit)
      .toArray();
  }

  openSummary(): boolean {
    const row = this.row(SUMMARY_CELL);
    return row !== undefined && row.state !== 'settled';
  }
}
