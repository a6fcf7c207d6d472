import { DurableObject } from 'cloudflare:workers';
import type { CiFile } from '../../domain/ci-run/file';
import type { PartReport } from '../../domain/ci-run/part';
import type { CiRun } from '../../domain/ci-run/view';
import { type Fault, fault } from '../../domain/fault';
import { type Purge, purgedFault } from '../../domain/retention';
import { log } from '../../effects/log';
import type { LineBlock } from '../../store/line-blocks';
import { beat } from '../../store/live-runs';
import { putBaseline } from '../../store/finding-baselines';
import { historyOf } from '../../store/history-writer';
import { Alarm } from '../alarm';
import { leaveRemains, type Remains, readRemains } from '../remains';
import { Telling } from '../telling';
import { diagnoseByModel } from './diagnose';
import { type FileBody, type FileOrigin, type FileRow, fileView, type UploadPart } from './files';
import { type CiFinish, finishCiRun } from './finish';
import type { CiCoordinator, OpenFile, Upload } from './handle';
import { writeCiReport } from './report-files';
import { type CiRunHeader, CiRunState } from './state';
import { createTables, dropTables, hasTables } from './tables';
import { openView } from './view';

/** Files that a run may have, those that others have replaced too. */
const MOST_FILES = 2_000;
/** After a fault of the platform the alarm comes back this much later, and twice as late each time after. */
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** A provider that did not answer is asked again so much later, then four times as late. */
const MODEL_RETRY_MS = 15_000;
/** How often a model is asked before the heuristics have to do. */
const MOST_MODEL_TRIES = 3;

/**
 * One run of results that others send: who sends what, what of it counts, and what it comes to. The files themselves
 * go past this object, from the request to R2; it is told before and after.
 */
export class CiRunCoordinator extends DurableObject<Env> implements CiCoordinator {
  /** The only clock in this object; tests hold it. */
  now = () => Date.now();

  #alarm = new Alarm(this.ctx.storage, () => this.now());
  /** null: there is no such run, or only its remains. */
  #state: CiRunState | null;
  #remains: Remains<CiRun> | null;
  #telling = new Telling();
  /** Alarms in a row that met a fault of the platform. */
  #faults = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#state = hasTables(ctx.storage.sql) ? new CiRunState(ctx.storage) : null;
    this.#remains = this.#state ? null : readRemains(ctx.storage.sql);
    // Alarms have been lost, and past ones have not fired after a restart: look once whenever the object wakes.
    ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.read();
      if (this.#state && this.#nextDue(this.#state) !== null) this.#alarm.ensure(this.now() + 1_000);
    });
  }

  /** @returns whether the run is new; opening it again changes nothing */
  async open(header: CiRunHeader): Promise<boolean> {
    if (this.#state || this.#remains) return false;
    const { sql } = this.ctx.storage;
    const createdAt = Date.parse(header.created_at);
    const deadlineAt = createdAt + header.request.deadline_seconds * 1000;
    this.#state = this.ctx.storage.transactionSync(() => {
      createTables(sql);
      const state = new CiRunState(this.ctx.storage);
      sql.exec(
        `INSERT INTO ci_run (one, project_id, run_id, status, created_at, deadline_at) VALUES (1, ?, ?, 'open', ?, ?)`,
        header.project_id,
        header.run_id,
        createdAt,
        deadlineAt,
      );
      state.documents.put('header', header);
      state.outbox.add({ kind: 'beat', at: header.created_at });
      return state;
    });
    this.#alarm.ensure(this.now());
    return true;
  }

  /** The run as it stands; null where there is none. */
  async view(): Promise<CiRun | null> {
    const state = this.#state;
    if (!state) return this.#remains?.run ?? null;
    const finished = state.run.status === 'finished' ? state.documents.get<CiFinish>('final') : null;
    return finished?.run ?? openView(state);
  }

  /** Begins to receive a file; what earlier attempts at its part have sent counts no more. */
  async beginFile(
    id: string,
    origin: FileOrigin,
  ): Promise<OpenFile | Fault<'not_found' | 'already_finished' | 'conflict' | 'gone'>> {
    const state = this.#state;
    if (!state) return this.#absence();
    return state.transaction(() => {
      const refused = refusal(state, origin);
      if (refused) return refused;
      if (state.files.count() >= MOST_FILES) return fault('conflict', `A run takes ${MOST_FILES} files: open another`);
      const now = this.now();
      state.parts.begin(origin.part, origin.attempt, now);
      state.files.replaceAttemptsBefore(origin.part, origin.attempt);
      state.files.begin(id, origin, now);
      return { routes: state.header.request.routes };
    });
  }

  /** The file that is being received comes in parts, under this id of R2. */
  async beginUpload(id: string, uploadId: string): Promise<void> {
    this.#state?.transaction(() => this.#state?.files.setUpload(id, uploadId));
  }

  /** How far the upload of a file is; null: no such file is being received in parts. */
  async upload(id: string): Promise<Upload | null> {
    const row = this.#state?.files.find(id);
    if (!this.#state || row?.state !== 'receiving' || row.upload_id === null) return null;
    return {
      upload_id: row.upload_id,
      parts: this.#state.files.uploadParts(id),
      routes: this.#state.header.request.routes,
      origin: row,
    };
  }

  async putUploadPart(id: string, part: UploadPart): Promise<void> {
    this.#state?.transaction(() => this.#state?.files.putPart(id, part));
  }

  /** Takes what was found out about a file. Nobody waits for one that another has replaced meanwhile. */
  async settleFile(
    id: string,
    result: { state: 'kept' | 'refused'; body: FileBody },
  ): Promise<CiFile | Fault<'not_found' | 'already_finished' | 'conflict' | 'gone'>> {
    const state = this.#state;
    if (!state) return this.#absence();
    return state.transaction(() => {
      const row = state.files.find(id);
      if (!row) return fault('not_found', 'This run has no such file');
      if (row.state !== 'receiving') return fault('conflict', 'Another file has taken the place of this one meanwhile');
      const refused = refusal(state, row);
      if (refused) return refused;
      state.files.settle(row, result.state, result.body);
      return fileView(state.run.run_id, { ...row, ...result });
    });
  }

  /** What a part says of itself; the last part that was announced finishes the run. */
  async putPart(
    name: string,
    report: PartReport,
  ): Promise<CiRun | Fault<'not_found' | 'already_finished' | 'conflict' | 'gone'>> {
    const state = this.#state;
    if (!state) return this.#absence();
    return state.transaction(() => {
      const refused = refusal(state, { part: name, attempt: report.attempt });
      if (refused) return refused;
      const known = state.parts.find(name);
      // Sent again after it was received: the run may have gone on since.
      if (known?.attempt === report.attempt && known.report.complete && !report.complete) return openView(state);
      state.files.replaceAttemptsBefore(name, report.attempt);
      state.parts.put(name, report, this.now());
      this.#endIfAllCame(state);
      return openView(state);
    });
  }

  /** All that a part sends is there. */
  async completePart(name: string): Promise<void> {
    const state = this.#state;
    if (state?.run.status !== 'open') return;
    state.transaction(() => {
      state.parts.complete(name, this.now());
      this.#endIfAllCame(state);
    });
  }

  /** Ends the run. Ending it again changes nothing. */
  async finish(): Promise<CiRun | Fault<'not_found' | 'gone'>> {
    const state = this.#state;
    if (!state) return this.#remains?.run ?? this.#absence();
    state.transaction(() => this.#end(state, 'request'));
    const view = await this.view();
    return view ?? this.#absence();
  }

  /** The files of the run in the order in which they came, those that count no more too. */
  async files(): Promise<CiFile[] | Fault<'not_found' | 'gone'>> {
    const state = this.#state;
    return state ? state.files.all().map((row) => fileView(state.run.run_id, row)) : this.#absence();
  }

  /** Where the evidence of the run lies: the files that count. */
  async evidence(): Promise<FileRow[] | Fault<'not_found' | 'gone'>> {
    return this.#state?.files.all('kept') ?? this.#absence();
  }

  /** Where the merged coverage of a finished run lies; null: it has none. */
  async coverageBlocks(): Promise<LineBlock[] | null | Fault<'not_found' | 'not_finished' | 'gone'>> {
    const unreadable = await this.filesFault();
    if (unreadable) return unreadable;
    return this.#state?.documents.get<CiFinish>('final')?.coverage_blocks ?? null;
  }

  /** Why the files of the run can't be read; null where they can. */
  async filesFault(): Promise<Fault<'not_found' | 'not_finished' | 'gone'> | null> {
    const state = this.#state;
    if (!state) return this.#absence();
    return state.run.status === 'finished'
      ? null
      : fault('not_finished', 'Finish the run: POST /v1/runs/{run_id}/finish');
  }

  /** Deletes all that a finished run has stored but its final view. @returns 'open': nothing was deleted */
  async purge(purge: Purge): Promise<'purged' | 'open' | 'missing'> {
    if (this.#remains) return 'purged';
    const state = this.#state;
    if (!state) return 'missing';
    const final = state.run.status === 'finished' ? state.documents.get<CiFinish>('final') : null;
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

  /** Deletes the run whole, wherever it stands. */
  async destroy(): Promise<void> {
    this.#state = null;
    this.#remains = null;
    this.#alarm.fired();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
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
      if (state.run.status === 'open' && this.now() >= state.run.deadline_at) {
        state.transaction(() => this.#end(state, 'deadline'));
      }
      if (state.run.status === 'finishing') await this.#conclude(state);
      await this.#flush(state);
      if (state.run.status === 'finished' && state.run.diagnosing >= 0) await this.#diagnose(state);
      this.#faults = 0;
    } catch (cause) {
      if (this.#state !== state) return; // Destroyed while the alarm was at work: its tables are gone.
      log('ci_run.alarm_failed', { run: state.run.run_id, cause });
      earliest = this.now() + Math.min(FIRST_RETRY_MS * 2 ** this.#faults, LONGEST_RETRY_MS);
      this.#faults += 1;
    }
    if (this.#state !== state) return;
    const due = this.#nextDue(state);
    if (due !== null) this.#alarm.ensure(Math.max(due, earliest));
  }

  #absence(): Fault<'not_found' | 'gone'> {
    return this.#remains ? purgedFault(this.#remains.purge) : fault('not_found', 'This project has no such run');
  }

  #endIfAllCame(state: CiRunState): void {
    const announced = state.header.request.parts;
    const complete = state.parts.all().filter(({ report }) => report.complete).length;
    if (announced !== null && complete >= announced) this.#end(state, 'parts');
  }

  #end(state: CiRunState, endedBy: 'request' | 'parts' | 'deadline'): void {
    if (state.run.status !== 'open') return;
    state.update({ status: 'finishing', ended_by: endedBy, ended_at: this.now() });
    this.#alarm.ensure(this.now());
  }

  /** Computes what the run comes to, hands its record to D1, and says that it is finished. */
  async #conclude(state: CiRunState): Promise<void> {
    if (state.documents.text('final') === null) {
      const { tests, ...final } = await finishCiRun(state, this.env);
      if (this.#state !== state) return;
      state.transaction(() => {
        state.documents.put('final', final);
        state.documents.put('tests', tests);
        state.outbox.add({ kind: 'record', record: final.record });
        if (final.run.diagnosed_by !== 'pending') state.update({ diagnosing: -1 });
      });
    }
    // Who reads that a run is finished finds its record, unless D1 is down: a verdict does not wait for that.
    await this.#flush(state).catch((cause) => log('ci_run.record_delayed', { run: state.run.run_id, cause }));
    if (this.#state === state) state.update({ status: 'finished' });
  }

  /** Asks a model about the largest causes. Whatever comes of it changes the diagnoses and nothing else. */
  async #diagnose(state: CiRunState): Promise<void> {
    const tries = state.run.diagnosing + 1;
    state.update({ diagnosing: tries });
    const final = state.documents.get<CiFinish>('final');
    if (!final) throw new Error('a finished run has its final view');
    const run = await diagnoseByModel(this.env, final, { last: tries >= MOST_MODEL_TRIES });
    if (this.#state !== state) return;
    if (run === null) return;
    await writeCiReport(this.env.ARTIFACTS, { projectId: state.run.project_id, runId: run.id }, run);
    if (this.#state !== state) return;
    state.transaction(() => {
      state.documents.put('final', { ...final, run });
      state.update({ diagnosing: -1 });
    });
  }

  /** Tells D1 what it was not told yet. Throws where D1 fails or does not answer in time. */
  async #flush(state: CiRunState): Promise<void> {
    await this.#telling.once(() => this.#tell(state));
  }

  async #tell(state: CiRunState): Promise<void> {
    const { project_id: projectId, run_id: runId } = state.run;
    for (let next = state.outbox.first(); next !== null; next = state.outbox.first()) {
      const { seq, entry } = next;
      if (entry.kind === 'beat') await beat(this.env.DB, { projectId, runId }, entry.at);
      else {
        await historyOf(this.env, projectId).append({ ...entry.record, tests: state.documents.get('tests') ?? [] });
        await this.#leaveBaseline(state);
      }
      state.outbox.done(seq);
    }
  }

  /** From now on the findings of later runs are compared with those of this one. */
  async #leaveBaseline(state: CiRunState): Promise<void> {
    const { run } = state.documents.get<CiFinish>('final') ?? {};
    if (!run?.findings || run.finished_at === null) return;
    const line = { projectId: state.run.project_id, name: run.name, branch: run.source.branch };
    await putBaseline(this.env.DB, line, { run_id: run.id, timestamp: run.finished_at });
  }

  /** When the object has to act by itself next, milliseconds since 1970; null: never again. */
  #nextDue(state: CiRunState): number | null {
    const { status, deadline_at, diagnosing } = state.run;
    const telling = state.outbox.first() !== null;
    if (status === 'open') return telling ? Math.min(deadline_at, this.now() + FIRST_RETRY_MS) : deadline_at;
    if (status === 'finishing' || telling || diagnosing === 0) return this.now();
    return diagnosing > 0 ? this.now() + MODEL_RETRY_MS * 4 ** (diagnosing - 1) : null;
  }
}

/** Why nothing more is taken from a part; null: it is. */
function refusal(
  state: CiRunState,
  { part, attempt }: { part: string; attempt: number },
): Fault<'already_finished' | 'conflict'> | null {
  if (state.run.status !== 'open') return fault('already_finished', 'The run has ended: open another');
  const known = state.parts.find(part);
  if (known && known.attempt > attempt) {
    return fault(
      'conflict',
      `Attempt ${known.attempt} at this part has begun: what attempt ${attempt} sends counts no more`,
    );
  }
  return null;
}
