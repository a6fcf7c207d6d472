import type { CiTest } from '../../domain/ci-run/test';
import type { Suite } from './config';

/** What of a suite its runner has to know. */
export type RunnerSuite = Pick<Suite, 'path' | 'args' | 'command' | 'junit' | 'retry_command'>;

/** Where a round of a suite leaves what it writes; each round has a folder of its own, new and empty. */
export interface Round {
  folder: string;
  /** Where the suite is run. */
  cwd: string;
}

/** How a tool is called: its arguments, and what it needs in its environment. */
export interface ToolCall {
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Files that it has to find there, by path. */
  files?: Readonly<Record<string, string>>;
  /** The tool, where it is another than the usual one. */
  tool?: readonly string[];
}

/** A test that failed, as far as a runner needs it to be named again. */
export type FailedTest = Pick<CiTest, 'suite' | 'file' | 'class' | 'name' | 'parameters'>;

/** What knows how to call one tool for tests. Its reports are JUnit files in the folder of the round. */
export interface Runner {
  /** What is looked for and called, unless the suite says otherwise. */
  tool(suite: RunnerSuite): readonly [string, ...string[]];
  /** What has to be installed beside it, for who reads that a report is missing. */
  needs?: string;
  /** Arguments that make it tell its version; null: it is no tool of its own. */
  versionArgs: readonly string[] | null;
  run(suite: RunnerSuite, round: Round): ToolCall;
  /** The same for failed tests alone; null: none of them can be named to the tool. */
  rerun(suite: RunnerSuite, failed: readonly FailedTest[], rounds: { round: Round; previous: Round }): ToolCall | null;
  /** Patterns of reports that it writes elsewhere, from where the suite is run. */
  reportsElsewhere?(suite: RunnerSuite): readonly string[];
}

/** The whole name of an instance of a parametrised test. */
export const wholeName = ({ name, parameters }: FailedTest) => (parameters === null ? name : `${name}[${parameters}]`);

/** A text as a part of a regular expression of JavaScript or of Go (RE2). */
export const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
