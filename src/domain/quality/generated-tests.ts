import { z } from 'zod';
import { label, prose } from '../text';
import { diffGroup } from './diff';
import type { TaskForm } from './form';
import { keyOfParts, matchItems } from './matching';
import { foldPath, SourcePath } from './source-path';

const MOST_FILES = 500;
const MOST_TESTS = 20_000;
/** UTF-16 units. */
const MOST_CONTENT = 2 * 1024 * 1024;

export const TestSource = z.strictObject({
  path: SourcePath.meta({ description: 'From the root of the project under test; unique, whatever the case' }),
  content: z
    .string()
    .max(MOST_CONTENT)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), {
      error: 'text that UTF-8 can hold, without NUL',
      params: { code: 'not_text' },
    }),
});
export type TestSource = z.infer<typeof TestSource>;

export const GeneratedTest = z
  .strictObject({
    name: prose(2),
    file: SourcePath.meta({ description: 'One of the files' }),
    status: z
      .enum(['test', 'pending'])
      .meta({ description: 'pending: it asserts nothing yet and says so when it runs' }),
    reason: prose(4).nullable().default(null).meta({ description: 'Why it is pending' }),
    type: label(64).nullable().default(null).meta({ description: 'As `unit`, `regression`' }),
    source_file: prose(4).nullable().default(null).meta({ description: 'The file that it tests' }),
    assertions: z.int().nonnegative().nullable().default(null),
    rows: z.int().positive().nullable().default(null).meta({ description: 'Of the table that it runs through' }),
  })
  .refine(({ status, assertions }) => status === 'pending' || assertions !== 0, {
    path: ['status'],
    error: 'a test that asserts nothing is pending',
    params: { code: 'asserts_nothing' },
  });
export type GeneratedTest = z.infer<typeof GeneratedTest>;

/** Test source with what stands in it: the manifest of a task that wrote tests. */
export const GeneratedTestsPayload = z
  .strictObject({
    schema_version: z.literal('generated_tests@1').default('generated_tests@1'),
    language: label(64),
    framework: label(64).nullable().default(null),
    subject: prose(2).nullable().default(null),
    discovery: prose(4).nullable().default(null).meta({ description: 'How the framework finds the files' }),
    coverage_estimate: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .default(null)
      .meta({ description: 'As whoever wrote the tests guessed it. Not measured' }),
    tests: z.array(GeneratedTest).max(MOST_TESTS),
    files: z.array(TestSource).min(1).max(MOST_FILES),
    notes: z.array(prose(4)).max(1000).default([]),
  })
  .superRefine(({ tests, files }, ctx) => {
    const paths = new Set(files.map(({ path }) => path));
    const folded = Map.groupBy(files, ({ path }) => foldPath(path));
    files.forEach(({ path }, i) => {
      const key = foldPath(path);
      if (folded.get(key)?.length === 1 && !foldersOf(key).some((folder) => folded.has(folder))) return;
      const message = 'another file has this path, or that of its folder';
      ctx.addIssue({ code: 'custom', path: ['files', i, 'path'], message, params: { code: 'duplicate' } });
    });
    const stray = tests.findIndex(({ file }) => !paths.has(file));
    if (stray >= 0) {
      const message = 'no file has this path';
      ctx.addIssue({ code: 'custom', path: ['tests', stray, 'file'], message, params: { code: 'unknown_file' } });
    }
  });
export type GeneratedTestsPayload = z.infer<typeof GeneratedTestsPayload>;

function foldersOf(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'));
}

/** How many tests assert something, and how many are pending. */
export function countTests(tests: readonly GeneratedTest[]): { tests_generated: number; pending_tests: number } {
  const pending = tests.filter(({ status }) => status === 'pending').length;
  return { tests_generated: tests.length - pending, pending_tests: pending };
}

export const generatedTestsForm: TaskForm<GeneratedTestsPayload> = {
  type: 'generate-tests',
  payload: GeneratedTestsPayload,
  summarise: ({ language, framework, coverage_estimate, tests, files }) => ({
    ...countTests(tests),
    coverage_estimate,
    language,
    framework,
    files: files.length,
  }),
  measure: ({ tests }) => countTests(tests),
  compare: (before, after) => {
    if (before.language !== after.language) return { incomparable: 'the languages differ' };
    const tests = matchItems(before.tests, after.tests, ({ file, name }) => keyOfParts(file, name));
    const files = matchItems(before.files, after.files, ({ path }) => path);
    const rewritten = files.kept.filter((file) => file.before.content !== file.after.content);
    const pathsOf = (list: readonly TestSource[]) => list.map(({ path }) => ({ path }));
    return {
      groups: [
        diffGroup('Added tests', 'better', tests.fresh),
        diffGroup('Removed tests', 'worse', tests.gone),
        diffGroup('Became pending', 'worse', turnedTo('pending', tests.kept)),
        diffGroup('No longer pending', 'better', turnedTo('test', tests.kept)),
        diffGroup('Added files', 'neutral', pathsOf(files.fresh)),
        diffGroup('Removed files', 'neutral', pathsOf(files.gone)),
        diffGroup('Rewritten files', 'neutral', pathsOf(rewritten.map((file) => file.after))),
      ],
    };
  },
};

function turnedTo(
  status: GeneratedTest['status'],
  kept: readonly { before: GeneratedTest; after: GeneratedTest }[],
): GeneratedTest[] {
  return kept
    .filter(({ before, after }) => before.status !== status && after.status === status)
    .map(({ after }) => after);
}
