import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FailedTest, type Runner, wholeName } from '../runner';

/** The older of pytest's two forms of JUnit: the newer one leaves out in which file and line a test stands. */
const reportArgs = (folder: string) => [`--junitxml=${join(folder, 'report.xml')}`, '-o', 'junit_family=xunit1'];

export const pytest: Runner = {
  tool: () => ['pytest'],
  versionArgs: ['--version'],
  run: ({ path, args }, { folder }) => ({ args: [...reportArgs(folder), ...args, ...(path ? [path] : [])] }),
  rerun({ args }, failed, { round: { folder, cwd } }) {
    const ids = [...new Set(failed.flatMap((test) => nodeIdOf(test, cwd) ?? []))];
    return ids.length === 0 ? null : { args: [...reportArgs(folder), ...args, ...ids] };
  },
};

/**
 * The node id of a test: its file, its classes and its name. Reports name files from pytest's root folder, which may
 * lie above the one that it is called in, and a module in front of the classes.
 */
export function nodeIdOf(test: FailedTest, cwd: string): string | null {
  const { file, class: className } = test;
  const found = file === null ? null : findUpwards(file, cwd);
  if (file === null || found === null) return null;
  const module = file.replace(/\.py$/, '').replaceAll('/', '.');
  const classes = className?.startsWith(`${module}.`) ? className.slice(module.length + 1).split('.') : [];
  return [found, ...classes, wholeName(test)].join('::');
}

function findUpwards(file: string, folder: string): string | null {
  const path = join(folder, file);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder ? null : findUpwards(file, above);
}
