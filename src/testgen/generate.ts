import { z } from 'zod';
import { type Fault, type FaultItem, invalid, isFault } from '../domain/fault';
import { faultItems } from '../domain/schema-faults';
import { Subject, type SubjectInput, type TestCaseInput, TestCases } from './case';
import { findFramework } from './frameworks';
import type { Framework, LanguageName, Plan } from './language';
import { planTests } from './plan';
import { wordsOf } from './words';

const Request = z.strictObject({
  language: z.string(),
  framework: z.string().optional(),
  subject: Subject,
  cases: TestCases,
});

/** What tests are asked for. Without a framework it is the language's default. */
export interface TestRequest {
  language: string;
  framework?: string | undefined;
  subject: SubjectInput;
  cases: readonly TestCaseInput[];
}

/** A file, by its path from the root of the project under test. UTF-8. */
export interface GeneratedFile {
  path: string;
  content: string;
}

export interface GeneratedTests {
  files: GeneratedFile[];
  manifest: {
    language: LanguageName;
    framework: string;
    subject: string;
    /** The file that holds the tests; any other only makes it found. */
    test_file: string;
    /** How the framework finds it without settings. */
    discovery: string;
    cases: {
      name: string;
      /** The function, method or title by which the framework reports it. */
      test: string;
      status: 'test' | 'pending';
      /** Why it is pending; null where it is not. */
      reason: string | null;
      rows: number | null;
    }[];
  };
  /** What a reader must know: what is pending, what else the project needs. */
  notes: string[];
}

/**
 * Writes test source for one language and framework. The same request gives the same bytes.
 *
 * @returns a fault with pointers where the pair is not supported, the request is malformed, or the language can't say
 *   what a case says (`not_expressible`); never a file of another language, never a test that asserts nothing
 */
export function generateTests(request: TestRequest): GeneratedTests | Fault<'validation_failed'> {
  const parsed = Request.safeParse(request);
  if (!parsed.success) return invalid(faultItems(parsed.error, request));
  const { subject, cases } = parsed.data;
  const framework = findFramework(parsed.data.language, parsed.data.framework);
  if (isFault(framework)) return framework;
  const plan = planTests(framework, subject, cases);
  return isRefused(plan) ? invalid(plan) : written(framework, plan);
}

const isRefused = (plan: Plan | FaultItem[]): plan is FaultItem[] => Array.isArray(plan);

function written(framework: Framework, plan: Plan): GeneratedTests {
  const folder = plan.subject.directory ?? framework.folder(plan.subject);
  const inFolder = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const path = inFolder(framework.fileName(wordsOf(plan.subject.name), plan.className));
  const companions = (framework.companions ?? []).map(({ name, content }) => ({ path: inFolder(name), content }));
  return {
    files: [{ path, content: framework.write(plan) }, ...companions],
    manifest: {
      language: framework.language.name,
      framework: framework.name,
      subject: plan.subject.name,
      test_file: path,
      discovery: framework.discovery,
      cases: plan.cases.map(({ title, name, pending, table }) => ({
        name: title,
        test: framework.reportsTitles === true ? title : name,
        status: pending === null ? 'test' : 'pending',
        reason: pending,
        rows: table ? table.rows.length : null,
      })),
    },
    notes: notesOf(framework, plan),
  };
}

function notesOf(framework: Framework, plan: Plan): string[] {
  const { language } = framework;
  const pending = plan.cases.filter((testCase) => testCase.pending !== null).length;
  const awaitsInVain = plan.awaits && !language.hasAwait;
  return [
    ...(pending === 0 ? [] : [`${pending} of ${plan.cases.length} tests are pending`]),
    ...(awaitsInVain ? [`${language.name} has no await: the function is called as any other`] : []),
    ...(framework.needs?.(plan) ?? []).map((need) => `needs ${need}`),
  ];
}
