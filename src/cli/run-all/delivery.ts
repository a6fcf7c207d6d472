import type { z } from 'zod';
import type { CiRunRequest } from '../../domain/ci-run/request';
import type { CiRun } from '../../domain/ci-run/view';
import type { Problem } from '../problem';
import type { UploadClient } from '../upload-client';
import { uploadFile } from '../upload-file';
import type { Suite } from './config';
import type { SuiteOutcome } from './suite-run';

/** How long the verdict of a run may take. */
const VERDICT_WITHIN_SECONDS = 600;

/** Sends suites to a run as they end. Once the service has failed for good it is left alone: nobody waits twice. */
export class Delivery {
  /** Why the service was given up; null: it was not. */
  problem: Problem | null = null;
  /** Reports that the service refused, and why. */
  readonly refused: string[] = [];
  readonly #client: UploadClient;
  readonly #attempt: number;
  readonly #job: string | null;
  #run: string | null = null;

  /** @param job what parts are called after, where several jobs run the same suites */
  constructor(client: UploadClient, { attempt, job }: { attempt: number; job: string | null }) {
    this.#client = client;
    this.#attempt = attempt;
    this.#job = job;
  }

  /**
   * Opens the run and announces every suite: of a run in which one never comes, for whatever reason, nobody will say
   * that it passed.
   *
   * @returns the run's id; null: `problem` says why not
   */
  async begin(request: z.input<typeof CiRunRequest>, suites: readonly Suite[]): Promise<string | null> {
    const opened = await this.#client.openRun(request);
    if ('problem' in opened) return this.#giveUp(opened.problem);
    for (const { name } of suites) {
      const announced = await this.#client.putPart(opened.value.id, this.#partOf(name), {
        attempt: this.#attempt,
        complete: false,
      });
      if ('problem' in announced) return this.#giveUp(announced.problem);
    }
    this.#run = opened.value.id;
    return this.#run;
  }

  async send({ suite, report, reports }: SuiteOutcome): Promise<void> {
    const run = this.#run;
    if (run === null || this.problem) return;
    const part = this.#partOf(suite.name);
    for (const { path, name, rerun } of reports) {
      const origin = { job: part, attempt: this.#attempt, suite: suite.name, runner: suite.runner, rerun, name };
      const sent = await uploadFile(this.#client, { run, path, origin });
      if (!('problem' in sent)) continue;
      if (sent.problem.code !== 'file_refused') return void this.#giveUp(sent.problem);
      this.refused.push(`${name}: ${sent.problem.errors[0]?.detail ?? sent.problem.detail}`);
    }
    const put = await this.#client.putPart(run, part, { ...report, attempt: this.#attempt });
    if ('problem' in put) this.#giveUp(put.problem);
  }

  /** Ends the run. @returns it with its verdict; null: `problem` says why not */
  async finish(): Promise<CiRun | null> {
    if (this.#run === null || this.problem) return null;
    const finished = await this.#client.finishRun(this.#run, { deadlineSeconds: VERDICT_WITHIN_SECONDS });
    return 'problem' in finished ? this.#giveUp(finished.problem) : finished.value;
  }

  #partOf(suite: string): string {
    return this.#job === null ? suite : `${this.#job} / ${suite}`;
  }

  #giveUp(problem: Problem): null {
    this.problem = problem;
    return null;
  }
}
