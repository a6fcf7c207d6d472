import { z } from 'zod';
import { TestFileSummary } from '../../src/domain/evidence/test';
import type { Fact, FactsOf } from './comparison';
import { isRecovered } from './refusals';
import type { Answer } from './sending';

const count = z.number().default(0);

const Counts = z.object({ tests: count, passed: count, failed: count, errored: count, skipped: count });

const Junit = Counts.extend({
  suites: z.number().optional(),
  maxSuiteDepth: z.number().optional(),
  casesWithMultipleFailureOrError: count,
  flakyPassed: count,
  rerunStillFailed: count,
  timeSumSeconds: count,
  timeMissing: count,
  timeUnparseable: count,
  timeNegative: count,
  duplicateIds: count,
  emptyNames: count,
  suiteLevel: z.record(z.string(), z.number()).default({}),
  declaredMatchesTests: z.boolean().optional(),
  declaredRoot: z.record(z.string(), z.string()).default({}),
  declaredTopSuitesSum: z.record(z.string(), z.number()).default({}),
  failing: z
    .array(
      z.object({
        classname: z.string(),
        name: z.string(),
        kind: z.string(),
        type: z.string().nullable(),
        message: z.string().nullable(),
      }),
    )
    .optional(),
});

const countsOf = ({ tests, passed, failed, errored, skipped }: z.infer<typeof Counts>) => ({
  tests,
  passed,
  failed,
  errored,
  skipped,
});

const summaryOf = ({ file }: Answer) => TestFileSummary.parse(file.content?.facts);

/** Facts of a JUnit report. */
export function compareJunit(known: Record<string, unknown>, answer: Answer): FactsOf {
  const told = summaryOf(answer);
  const recovered = known['recoveredByLibxml2'];
  if (isRecovered(recovered)) {
    const { tests, passed, failure: failed, error: errored, skipped } = recovered;
    const warned = answer.file.warnings.some(({ code }) => code === 'control_characters');
    const facts = [
      { fact: 'counts', known: { tests, passed, failed, errored, skipped }, told: countsOf(told) },
      { fact: 'a warning of control characters', known: true, told: warned },
    ];
    return { facts, used: ['recoveredByLibxml2', 'xmlError'] };
  }
  const expected = Junit.parse(known);
  if (expected.suites === undefined) {
    return { facts: [{ fact: 'counts', known: countsOf(expected), told: countsOf(told) }], used: Object.keys(known) };
  }
  const { suiteLevel } = expected;
  const facts: Fact[] = [
    { fact: 'counts', known: countsOf(expected), told: countsOf(told) },
    { fact: 'suites', known: expected.suites, told: told.suites },
    { fact: 'maxSuiteDepth', known: expected.maxSuiteDepth, told: told.suite_depth },
    {
      fact: 'casesWithMultipleFailureOrError',
      known: expected.casesWithMultipleFailureOrError,
      told: told.several_failures,
    },
    { fact: 'flakyPassed', known: expected.flakyPassed, told: told.flaky },
    { fact: 'rerunStillFailed', known: expected.rerunStillFailed, told: told.rerun_failed },
    {
      fact: 'timeMissing, timeUnparseable',
      known: expected.timeMissing + expected.timeUnparseable,
      told: told.untimed,
    },
    { fact: 'timeNegative', known: expected.timeNegative, told: warningsOf(answer, 'time_negative') },
    { fact: 'duplicateIds', known: expected.duplicateIds, told: told.duplicates },
    { fact: 'emptyNames', known: expected.emptyNames, told: told.unnamed },
    {
      fact: 'suiteLevel',
      known: (suiteLevel['suite-level error'] ?? 0) + (suiteLevel['suite-level failure'] ?? 0),
      told: told.suite_failures,
    },
    ...declaredFacts(expected, answer),
    ...timeFact(expected, told.duration),
    ...failingFacts(expected, answer),
    ...attemptFact(expected, answer),
  ];
  return { facts, used: Object.keys(Junit.shape) };
}

const warningsOf = ({ file }: Answer, wanted: string) => file.warnings.find(({ code }) => code === wanted)?.count ?? 0;

/** The counters of the root, and where it has none those of its outermost suites in all. */
function declaredFacts(expected: z.infer<typeof Junit>, answer: Answer): Fact[] {
  const { declaredRoot, declaredTopSuitesSum: suites, declaredMatchesTests: matches } = expected;
  const told = summaryOf(answer).declared;
  const known = (counter: 'tests' | 'failures' | 'errors') => {
    const root = declaredRoot[counter];
    return root === undefined ? (suites[counter] ?? null) : Number(root);
  };
  return [
    { fact: 'declared tests', known: known('tests'), told: told.tests },
    { fact: 'declared failures', known: known('failures'), told: told.failures },
    { fact: 'declared errors', known: known('errors'), told: told.errors },
    ...(matches === false
      ? [{ fact: 'declaredMatchesTests', known: true, told: warningsOf(answer, 'declared_counts_differ') > 0 }]
      : []),
  ];
}

/** A negative time counts as 0 here and as what it is there, so that only files without one are compared. */
function timeFact({ timeNegative, timeSumSeconds }: z.infer<typeof Junit>, duration: number | null): Fact[] {
  const round = (seconds: number) => Math.round(seconds * 1e4) / 1e4;
  return timeNegative > 0 ? [] : [{ fact: 'timeSumSeconds', known: round(timeSumSeconds), told: round(duration ?? 0) }];
}

/** Elements of one name and other outcomes are attempts at one test; where no name comes twice a run counts elements. */
function attemptFact(expected: z.infer<typeof Junit>, { file }: Answer): Fact[] {
  if (expected.duplicateIds > 0) return [];
  const tests = file.content?.tests;
  return [{ fact: 'counts by test', known: countsOf(expected), told: tests ? countsOf(tests) : countsOf(NONE) }];
}

const NONE = { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0 };

/** Characters that the facts keep of a message. */
const MESSAGE = 150;

/** Each failing test by its class, name, kind, type of failure and the beginning of its message. */
function failingFacts({ failing }: z.infer<typeof Junit>, answer: Answer): Fact[] {
  return (failing ?? []).map(({ classname, name, kind, type, message }, i) => {
    const test = answer.failing[i];
    const bare = (text: string | null) => (text === '' ? null : text);
    const ofType = (test?.failures ?? []).filter((failure) => failure.type === bare(type));
    const inside = ofType.find((failure) => beginning(failure.message) === beginning(message)) ?? ofType[0];
    return {
      fact: `failing ${i}: ${name}`,
      known: { class: bare(classname), name, kind, type: bare(type), message: beginning(message) },
      told: {
        class: test?.class ?? null,
        name: test?.parameters == null ? (test?.name ?? null) : name,
        kind: test?.status === 'error' ? 'error' : 'failure',
        type: inside?.type ?? null,
        // A message that stands in the text alone is told as well, and is no fact there.
        message: message === null || message === '' ? null : beginning(inside?.message ?? null),
      },
    };
  });
}

const beginning = (text: string | null) =>
  text === null || text === '' ? null : text.replaceAll(/\s+/g, ' ').trim().slice(0, MESSAGE);

const ByResult = z.object({ tests: z.number(), byResult: z.record(z.string(), z.number()) });

/** What the results of TRX, xUnit and NUnit count as; the facts do not tell an error from a failure. */
const COUNTED_AS: Readonly<Record<string, 'passed' | 'broken' | 'skipped'>> = {
  Passed: 'passed',
  Pass: 'passed',
  Success: 'passed',
  Failed: 'broken',
  Fail: 'broken',
  Failure: 'broken',
  Error: 'broken',
  NotRunnable: 'broken',
  // No result that is a word: nothing says that it passed.
  '?': 'broken',
  NotExecuted: 'skipped',
  Skip: 'skipped',
  Skipped: 'skipped',
  Ignored: 'skipped',
  Inconclusive: 'skipped',
};

/** Facts of a report of .NET. */
export function compareDotnet(known: Record<string, unknown>, answer: Answer): FactsOf {
  const { tests, byResult } = ByResult.parse(known);
  const told = summaryOf(answer);
  const counts: Record<string, number> = { passed: 0, broken: 0, skipped: 0 };
  for (const [result, times] of Object.entries(byResult)) {
    const as = COUNTED_AS[result] ?? result;
    counts[as] = (counts[as] ?? 0) + times;
  }
  const facts = [
    { fact: 'tests', known: tests, told: told.tests },
    {
      fact: 'byResult',
      known: counts,
      told: { passed: told.passed, broken: told.failed + told.errored, skipped: told.skipped },
    },
  ];
  return { facts, used: ['root', 'tests', 'byResult'] };
}

const Ctrf = z.object({
  tool: z.string(),
  tests: z.number(),
  byStatus: z.record(z.string(), z.number()),
  flaky: z.number(),
  durationSumMs: z.number(),
});

/** Facts of a CTRF report. */
export function compareCtrf(known: Record<string, unknown>, answer: Answer): FactsOf {
  const { tool, tests, byStatus, flaky, durationSumMs } = Ctrf.parse(known);
  const told = summaryOf(answer);
  const { passed = 0, failed = 0, skipped = 0, pending = 0, other = 0 } = byStatus;
  const counts = { tests, passed, failed, errored: other, skipped: skipped + pending };
  const facts = [
    { fact: 'counts', known: counts, told: countsOf(told) },
    { fact: 'tool', known: tool, told: told.tool },
    { fact: 'flaky', known: flaky, told: told.flaky },
    { fact: 'durationSumMs', known: durationSumMs, told: Math.round((told.duration ?? 0) * 1000) },
  ];
  return { facts, used: [...Object.keys(Ctrf.shape), 'schemaValid'] };
}
