import { DurableObject } from 'cloudflare:workers';
import { CELL_ERRORS, type CellResult } from '../../domain/cell';
import { type Fault, fault } from '../../domain/fault';
import type { Manifest } from '../../domain/manifest';
import { type Replay, RunReplay } from '../../domain/replay';
import { type Purge, purgedFault } from '../../domain/retention';
import type { EndedBy, Run, RunEvent } from '../../domain/run';
import { randomBase62 } from '../../effects/ids';
import { log } from '../../effects/log';
import { readSettings } from '../../effects/settings';
import { historyOf } from '../../store/history-writer';
import type { LineBlock, LinePlace } from '../../store/line-blocks';
import { beat } from '../../store/live-runs';
import { Alarm } from '../alarm';
import { sendPointers } from '../dispatch';
import { leaveRemains, type Remains, readRemains } from '../remains';
import { Telling } from '../telling';
import type { Coordinator } from '../handle';
import type { Work } from '../pointer';
import type { Claim, Commit, Task } from '../work';
import { cellBlocks, findCell } from './cell-place';
import { type ClaimTerms, claimMore, claimTasks } from './claims';
import { applyCommit, type Committed, settleError } from './commits';
import { advanceEnding, stopRun } from './endings';
import { type Finish, finishRun } from './finish';
import { layOut } from './layout';
import { settledCells } from './run-files';
import { RunState } from './state';
import { dropTables, hasTables } from './tables';
import { cellResult, runView } from './view';

/** How long commits are gathered before the next messages go out: one send for many. */
const GATHER_MS = 3;
/** A run under way says so to D1 this often. */
const BEAT_MS = 4 * 60_000;
/** After a fault of the platform the alarm comes back this much later, and twice as late each time after. */
const FIRST_ALARM_RETRY_MS = 5_000;
const LONGEST_ALARM_RETRY_MS = 5 * 60_000;
/** What should have gone on by itself is looked at after this long. */
const LOOK_AGAIN_MS = 1_000;

const NOT_FINISHED = 'Wait for the run: GET it with Prefer: wait=60';

/**
 * One run: what is to be done, who does it, what came of it. Thin: the tables and their rules are in the modules
 * beside this one; here is what needs the object itself, its alarm and its bindings.
 */
export class RunCoordinator extends DurableObject<Env> implements Coordinator {
  /** The only clock and the only chance in this object; tests hold them. */
  now = () => Date.now();
  random = () => Math.random();

  #settings = readSettings(this.env);
  /** null: there is no such run, or only its remains. */
  #state: RunState | null;
  #remains: Remains<Run> | null;
  #alarm = new Alarm(this.ctx.storage, () => this.now());
  #pumping = false;
  #pumpAgain = false;
  #telling = new Telling();
  /** Alarms in a row that met a fault of the platform. */
  #faults = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#state = hasTables(ctx.storage.sql) ? new RunState(ctx.storage) : null;
    this.#remains = this.#state ? null : readRemains(ctx.storage.sql);
    // Alarms have been lost, and past ones have not fired after a restart: look once whenever the object wakes.
    ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.read();
      if (this.#state && this.#nextDue(this.#state) !== null) this.#alarm.ensure(this.now() + 1_000);
    });
  }

  /** @returns whether the run is new; starting it again changes nothing */
  async start(manifest: Manifest): Promise<boolean> {
    if (this.#state || this.#remains) return false;
    const state = new RunState(this.ctx.storage);
    state.transaction(() => layOut(state, manifest, this.now()));
    this.#state = state;
    this.#alarm.ensure(this.now());
    this.#pump(state);
    return true;
  }

  /** The run as it stands; null where there is none. */
  async view(): Promise<Run | null> {
    const state = this.#state;
    if (!state) return this.#remains?.run ?? null;
    const finished = state.run.status === 'finished' ? state.documents.get<Finish>('final') : null;
    return finished?.run ?? runView(state, this.#settings.prices);
  }

  /** Settled cells in the order of the suite, from place `from` on. `next` null: there are no more cells. */
  async cells(
    from: number,
    limit: number,
  ): Promise<{ cells: CellResult[]; next: number | null } | Fault<'not_found' | 'gone'>> {
    const state = this.#state;
    if (!state) return this.#absence();
    const rows = state.cells.page(from, limit + 1);
    const page = rows.slice(0, limit);
    return {
      cells: page.filter((row) => row.state === 'settled').map((row) => cellResult(state, row)),
      next: rows[limit]?.i ?? null,
    };
  }

  /** One cell of a case, or where it lies in the file of the finished run. */
  async cell(
    caseId: string,
    trial: number,
  ): Promise<{ cell: CellResult } | { place: LinePlace } | Fault<'not_found' | 'not_finished' | 'gone'>> {
    return this.#state ? findCell(this.#state, caseId, trial) : this.#absence();
  }

  /** Where the cells lie in the file of the finished run: the line of a cell is its place in the suite. */
  async cellBlocks(): Promise<LineBlock[] | Fault<'not_found' | 'not_finished' | 'gone'>> {
    const state = this.#state;
    if (!state) return this.#absence();
    return state.run.status === 'finished' ? cellBlocks(state) : fault('not_finished', NOT_FINISHED);
  }

  /** Events after `after`; `ended`: the run is finished, these and no others will come. */
  async events(
    after: number,
    limit: number,
  ): Promise<{ events: RunEvent[]; ended: boolean } | Fault<'not_found' | 'gone'>> {
    const state = this.#state;
    if (!state) return this.#absence();
    return { events: state.events.after(after, limit), ended: state.run.status === 'finished' };
  }

  /** Leases the cells that are there to be worked on. null: no such run, the pointers lead nowhere. */
  async claim(work: Work, cells: readonly number[]): Promise<Claim | null> {
    const state = this.#state;
    if (!state) return null;
    const terms = this.#terms();
    const claim = state.transaction(() => {
      const claimed = claimTasks(state, work, cells, terms);
      if (claimed.tasks.length > 0 && state.run.status === 'queued') state.update({ status: 'running' });
      return claimed;
    });
    this.#alarm.ensure(terms.until);
    return claim;
  }

  /**
   * Takes what came of work, and gives up to `more` pieces of work that wait for whoever brought it. Each commit
   * stands for itself: a stale one changes nothing and hinders no other.
   */
  async commit(commits: readonly Commit[], more: number): Promise<{ results: Committed[]; next: Task[] }> {
    const state = this.#state;
    if (!state) return { results: commits.map(() => 'stale'), next: [] };
    const now = this.now();
    const context = { now, retry: this.#settings.retry, random: this.random };
    const results = commits.map((commit) =>
      state.transaction(() => {
        const { committed, stop } = applyCommit(state, commit, context);
        if (stop) this.#stop(state, 'stopped', `${CELL_ERRORS[stop.code]}: ${stop.detail}`);
        return committed;
      }),
    );
    const next = state.transaction(() => this.#takeMore(state, more, now));
    this.#advance(state);
    return { results, next };
  }

  /** Evaluates the finished run again from what is stored. */
  async replay(): Promise<Replay | Fault<'not_found' | 'not_finished' | 'gone'>> {
    const state = this.#state;
    if (!state) return this.#absence();
    const final = state.run.status === 'finished' ? state.documents.get<Finish>('final') : null;
    if (!final) return fault('not_finished', NOT_FINISHED);
    const replay = new RunReplay({ manifest: state.header, run: final.run });
    for (const { evidence } of settledCells(state)) replay.add(evidence);
    return replay.conclude();
  }

  async cancel(): Promise<Run | Fault<'not_found' | 'already_finished'>> {
    const state = this.#state;
    if (this.#remains) return fault('already_finished', 'The run has ended');
    if (!state) return fault('not_found', 'There is no such run');
    const { status } = state.run;
    if (status === 'finishing' || status === 'finished') {
      return fault('already_finished', 'Every cell is settled: there is nothing left to cancel');
    }
    state.transaction(() => this.#stop(state, 'cancelled', 'cancelled by a request'));
    this.#advance(state);
    return runView(state, this.#settings.prices);
  }

  /** Why the files of the run can't be read; null where they can. Before it is finished a crash could still change them. */
  async filesFault(): Promise<Fault<'not_found' | 'not_finished' | 'gone'> | null> {
    const state = this.#state;
    if (!state) return this.#absence();
    return state.run.status === 'finished' ? null : fault('not_finished', NOT_FINISHED);
  }

  /**
   * Deletes all that a finished run has stored but its final view. From then on its files are answered for as gone.
   *
   * @returns 'open': it has still to end or to be recorded; nothing was deleted
   */
  async purge(purge: Purge): Promise<'purged' | 'open' | 'missing'> {
    if (this.#remains) return 'purged';
    const state = this.#state;
    if (!state) return 'missing';
    const final = state.run.status === 'finished' ? state.documents.get<Finish>('final') : null;
    if (!final || state.outbox.first() !== null) return 'open';
    const remains = { run: final.run, purge };
    state.transaction(() => {
      dropTables(state.sql);
      leaveRemains(state.sql, remains);
    });
    this.#state = null;
    this.#remains = remains;
    return 'purged';
  }

  /** Deletes the run whole, wherever it stands: whoever works on it finds nothing to commit to. */
  async destroy(): Promise<void> {
    this.#state = null;
    this.#remains = null;
    this.#alarm.fired();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** A message for this piece of work died: the sweep gives it to somebody else, now. */
  async bury(work: Work, cell: number): Promise<void> {
    const state = this.#state;
    const row = state?.cells.row(cell);
    if (!state || row?.work !== work || row.state !== 'dispatched') return;
    state.cells.wait(cell, work, this.now());
    this.#pump(state);
  }

  /** For the watchdog: wakes the object, whose constructor sees to the alarm. @returns whether the run is open */
  async poke(): Promise<boolean> {
    const state = this.#state;
    if (!state || this.#nextDue(state) === null) return false;
    this.#alarm.ensure(this.now());
    return true;
  }

  /** Never throws: a throw counts against the few retries that the platform gives an alarm. */
  override async alarm(): Promise<void> {
    this.#alarm.fired();
    const state = this.#state;
    if (!state) return;
    let earliest = 0;
    try {
      this.#sweep(state);
      this.#pump(state);
      if (state.transaction(() => advanceEnding(state, this.now()))) await this.#finish(state);
      await this.#flush(state);
      this.#faults = 0;
    } catch (cause) {
      if (this.#state !== state) return; // Destroyed while the alarm was at work: its tables are gone.
      log('run.alarm_failed', { run: state.run.run_id, cause });
      earliest = this.now() + Math.min(FIRST_ALARM_RETRY_MS * 2 ** this.#faults, LONGEST_ALARM_RETRY_MS);
      this.#faults += 1;
    }
    if (this.#state !== state) return;
    const due = this.#nextDue(state);
    if (due !== null) this.#alarm.ensure(Math.max(due, earliest));
  }

  /** Why there is nothing to read of a run that has no state. */
  #absence(): Fault<'not_found' | 'gone'> {
    return this.#remains ? purgedFault(this.#remains.purge) : fault('not_found', 'This project has no such run');
  }

  #terms(): ClaimTerms {
    return { until: this.now() + this.#settings.leaseMs, newLease: () => randomBase62(22) };
  }

  #takeMore(state: RunState, more: number, now: number): Task[] {
    const { run } = state;
    const room = Math.min(more, run.concurrency - state.cells.inFlight());
    return room > 0 && now >= run.paused_until ? claimMore(state, room, now, this.#terms()) : [];
  }

  #stop(state: RunState, endedBy: EndedBy, reason: string): void {
    const codes = {
      cancelled: 'cancelled',
      stopped: 'run_stopped',
      deadline: 'deadline',
      completed: 'internal',
    } as const;
    stopRun(state, { endedBy, code: codes[endedBy], reason, now: this.now() });
  }

  /** Gives what nobody answered for in time to somebody else, and ends a run whose time is over. */
  #sweep(state: RunState): void {
    const now = this.now();
    state.transaction(() => {
      const { run } = state;
      if (now >= run.deadline_at && (run.settled < run.cells || state.cells.openSummary())) {
        this.#stop(state, 'deadline', `the run took longer than its ${state.header.deadline_seconds} s`);
        return;
      }
      for (const row of state.cells.overdue(now)) {
        const attempts = row.work === 'simulate' ? row.simulate_attempts : row.judge_attempts;
        if (row.state === 'leased' && attempts >= this.#settings.retry.maxAttempts) {
          settleError(state, row, { code: 'attempts_exhausted', detail: CELL_ERRORS.attempts_exhausted }, now);
        } else state.cells.wait(row.i, row.work, now);
      }
      if (run.settled < run.cells && now >= run.beat_at + BEAT_MS) {
        state.update({ beat_at: now });
        state.outbox.add({ kind: 'beat', at: new Date(now).toISOString() });
      }
    });
  }

  /** After a change: sends what can go out now, or goes on towards the end. */
  #advance(state: RunState): void {
    if (state.transaction(() => advanceEnding(state, this.now()))) this.#alarm.ensure(this.now());
    else this.#pump(state);
  }

  /** Keeps the window full. One sender at a time; what comes meanwhile is gathered for its next round. */
  #pump(state: RunState): void {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    this.ctx.waitUntil(this.#send(state).finally(() => (this.#pumping = false)));
  }

  async #send(state: RunState): Promise<void> {
    while (this.#pumpAgain) {
      await scheduler.wait(GATHER_MS);
      if (this.#state !== state) return;
      this.#pumpAgain = false;
      const now = this.now();
      const { run } = state;
      if (now < run.paused_until) break;
      const room = run.concurrency - state.cells.inFlight();
      if (room <= 0) break;
      const until = now + this.#settings.dispatchMs;
      const ready = state.cells.ready(room, now);
      if (ready.length === 0) break;
      const places = ready.map(({ i }) => i);
      state.transaction(() => state.cells.dispatch(places, until));
      try {
        await sendPointers(this.env, { projectId: run.project_id, runId: run.run_id }, ready);
      } catch (cause) {
        log('run.send_failed', { run: run.run_id, messages: ready.length, cause });
        if (this.#state !== state) return;
        state.cells.undispatch(places, now + FIRST_ALARM_RETRY_MS);
      }
    }
    if (this.#state !== state) return;
    const due = this.#nextDue(state);
    if (due !== null) this.#alarm.ensure(due);
  }

  /** Writes the report, hands the record to D1, and says that the run is finished. */
  async #finish(state: RunState): Promise<void> {
    if (state.documents.text('final') === null) {
      const finishedAt = state.run.finished_at ?? this.now();
      state.update({ finished_at: finishedAt });
      const { tests, cellBlocks, ...finish } = await finishRun(state, {
        bucket: this.env.ARTIFACTS,
        prices: this.#settings.prices,
        finishedAt,
      });
      state.transaction(() => {
        state.documents.put('final', finish);
        state.documents.put('tests', tests);
        state.documents.put('cell_blocks', cellBlocks);
        state.outbox.add({ kind: 'record', record: finish.record });
      });
    }
    // Who reads that a run is finished finds its record, unless D1 is down: a verdict does not wait for that.
    await this.#flush(state).catch((cause) => log('run.record_delayed', { run: state.run.run_id, cause }));
    const { run } = state.documents.get<Finish>('final') ?? {};
    state.transaction(() => {
      if (state.run.status === 'finished') return;
      state.update({ status: 'finished' });
      state.events.add(this.now(), 'run.finished', {
        verdict: run?.verdict ?? null,
        overall_score: run?.overall_score ?? null,
        rehearsal: run?.rehearsal ?? false,
      });
    });
  }

  /** Tells D1 what it was not told yet. Throws where D1 fails or does not answer in time. */
  async #flush(state: RunState): Promise<void> {
    await this.#telling.once(() => this.#tell(state));
  }

  /** In order, and each entry until D1 has taken it: what it has taken is not told again. */
  async #tell(state: RunState): Promise<void> {
    const { project_id: projectId, run_id: runId } = state.run;
    for (let next = state.outbox.first(); next !== null; next = state.outbox.first()) {
      const { seq, entry } = next;
      if (entry.kind === 'beat') await beat(this.env.DB, { projectId, runId }, entry.at);
      else await historyOf(this.env, projectId).append({ ...entry.record, tests: state.documents.get('tests') ?? [] });
      state.outbox.done(seq);
    }
  }

  /** When the object has to act by itself next, milliseconds since 1970; null: never again. */
  #nextDue(state: RunState): number | null {
    const { run } = state;
    const open = run.status !== 'finished';
    if (!open) return state.outbox.first() === null ? null : this.now() + FIRST_ALARM_RETRY_MS;
    const due = [run.deadline_at, run.beat_at + BEAT_MS];
    const overdue = state.cells.earliestOverdue();
    if (overdue !== null) due.push(overdue);
    const ready = state.cells.inFlight() < run.concurrency ? state.cells.earliestReady() : null;
    const sendAt = ready === null ? null : Math.max(ready, run.paused_until);
    if (sendAt !== null && sendAt > this.now()) due.push(sendAt);
    // What is ready is being sent, and a run with nothing open is being ended: look whether it was.
    else if (sendAt !== null || overdue === null) due.push(this.now() + LOOK_AGAIN_MS);
    return Math.min(...due);
  }
}
