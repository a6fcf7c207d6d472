import { join } from 'node:path';
import type { Round, Runner, RunnerSuite } from '../runner';

/** Both reporters: `list` for the log. Older versions know the report's place by the second of the variables alone. */
function callOf({ path, args }: RunnerSuite, { folder }: Round, more: readonly string[]) {
  const report = join(folder, 'report.xml');
  return {
    args: ['test', '--reporter=list,junit', ...more, ...args, ...(path ? [path] : [])],
    env: { PLAYWRIGHT_JUNIT_OUTPUT_FILE: report, PLAYWRIGHT_JUNIT_OUTPUT_NAME: report },
  };
}

export const playwright: Runner = {
  tool: () => ['playwright'],
  versionArgs: ['--version'],
  run: (suite, round) => callOf(suite, round, []),
  // It remembers by itself which tests failed last.
  rerun: (suite, _failed, { round }) => callOf(suite, round, ['--last-failed']),
};
