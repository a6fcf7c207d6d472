import { join } from 'node:path';
import { escapePattern, type FailedTest, type Runner, wholeName } from '../runner';

const reportArgs = (folder: string) => [
  '--reporter=default',
  '--reporter=junit',
  `--outputFile.junit=${join(folder, 'report.xml')}`,
];

export const vitest: Runner = {
  tool: () => ['vitest'],
  versionArgs: ['--version'],
  run: ({ path, args }, { folder }) => ({ args: ['run', ...reportArgs(folder), ...args, ...(path ? [path] : [])] }),
  rerun({ args }, failed, { round: { folder } }) {
    const files = [...new Set(failed.flatMap(({ file, class: className }) => file ?? className ?? []))];
    if (files.length === 0) return null;
    return { args: ['run', ...reportArgs(folder), ...args, '-t', namePattern(failed), ...files] };
  },
};

/** Matches the full names of tests. Reports join the titles of groups by " > ", the filter sees blanks in some versions. */
export function namePattern(failed: readonly FailedTest[]): string {
  const names = failed.map((test) => escapePattern(wholeName(test)).replaceAll(' > ', '(?: > | )'));
  return `^\\s?(?:${[...new Set(names)].join('|')})$`;
}
