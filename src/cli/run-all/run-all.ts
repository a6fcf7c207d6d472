import { availableParallelism } from 'node:os';
import { routeTable } from '../../domain/routes';
import type { RunAllConfig, Suite } from './config';
import type { Board } from './board';
import type { Delivery } from './delivery';
import { runSuite, type RunPlace, type SuiteOutcome } from './suite-run';
import type { RunFolder } from './run-folder';

export interface RunAll {
  config: RunAllConfig;
  /** Those that were chosen, in their order. */
  suites: readonly Suite[];
  parallel: boolean;
  cwd: string;
  folder: RunFolder;
  routes: readonly string[];
  board: Board;
  /** null: nothing is sent anywhere. */
  delivery: Delivery | null;
  stop: AbortSignal;
}

/**
 * Runs suites one after the other, or several at a time. Each is sent as it ends; one that breaks is an error of its
 * own and ends no other.
 *
 * @returns what became of each, in their order; a suite that was never begun was stopped
 */
export async function runSuites(all: RunAll): Promise<SuiteOutcome[]> {
  const { config, suites, parallel, board, delivery } = all;
  const place: RunPlace = {
    cwd: all.cwd,
    folder: all.folder,
    env: environmentOf(config),
    routes: all.routes.length === 0 ? null : routeTable(all.routes),
    stop: all.stop,
  };
  const outcomes: SuiteOutcome[] = [];
  const waiting = [...suites.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, suite] = next;
      if (!all.stop.aborted) board.start(suite);
      const outcome = all.stop.aborted ? neverBegun(suite) : await runSafely(suite, index, place);
      outcomes[index] = outcome;
      board.end(outcome);
      await delivery?.send(outcome);
    }
  };
  const workers = parallel ? Math.min(config.workers ?? availableParallelism(), suites.length) : 1;
  await Promise.all(Array.from({ length: workers }, work));
  return outcomes;
}

/** What this process can't do, as read a report that vanishes, is the suite's error and not the end of the others. */
async function runSafely(suite: Suite, index: number, place: RunPlace): Promise<SuiteOutcome> {
  try {
    return await runSuite(suite, index, place);
  } catch (cause) {
    const detail = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\p{Cc}/gu, ' ').slice(0, 1000);
    return withReport(suite, { error: { code: 'crashed', detail }, complete: true });
  }
}

const neverBegun = (suite: Suite) => withReport(suite, { error: null, complete: false });

function withReport(suite: Suite, report: Pick<SuiteOutcome['report'], 'error' | 'complete'>): SuiteOutcome {
  return {
    suite,
    report: { tool: null, exit_code: null, skipped: null, ...report },
    ...{ reports: [], artifacts: [], artifacts_cut: 0, notes: [], seconds: 0, log: null },
  };
}

/** Tests see what this process sees but its token: they may be anybody's. */
function environmentOf({ base_url }: RunAllConfig): NodeJS.ProcessEnv {
  const { ASSAY_TOKEN: _, ...env } = process.env;
  return base_url === undefined ? env : { ...env, BASE_URL: base_url };
}
