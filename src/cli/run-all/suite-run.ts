import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { PartReport } from '../../domain/ci-run/part';
import type { CiTest } from '../../domain/ci-run/test';
import type { RouteTable } from '../../domain/routes';
import { type ProcessEnd, runProcess } from './child-process';
import type { Suite } from './config';
import { FreshFiles } from './fresh-files';
import { type ReadReport, readReport } from './report-evidence';
import type { Artifact, RunFolder } from './run-folder';
import type { Round, Runner, ToolCall } from './runner';
import { RUNNERS } from './runners/runners';
import { type FoundTool, lookForTool } from './suite-tool';

/** What all suites of a run share. */
export interface RunPlace {
  /** What the folders of suites are told from. */
  cwd: string;
  folder: RunFolder;
  /** What every suite sees in its environment. */
  env: NodeJS.ProcessEnv;
  routes: RouteTable | null;
  /** Ends what runs when it is aborted. */
  stop: AbortSignal;
}

/** How a suite went. */
export interface SuiteOutcome {
  suite: Suite;
  /** As the service is told it; not complete where it was stopped. */
  report: Required<Pick<PartReport, 'tool' | 'exit_code' | 'error' | 'skipped' | 'complete'>>;
  reports: ReadReport[];
  artifacts: Artifact[];
  /** Artifacts beyond what is kept. */
  artifacts_cut: number;
  /** What could not be done beside, in words. */
  notes: string[];
  /** Seconds of wall time. */
  seconds: number;
  /** All that the tool has printed; null: it was not called. */
  log: string | null;
}

/** Failing tests beyond which none is run again: so many are no accident. */
const MOST_RETRIED = 200;

const NOT_TRIED: Omit<SuiteOutcome, 'suite' | 'report'> = {
  reports: [],
  artifacts: [],
  artifacts_cut: 0,
  notes: [],
  seconds: 0,
  log: null,
};

/**
 * Runs a suite, then its failed tests again as often as it says, reads its reports and keeps its artifacts.
 *
 * @param index of the suite among those that are run: what tells its folder from others
 */
export async function runSuite(suite: Suite, index: number, run: RunPlace): Promise<SuiteOutcome> {
  const place = { ...run, cwd: resolve(run.cwd, suite.cwd) };
  const absence = await whatIsMissing(suite, place);
  if ('report' in absence) return { ...NOT_TRIED, suite, report: absence.report };
  const slug = `${index + 1}-${suite.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 40)}`;
  const log = join(await place.folder.folder('logs'), `${slug}.log`);
  const runner = RUNNERS[suite.runner];
  const fresh = {
    own: await FreshFiles.watch(runner.reportsElsewhere?.(suite) ?? [], place.cwd),
    further: await FreshFiles.watch(suite.reports, place.cwd),
    artifacts: await FreshFiles.watch(suite.artifacts, place.cwd),
  };
  const began = performance.now();
  const rounds = new SuiteRun({ suite, runner, place, slug, log, tool: absence.tool, fresh });
  const { end, failed, own } = await rounds.first();
  const notes = end.how === 'exited' ? await rounds.retry(failed) : [];
  return {
    suite,
    report: { tool: absence.tool.told, ...reportOf(end, own, { suite, runner }) },
    reports: rounds.reports,
    artifacts: rounds.artifacts,
    artifacts_cut: rounds.artifactsCut,
    notes,
    seconds: (performance.now() - began) / 1000,
    log,
  };
}

async function whatIsMissing(
  suite: Suite,
  { cwd, env }: RunPlace,
): Promise<{ tool: FoundTool } | Pick<SuiteOutcome, 'report'>> {
  const missing = (code: 'tool_missing' | 'no_report', detail: string) => {
    const nothing = { tool: null, exit_code: null, complete: true };
    if (suite.optional) return { report: { ...nothing, error: null, skipped: detail } };
    return { report: { ...nothing, error: { code, detail }, skipped: null } };
  };
  if (!existsSync(cwd)) return missing('no_report', `there is no ${suite.cwd}`);
  // A test or a line within it may follow the path; of Go it is a pattern of packages.
  const path = suite.runner === 'go' ? undefined : suite.path?.replace(/::?.*$/s, '');
  if (path !== undefined && !existsSync(resolve(cwd, path))) return missing('no_report', `there is no ${path}`);
  const tool = await lookForTool(suite, { cwd, env: { ...env, ...suite.env } });
  return 'missing' in tool ? missing('tool_missing', tool.missing) : { tool };
}

interface SuiteCall {
  suite: Suite;
  runner: Runner;
  place: RunPlace;
  slug: string;
  log: string;
  tool: FoundTool;
  fresh: Readonly<Record<'own' | 'further' | 'artifacts', FreshFiles>>;
}

interface RoundEnd {
  end: ProcessEnd;
  /** Reports of the runner itself: coverage that it leaves beside them is no sign that tests were run. */
  own: number;
  failed: CiTest[];
}

/** The rounds of one suite: the first, and those of its failed tests. */
class SuiteRun {
  readonly reports: ReadReport[] = [];
  readonly artifacts: Artifact[] = [];
  artifactsCut = 0;
  readonly #call: SuiteCall;
  #number = 0;
  #round: Round | null = null;

  constructor(call: SuiteCall) {
    this.#call = call;
  }

  async first(): Promise<RoundEnd> {
    const { suite, runner } = this.#call;
    const round = await this.#newRound();
    return this.#run(runner.run(suite, round), round);
  }

  /** @returns what kept tests from being run again */
  async retry(first: readonly CiTest[]): Promise<string[]> {
    const { suite, runner, place } = this.#call;
    let failed = first;
    while (this.#number <= suite.retry && failed.length > 0 && !place.stop.aborted) {
      if (failed.length > MOST_RETRIED) return [`${failed.length} tests failed: too many to be run again`];
      const previous = this.#round;
      if (!previous) throw new Error('nothing is run again before it was run');
      const round = await this.#newRound();
      const call = runner.rerun(suite, failed, { round, previous });
      if (call === null) return ['the failed tests could not be named to the tool'];
      const again = await this.#run(call, round);
      // Without a report nothing is known: the outcomes of the round before stand.
      if (again.own === 0) return ['running the failed tests again brought no report'];
      failed = again.failed;
    }
    return [];
  }

  async #newRound(): Promise<Round> {
    const { place, slug } = this.#call;
    const round = { folder: await place.folder.folder('reports', slug, String(this.#number++)), cwd: place.cwd };
    this.#round = round;
    return round;
  }

  async #run(call: ToolCall, { folder, cwd }: Round): Promise<RoundEnd> {
    const { suite, place, log, tool, fresh } = this.#call;
    for (const [path, text] of Object.entries(call.files ?? {})) await writeFile(path, text);
    const [file, ...given] = call.tool ?? tool.argv;
    const end = await runProcess(
      {
        argv: [file ?? tool.argv[0], ...given, ...call.args],
        env: { ...place.env, ...call.env, ...suite.env },
        cwd,
      },
      { log, timeoutMs: suite.timeout_seconds * 1000, stop: place.stop },
    );
    const own = [...(await reportsIn(folder)), ...(await fresh.own.written()).map((path) => resolve(cwd, path))];
    const further = (await fresh.further.written()).map((path) => resolve(cwd, path));
    const failed: CiTest[] = [];
    for (const path of new Set([...own, ...further])) failed.push(...(await this.#read(path, cwd)));
    await this.#keep(await fresh.artifacts.written(), cwd);
    return { end, own: own.length, failed };
  }

  async #keep(paths: readonly string[], cwd: string): Promise<void> {
    const { place, slug } = this.#call;
    const { kept, cut } = await place.folder.keep({ suite: slug, rerun: this.#number - 1, cwd }, paths);
    this.artifacts.push(...kept);
    this.artifactsCut += cut;
  }

  async #read(path: string, cwd: string): Promise<CiTest[]> {
    const { suite, place, slug } = this.#call;
    const rerun = this.#number - 1;
    const number = this.reports.length + 1;
    const report = await readReport(
      {
        path,
        name: nameOf(path, { cwd, run: place.folder.path }),
        rerun,
        suite: suite.name,
        runner: suite.runner,
        evidence: join(await place.folder.folder('evidence'), `${slug}.${number}`),
      },
      place.routes,
    );
    // A tool that was killed leaves a report without its end: that is told by the round, and what is in it counts.
    this.reports.push(report);
    return report.tests?.failing ?? [];
  }
}

/** What the service calls a report: the same in each run, so that one sent again takes the place of the one before. */
function nameOf(path: string, { cwd, run }: { cwd: string; run: string }): string {
  const inRun = relative(run, path);
  return (inRun.startsWith('..') ? relative(cwd, path) : inRun).split(sep).join('/');
}

async function reportsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

function reportOf(
  end: ProcessEnd,
  own: number,
  { suite, runner }: { suite: Suite; runner: Runner },
): Omit<SuiteOutcome['report'], 'tool'> {
  const exit_code = end.how === 'exited' ? end.exitCode : null;
  const error = (code: NonNullable<PartReport['error']>['code'], detail: string) => ({
    exit_code,
    error: { code, detail },
    skipped: null,
    complete: true,
  });
  switch (end.how) {
    case 'missing':
      return error('tool_missing', end.reason);
    case 'timed_out':
      return error('timed_out', `it did not end within ${suite.timeout_seconds} s`);
    case 'signalled':
      return error('crashed', `it was ended by ${end.signal}`);
    case 'stopped':
      return { exit_code, error: null, skipped: null, complete: false };
    case 'exited': {
      const needs = runner.needs === undefined ? '' : `; is ${runner.needs} installed?`;
      if (own > 0) return { exit_code, error: null, skipped: null, complete: true };
      return error('no_report', `it ended with ${end.exitCode} and wrote no report${needs}`);
    }
  }
}
