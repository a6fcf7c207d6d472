import { writeFile } from 'node:fs/promises';
import { ciSummaryLines } from '../../domain/ci-run/summary-text';
import type { CiRun } from '../../domain/ci-run/view';
import { type Command, EXIT, type Misuse } from '../command';
import { CONNECTION_OPTIONS, connectionOf } from '../connection';
import { countText } from '../figures';
import { parseOptions } from '../options';
import { printable } from '../printable';
import { describeProblem, exitOf } from '../problem';
import type { Terminal } from '../terminal';
import { connectUploads, type UploadClient } from '../upload-client';
import { BUILD_OPTIONS, type Build, buildOf } from '../upload-options';
import { EXIT_OF } from '../upload-verdict';
import { Board } from './board';
import { readConfig, type RunAllConfig, type Suite } from './config';
import { Delivery } from './delivery';
import { concludeLocally } from './local-verdict';
import { localManifest } from './manifest';
import { mergedJunit } from './merged-junit';
import { readRoutes } from './openapi-routes';
import { runSuites } from './run-all';
import { RunFolder } from './run-folder';
import { type SummaryFile, summaryFile, summaryOfLines, writeSummary } from './summary-file';
import type { SuiteOutcome } from './suite-run';

const MOST_FAULTS_SHOWN = 50;
export const runAllCommand: Command = {
  usage:
    'run-all [--config assay.yaml] [--suite NAME]... [--parallel] [--local] [--job JOB] [--attempt N] [--handle H] [--no-finish] ' +
    '[--junit FILE] [--summary FILE] [--lenient] [--patience SECONDS] [--commit SHA] [--branch NAME] [--build-url URL]',
  about:
    'Run the suites of a project, send their reports as one run, and end by its verdict; with --local nothing is sent, ' +
    'and the same rules decide on this machine. docs/ci.md has the file. Ends with 0 passed, 1 failed, 2 not valid, ' +
    '3 no access, 4 no service, 5 inconclusive; with --lenient 4 and 5 are 0, unless a test is known to fail',
  async run(args, terminal) {
    const options = parseOptions(args, {
      options: {
        ...CONNECTION_OPTIONS,
        ...BUILD_OPTIONS,
        config: { type: 'string', default: 'assay.yaml' },
        suite: { type: 'string', multiple: true },
        parallel: { type: 'boolean' },
        local: { type: 'boolean' },
        'no-finish': { type: 'boolean' },
        junit: { type: 'string' },
        summary: { type: 'string' },
      },
    });
    if ('misuse' in options) return options;
    const { values } = options;
    const build = buildOf(values);
    if ('misuse' in build) return build;
    const plan = await planOf(values.config, values.suite);
    if ('misuse' in plan) return plan;
    if ('failures' in plan) return refuse(plan.failures, terminal);
    const stop = signalToStop();
    const client = values.local === true ? null : clientOf(values, build, stop);
    if (client !== null && 'misuse' in client) return client;
    const exit = await new RunAllCall({
      ...{ plan, build, stop, terminal, client },
      parallel: values.parallel === true,
      finish: values['no-finish'] !== true,
      lenient: values.lenient === true,
      junit: values.junit ?? null,
      summary: summaryFile(values.summary, process.env),
    }).run();
    const isSoft = values.lenient === true && (exit === EXIT.service || exit === EXIT.inconclusive);
    if (isSoft) terminal.line(`It would end with ${exit}; --lenient makes that 0.`);
    return isSoft ? EXIT.ok : exit;
  },
};

interface Plan {
  config: RunAllConfig;
  suites: Suite[];
  routes: string[];
}

async function planOf(path: string, names: readonly string[] = []): Promise<Plan | { failures: string[] } | Misuse> {
  const config = await readConfig(path);
  if ('failures' in config) return config;
  const unknown = names.filter((name) => !config.suites.some((suite) => suite.name === name));
  if (unknown.length > 0) return { misuse: `There is no suite ${unknown.join(', ')} in ${path}.` };
  const routes = config.openapi === undefined ? [] : await readRoutes(config.openapi);
  if ('failures' in routes) return routes;
  const suites = config.suites.filter(({ name }) => names.length === 0 || names.includes(name));
  return { config, suites, routes };
}

function clientOf(
  values: { url?: string | undefined; token?: string | undefined },
  { patienceMs }: Build,
  stop: AbortSignal,
): UploadClient | Misuse {
  const connection = connectionOf(values);
  return 'misuse' in connection ? connection : connectUploads(connection, { totalMs: patienceMs, stop });
}

function refuse(failures: readonly string[], terminal: Terminal): number {
  for (const failure of failures.slice(0, MOST_FAULTS_SHOWN)) terminal.line(printable(failure));
  if (failures.length > MOST_FAULTS_SHOWN) terminal.line(`and ${failures.length - MOST_FAULTS_SHOWN} more`);
  return EXIT.usage;
}

/** Aborted by Ctrl-C or by a CI system that cancels the job. A second Ctrl-C waits for nothing any more. */
function signalToStop(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (name === 'SIGINT' && controller.signal.aborted) process.exit(EXIT.inconclusive);
      controller.abort();
    });
  }
  return controller.signal;
}

interface Calling {
  plan: Plan;
  build: Build;
  stop: AbortSignal;
  terminal: Terminal;
  /** null: nothing is sent anywhere. */
  client: UploadClient | null;
  parallel: boolean;
  finish: boolean;
  lenient: boolean;
  junit: string | null;
  summary: SummaryFile | null;
}

/** One call of `assay run-all`, from the opened run to its exit code. */
class RunAllCall {
  readonly #call: Calling;
  readonly #began = new Date();

  constructor(call: Calling) {
    this.#call = call;
  }

  async run(): Promise<number> {
    const { plan, build, client, lenient, terminal, parallel, stop } = this.#call;
    const delivery = client && new Delivery(client, build);
    const run = delivery && (await delivery.begin(this.#request(), plan.suites));
    if (run !== null && typeof run === 'object') {
      terminal.line(printable(`Another job of this build has sent ${run.taken}: tell them apart by --job.`));
      return EXIT.usage;
    }
    if (delivery?.problem) {
      this.#tellProblem(delivery);
      // Without --lenient nobody waits for tests whose outcome would not count.
      const exit = exitOf(delivery.problem);
      if (exit !== EXIT.service || !lenient) return exit;
    }
    const cwd = process.cwd();
    const folder = await RunFolder.make(cwd, this.#began);
    terminal.line(
      `${printable(plan.config.name)}: ${countText(plan.suites.length, 'suite')}${run === null ? '' : `, run ${run}`}`,
    );
    const board = new Board(terminal, plan.suites);
    const outcomes = await runSuites({ ...plan, ...{ parallel, cwd, folder, board, delivery, stop } });
    board.close();
    const local = await concludeLocally(outcomes, {
      name: plan.config.name,
      ...{ source: build.source, cwd, began: this.#began, ended: new Date() },
    });
    return this.#conclude(local, { outcomes, folder, delivery, run });
  }

  async #conclude(
    local: CiRun,
    made: { outcomes: SuiteOutcome[]; folder: RunFolder; delivery: Delivery | null; run: string | null },
  ): Promise<number> {
    const { finish, terminal, junit, stop, lenient } = this.#call;
    const { outcomes, folder, delivery, run } = made;
    const isShared = this.#call.build.handle !== null && stop.aborted;
    // A run that others send to as well is not ended because this job was stopped.
    const judged = delivery && finish && !isShared ? await delivery.finish() : null;
    const shown = judged ?? local;
    const lines = ciSummaryLines(shown);
    await this.#write({ outcomes, folder, local, lines });
    if (junit !== null) await writeFile(junit, await mergedJunit(local.name, outcomes));
    await this.#summarise(judged, lines);
    terminal.line();
    for (const line of lines) terminal.line(line);
    for (const refused of delivery?.refused ?? []) terminal.line(printable(`refused: ${refused}`));
    if (judged?.report_url) terminal.line(`Report: ${judged.report_url}`);
    terminal.line(`Kept in ${folder.path}`);
    if (delivery?.problem) {
      this.#tellProblem(delivery);
      return lenient ? EXIT_OF[local.verdict ?? 'inconclusive'] : exitOf(delivery.problem);
    }
    if (run !== null && judged === null) terminal.line(`Run ${run} stays open: it is judged when it is finished.`);
    return EXIT_OF[shown.verdict ?? 'inconclusive'];
  }

  async #write(made: { outcomes: SuiteOutcome[]; folder: RunFolder; local: CiRun; lines: string[] }): Promise<void> {
    const { outcomes, folder, local, lines } = made;
    await folder.write('manifest.json', `${JSON.stringify(localManifest(local, outcomes, folder.path), null, 2)}\n`);
    await folder.write('run.json', `${JSON.stringify(local)}\n`);
    await folder.write('summary.md', summaryOfLines(lines));
  }

  async #summarise(judged: CiRun | null, lines: readonly string[]): Promise<void> {
    const { summary, client } = this.#call;
    if (summary === null) return;
    const report = judged && client && (await client.readReport(judged.id));
    // A token that may only upload can't read the report.
    await writeSummary(summary, report && 'value' in report ? report.value : summaryOfLines(lines));
  }

  #request() {
    const { plan, build } = this.#call;
    return {
      name: plan.config.name,
      handle: build.handle,
      triggered_by: 'assay run-all',
      source: build.source,
      roots: [process.cwd()],
      routes: plan.routes,
    };
  }

  #tellProblem({ problem }: Delivery): void {
    if (!problem) return;
    for (const line of describeProblem(problem).split('\n')) this.#call.terminal.line(printable(line));
  }
}
