import { z } from 'zod';
import { CiRunRequest } from '../../domain/ci-run/request';
import { faultItems } from '../../domain/schema-faults';
import { label } from '../../domain/text';
import { readDefinitionFile } from '../definition-file';

/** A file each in `runners/`. */
export const RUNNER_NAMES = [
  'pytest',
  'playwright',
  'behave',
  'vitest',
  'jest',
  'go',
  'cargo-nextest',
  'command',
] as const;
export type RunnerName = (typeof RUNNER_NAMES)[number];

/** An argument of a process: whatever the operating system passes on. */
const Argument = z
  .string()
  .max(8192)
  .refine((text) => !text.includes('\0'), 'it holds a NUL');
const Arguments = z.array(Argument).max(500);
const CommandLine = Arguments.min(1);
const Path = Argument.min(1);
/** One pattern or several, from the folder that the suite is run in. */
const Globs = z.union([Path.transform((path) => [path]), z.array(Path).max(100)]);
const Environment = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _'), Argument);

const A_DAY = 24 * 3600;

/** A suite of tests and how it is run. */
export const Suite = z
  .strictObject({
    name: label(128),
    runner: z.enum(RUNNER_NAMES),
    /** The folder that it is run in, and that all its paths are from. */
    cwd: Path.default('.'),
    /** What is handed to the runner; absent: what the runner itself takes. */
    path: Path.optional(),
    /** How the tool is called where its own name does not do: [python3, -m, pytest]. */
    tool: CommandLine.optional(),
    args: Arguments.default([]),
    env: Environment.default({}),
    timeout_seconds: z.int().min(1).max(A_DAY).default(300),
    /** How often failed tests alone are run again. */
    retry: z.int().min(0).max(10).default(0),
    /** Skipped, with the reason, where its path or its tool is missing; else that is an error. */
    optional: z.boolean().default(false),
    /** Reports beside the runner's own, as coverage: sent where the suite has written them. */
    reports: Globs.default([]),
    /** Files to keep, where the suite has written them. */
    artifacts: Globs.default([]),
    command: CommandLine.optional(),
    /** Where `command` writes its reports; absent: into the folder that ASSAY_REPORTS names. */
    junit: Globs.optional(),
    /** Runs failed tests again; ASSAY_FAILED names a file with their names, one a line. */
    retry_command: CommandLine.optional(),
  })
  .superRefine((suite, context) => {
    const isCommand = suite.runner === 'command';
    const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (isCommand && !suite.command) refuse('command', 'the runner `command` needs a command');
    if (isCommand && suite.retry > 0 && !suite.retry_command) {
      refuse('retry', 'nobody but `retry_command` knows how to run some tests of a command');
    }
    for (const key of ['command', 'junit', 'retry_command'] as const) {
      if (!isCommand && suite[key]) refuse(key, `only the runner \`command\` has ${key}`);
    }
    if (isCommand && suite.tool) refuse('tool', 'a command names its tool itself');
  });
export type Suite = z.infer<typeof Suite>;

/** `assay.yaml`: the suites of a project, in the order in which they are run. */
export const RunAllConfig = z
  .strictObject({
    name: CiRunRequest.shape.name,
    suites: z.array(Suite).min(1).max(200),
    /** Suites at a time under --parallel; absent: one a processor. */
    workers: z.int().min(1).max(64).optional(),
    /** An OpenAPI document: API tests are mapped to its routes. */
    openapi: Path.optional(),
    /** BASE_URL for the suites. */
    base_url: z.url({ protocol: /^https?$/ }).optional(),
  })
  .superRefine(({ suites }, context) => {
    const names = new Set<string>();
    for (const [i, { name }] of suites.entries()) {
      if (names.has(name)) context.addIssue({ code: 'custom', path: ['suites', i, 'name'], message: 'named twice' });
      names.add(name);
    }
  });
export type RunAllConfig = z.infer<typeof RunAllConfig>;

/** @returns what is wrong with the file, a line each, with the line and the path of the fault */
export async function readConfig(path: string): Promise<RunAllConfig | { failures: string[] }> {
  const file = await readDefinitionFile(path);
  if ('failures' in file) return file;
  const parsed = RunAllConfig.safeParse(file.value);
  if (parsed.success) return parsed.data;
  const failures = faultItems(parsed.error, file.value).map(
    ({ pointer, detail }) => `${path}:${file.lineOf(pointer)}: ${pointer || '(whole file)'}: ${detail}`,
  );
  return { failures };
}
