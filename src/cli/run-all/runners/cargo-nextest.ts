import { join } from 'node:path';
import { type FailedTest, type Round, type Runner, type RunnerSuite, wholeName } from '../runner';

/** Only a file of settings tells nextest to write a report. As a tool's settings it gives way to the project's own. */
function callOf({ path, args }: RunnerSuite, { folder }: Round, what: readonly string[]) {
  const settings = join(folder, 'nextest.toml');
  const report = JSON.stringify(join(folder, 'report.xml')); // A string of JSON is one of TOML.
  return {
    args: [
      'nextest',
      'run',
      '--no-fail-fast',
      '--tool-config-file',
      `assay:${settings}`,
      ...(path ? ['--manifest-path', join(path, 'Cargo.toml')] : []),
      ...args,
      ...what,
    ],
    files: { [settings]: `[profile.default.junit]\npath = ${report}\n` },
  };
}

export const cargoNextest: Runner = {
  tool: () => ['cargo'],
  needs: 'cargo-nextest',
  versionArgs: ['nextest', '--version'],
  run: (suite, round) => callOf(suite, round, []),
  rerun: (suite, failed, { round }) => callOf(suite, round, ['-E', filterOf(failed)]),
  // Where a project that configures its own report has it written.
  reportsElsewhere: ({ path = '.' }) => [join(path, 'target/nextest/*/*.xml')],
};

/** Nextest's filterset of exactly these tests: a test's class is the id of its binary. */
export function filterOf(failed: readonly FailedTest[]): string {
  const sets = failed.map((test) => {
    const named = `test(=${escapeMatcher(wholeName(test))})`;
    return test.class === null ? named : `(binary_id(=${escapeMatcher(test.class)}) & ${named})`;
  });
  return [...new Set(sets)].join(' | ');
}

const escapeMatcher = (text: string) => text.replace(/[\\()]/g, '\\$&');
