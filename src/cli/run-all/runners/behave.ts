import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Round, Runner, RunnerSuite } from '../runner';

/** Behave's own list of failed scenarios, as file and line. */
const failedList = ({ folder }: Round) => join(folder, 'failed.txt');

function callOf({ args }: RunnerSuite, round: Round, what: readonly string[]) {
  const report = ['--junit', '--junit-directory', round.folder];
  const formats = ['--format', 'rerun', '--outfile', failedList(round), '--format', 'plain'];
  return { args: [...report, ...formats, ...args, ...what] };
}

export const behave: Runner = {
  tool: () => ['behave'],
  versionArgs: ['--version'],
  run: (suite, round) => callOf(suite, round, suite.path ? [suite.path] : []),
  rerun(suite, _failed, { round, previous }) {
    const scenarios = scenariosIn(failedList(previous));
    return scenarios.length === 0 ? null : callOf(suite, round, ['--no-skipped', ...scenarios]);
  },
};

function scenariosIn(list: string): string[] {
  const lines = readFileSync(list, 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
