import type { z } from 'zod';
import type { CiRunRequest } from '../../domain/ci-run/request';
import type { CiRun } from '../../domain/ci-run/view';
import type { Problem } from '../problem';
import type { UploadClient } from '../upload-client';
import { uploadFile } from '../upload-file';
import type { Build } from '../upload-options';
import type { Suite } from './config';
import type { SuiteOutcome } from './suite-run';

/** How long the verdict of a run may take. */
const VERDICT_WITHIN_SECONDS = 600;

/** Which job of a build sends: `job` tells its parts from those of others, where several jobs run the same suites. */
export type JobIdentity = Pick<Build, 'job' | 'attempt' | 'repeats'>;

/** Sends suites to a run as they end. Once the service has failed for good it is left alone: nobody waits twice. */
export class Delivery {
  /** Why the service was given up; null: it was not. */
  problem: Problem | null = null;
  /** Reports that the service refused, and why. */
  readonly refused: string[] = [];
  readonly #client: UploadClient;
  readonly #job: JobIdentity;
  /** Attempts at parts, by the name of their suite. */
  readonly #attempts = new Map<string, number>();
  #run: string | null = null;

  constructor(client: UploadClient, job: JobIdentity) {
    this.#client = client;
    this.#job = job;
  }

  /**
   * Opens the run and announces every suite: of a run in which one never comes, for whatever reason, nobody will say
   * that it passed.
   *
   * @returns the run's id; null: `problem` says why not; `taken`: the part that another job has sent already
   */
  async begin(
    request: z.input<typeof CiRunRequest>,
    suites: readonly Suite[],
  ): Promise<string | null | { taken: string }> {
    const opened = await this.#client.openRun(request);
    if ('problem' in opened) return this.#giveUp(opened.problem);
    const { id, parts } = opened.value;
    for (const { name } of suites) {
      const part = this.#partOf(name);
      const known = parts.find((other) => other.name === part)?.attempt ?? 0;
      // Two jobs of one name would each take the place of the other, and failing tests would be gone.
      if (known >= this.#job.attempt && !this.#job.repeats) return { taken: part };
      const attempt = Math.max(this.#job.attempt, known + 1);
      this.#attempts.set(name, attempt);
      const announced = await this.#client.putPart(id, part, { attempt, complete: false });
      if ('problem' in announced) return this.#giveUp(announced.problem);
    }
    this.#run = id;
    return this.#run;
  }

  async send({ suite, report, reports }: SuiteOutcome): Promise<void> {
    const run = this.#run;
    if (run === null || this.problem) return;
    const part = this.#partOf(suite.name);
    const attempt = this.#attempts.get(suite.name) ?? this.#job.attempt;
    for (const { path, name, rerun } of reports) {
      const origin = { job: part, attempt, suite: suite.name, runner: suite.runner, rerun, name };
      const sent = await uploadFile(this.#client, { run, path, origin });
      if (!('problem' in sent)) continue;
      if (sent.problem.code !== 'file_refused') return void this.#giveUp(sent.problem);
      this.refused.push(`${name}: ${sent.problem.errors[0]?.detail ?? sent.problem.detail}`);
    }
    const put = await this.#client.putPart(run, part, { ...report, attempt });
    if ('problem' in put) this.#giveUp(put.problem);
  }

  /** Ends the run. @returns it with its verdict; null: `problem` says why not */
  async finish(): Promise<CiRun | null> {
    if (this.#run === null || this.problem) return null;
    const finished = await this.#client.finishRun(this.#run, { deadlineSeconds: VERDICT_WITHIN_SECONDS });
    return 'problem' in finished ? this.#giveUp(finished.problem) : finished.value;
  }

  #partOf(suite: string): string {
    return this.#job.job === null ? suite : `${this.#job.job} / ${suite}`;
  }

  #giveUp(problem: Problem): null {
    this.problem = problem;
    return null;
  }
}
