import { appendFile, writeFile } from 'node:fs/promises';

/** Where the summary of a job goes. `append`: others write to it too. */
export interface SummaryFile {
  path: string;
  append: boolean;
}

/** What `--summary` names, else the file that GitHub shows with the job; null: nobody wants one. */
export function summaryFile(option: string | undefined, env: NodeJS.ProcessEnv): SummaryFile | null {
  if (option !== undefined) return { path: option, append: false };
  const path = env.GITHUB_STEP_SUMMARY ?? '';
  return path === '' ? null : { path, append: true };
}

export async function writeSummary({ path, append }: SummaryFile, markdown: string): Promise<void> {
  await (append ? appendFile(path, `${markdown}\n`) : writeFile(path, markdown));
}

/** Lines as a block of code: what is in them is nobody's markup. */
export const summaryOfLines = (lines: readonly string[]) => `${lines.map((line) => `    ${line}`).join('\n')}\n`;
