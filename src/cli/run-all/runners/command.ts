import { join } from 'node:path';
import { type FailedTest, type Round, type Runner, wholeName } from '../runner';

/** The variable that names the folder where a command may write its reports. */
const reportsVariable = ({ folder }: Round) => ({ ASSAY_REPORTS: folder });

/** Whatever the project itself calls: `make test`, a script of its own. */
export const command: Runner = {
  tool: ({ command: [file = '', ...args] = [] }) => [file, ...args],
  versionArgs: null,
  run: ({ args }, round) => ({ args, env: reportsVariable(round) }),
  rerun({ args, retry_command: tool }, failed, { round }) {
    if (!tool) return null;
    const list = join(round.folder, 'failed.txt');
    return {
      tool,
      args,
      env: { ...reportsVariable(round), ASSAY_FAILED: list },
      files: { [list]: `${failed.map(lineOf).join('\n')}\n` },
    };
  },
  reportsElsewhere: ({ junit = [] }) => junit,
};

const lineOf = (test: FailedTest) => [test.class, wholeName(test)].filter(Boolean).join('.').replaceAll('\n', ' ');
