import { join } from 'node:path';
import { escapePattern, type Round, type Runner, wholeName } from '../runner';

/** jest-junit's settings: the titles of groups apart from a test's own, and the file beside them. */
const reporting = ({ folder }: Round) => ({
  args: ['--ci', '--reporters=default', '--reporters=jest-junit'],
  env: {
    JEST_JUNIT_OUTPUT_FILE: join(folder, 'report.xml'),
    JEST_JUNIT_CLASSNAME: '{classname}',
    JEST_JUNIT_TITLE: '{title}',
    JEST_JUNIT_ANCESTOR_SEPARATOR: ' ',
    JEST_JUNIT_ADD_FILE_ATTRIBUTE: 'true',
  },
});

export const jest: Runner = {
  tool: () => ['jest'],
  needs: 'jest-junit',
  versionArgs: ['--version'],
  run({ path, args }, round) {
    const report = reporting(round);
    // In front: the options for reporters take all that follows them.
    return { ...report, args: [...(path ? [path] : []), ...report.args, ...args] };
  },
  rerun({ args }, failed, { round }) {
    const files = [...new Set(failed.flatMap(({ file }) => file ?? []))];
    if (files.length === 0) return null;
    const names = failed.map((test) => escapePattern([test.class, wholeName(test)].filter(Boolean).join(' ')));
    const pattern = `^(?:${[...new Set(names)].join('|')})$`;
    const report = reporting(round);
    return { ...report, args: [...files, '--runTestsByPath', '-t', pattern, ...report.args, ...args] };
  },
};
