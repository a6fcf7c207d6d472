import { join } from 'node:path';
import { escapePattern, type Round, type Runner } from '../runner';

/** `go test` writes no JUnit: gotestsum calls it and does. */
const reportArgs = ({ folder }: Round) => [
  '--junitfile',
  join(folder, 'report.xml'),
  '--format',
  'standard-quiet',
  '--',
];

export const go: Runner = {
  tool: () => ['gotestsum'],
  versionArgs: ['--version'],
  run: ({ path = './...', args }, round) => ({ args: [...reportArgs(round), ...args, path] }),
  rerun({ args }, failed, { round }) {
    const packages = [...new Set(failed.flatMap(({ class: name }) => name ?? []))];
    // A test is run with all of its subtests: a pattern with slashes would have to fit each level of all.
    const names = [...new Set(failed.map(({ name }) => escapePattern(name.split('/')[0] ?? name)))];
    if (packages.length === 0) return null;
    return { args: [...reportArgs(round), ...args, '-run', `^(?:${names.join('|')})$`, ...packages] };
  },
};
