import type { Part } from '../../src/domain/ci-run/part';
import type { CiRun, FailingTest, FailureCluster } from '../../src/domain/ci-run/view';

/** A test that failed for the first time. */
export function aFailingTest(changes: Partial<FailingTest> = {}): FailingTest {
  return {
    test_id: 'tst_0c51aa92e1',
    suite: 'unit > cart',
    class: 'tests.test_cart.TestCart',
    name: 'test_discount_is_applied_once',
    parameters: 'code=SPRING, items=3',
    file: 'tests/test_cart.py',
    line: 42,
    status: 'failed',
    class_of_failure: 'new_failure',
    message: 'AssertionError: assert 1700 == 1900\n +  where 1700 = total(<Cart 3 items>)',
    diagnosis: 'dgn_assertion',
    ...changes,
  };
}

export function aCause(changes: Partial<FailureCluster['diagnosis']> = {}): FailureCluster {
  return {
    id: 'dgn_assertion',
    count: 7,
    tests: ['tst_0c51aa92e1', 'tst_77e0b3'],
    message: 'AssertionError: assert 1700 == 1900',
    diagnosis: {
      category: 'assertion',
      root_cause: 'The discount is taken off twice when the cart is loaded again',
      suggestion: 'Apply the discount where the total is computed, and nowhere else.',
      confidence: 0.8,
      evidence: [
        { where: 'message', quote: 'assert 1700 == 1900' },
        { where: 'stack', quote: 'tests/test_cart.py:42: in test_discount_is_applied_once' },
      ],
      source: 'model',
      patch: '--- a/shop/cart.py\n+++ b/shop/cart.py\n@@ -12 +12 @@\n-  total -= self.discount\n+  pass',
      ...changes,
    },
  };
}

export function aPart(changes: Partial<Part> = {}): Part {
  return {
    name: 'unit',
    attempt: 1,
    tool: { name: 'pytest', version: '8.3.4' },
    exit_code: 1,
    error: null,
    skipped: null,
    complete: true,
    files: 3,
    updated_at: '2026-09-14T06:34:10.000Z',
    ...changes,
  };
}

const FAILING = [
  aFailingTest(),
  aFailingTest({
    test_id: 'tst_77e0b3',
    class: null,
    name: 'checkout > pays with a stored card',
    parameters: null,
    file: 'e2e/checkout.spec.ts',
    line: null,
    status: 'error',
    message: 'connect ECONNREFUSED 127.0.0.1:5432',
    diagnosis: 'dgn_connection',
  }),
  aFailingTest({ test_id: 'tst_18', name: 'test_totals', class_of_failure: 'still_failing', diagnosis: null }),
  aFailingTest({ test_id: 'tst_19', name: 'test_clock', class_of_failure: 'known_flaky', message: null }),
  aFailingTest({ test_id: 'tst_20', name: 'test_legacy', class_of_failure: 'quarantined', file: null, line: null }),
];

/** A finished run with everything that a run can have: what the page tests vary. */
export function aCiRun(changes: Partial<CiRun> = {}): CiRun {
  return {
    schema_version: 'ci_run@1',
    id: 'run_71c09d44f5',
    kind: 'ci',
    name: 'shop',
    handle: 'pipeline 4711',
    status: 'finished',
    ended_by: 'deadline',
    verdict: 'failed',
    rules: [
      { rule: 'ended', threshold: null, actual: null, passed: false, detail: 'nobody finished the run in time' },
      { rule: 'parts', threshold: 5, actual: 2, passed: false, detail: '2 of 5 parts came' },
      { rule: 'files', threshold: 0, actual: 1, passed: false, detail: '1 files could not be read to their end' },
      { rule: 'measured', threshold: 1, actual: 1203, passed: true, detail: '1203 tests were executed' },
      { rule: 'tools', threshold: 0, actual: 1, passed: false, detail: 'e2e: the tool did not end in time' },
      { rule: 'tests', threshold: 0, actual: 219, passed: false, detail: '220 of 1215 tests fail, 1 in quarantine' },
    ],
    tests: { tests: 1215, passed: 983, failed: 215, errored: 5, skipped: 12, flaky: 61, duration: 754.25 },
    failures: { new_failure: 214, still_failing: 1, known_flaky: 1, quarantined: 1 },
    failing: FAILING,
    failing_cut: 215,
    flaky: ['tst_f1', 'tst_f2'],
    diagnoses: [
      aCause(),
      {
        ...aCause({
          category: 'connection',
          root_cause: 'The database does not answer',
          source: 'heuristic',
          patch: null,
        }),
        id: 'dgn_connection',
        count: 1,
        tests: ['tst_77e0b3'],
        message: null,
      },
    ],
    diagnosed_by: 'model',
    summary: '220 tests failed: 214 new. By category: assertion 7, connection 1.',
    findings: {
      findings: 40,
      by_level: { error: 4, warning: 30, note: 5, none: 1 },
      active_by_level: { error: 3, warning: 21, note: 5, none: 0 },
      suppressed: 11,
    },
    finding_changes: { run_id: 'run_before', new: 2, fixed: 6, unchanged: 27 },
    coverage: {
      files: 118,
      lines: { found: 20_000, hit: 16_251 },
      functions: null,
      branches: { found: 3, hit: 2 },
      mcdc: { found: 8, hit: 8 },
      declared_files: 4,
    },
    parts: [
      aPart(),
      aPart({
        name: 'e2e (shard 2)',
        attempt: 2,
        tool: { name: 'playwright', version: null },
        exit_code: null,
        error: { code: 'timed_out', detail: 'after 1800 seconds' },
        complete: false,
        files: 0,
      }),
      aPart({ name: 'behave', tool: null, exit_code: null, skipped: 'there is no folder features/', files: 0 }),
      aPart({ name: 'lint', tool: { name: 'semgrep', version: '1.90' }, exit_code: 0, complete: false, files: 1 }),
    ],
    declared_parts: 5,
    files: 4,
    not_followed: 15,
    warnings: [{ code: 'diagnosis_incomplete', detail: 'A model was asked and gave none: overloaded' }],
    triggered_by: 'push',
    tags: ['nightly'],
    source: {
      commit: '9f8e7d6c5b4a39281706f5e4d3c2b1a098765432',
      branch: 'feature/discounts',
      environment: 'staging',
      ci_provider: 'github_actions',
      build_url: 'https://ci.example/shop/builds/4711?job=2#end',
    },
    created_at: '2026-09-14T06:31:42.500Z',
    deadline_at: '2026-09-14T12:31:42.500Z',
    finished_at: '2026-09-14T12:31:42.500Z',
    duration_ms: 21_600_000,
    report_url: '/v1/runs/run_71c09d44f5/report',
    ...changes,
  };
}

/** A run that nothing was sent to yet. */
export function anOpenRun(): CiRun {
  return aCiRun({
    status: 'open',
    ended_by: null,
    verdict: null,
    rules: [],
    tests: null,
    failures: null,
    failing: [],
    failing_cut: 0,
    flaky: [],
    diagnoses: [],
    diagnosed_by: null,
    summary: null,
    findings: null,
    finding_changes: null,
    coverage: null,
    parts: [],
    declared_parts: null,
    files: 0,
    not_followed: 0,
    warnings: [],
    finished_at: null,
    duration_ms: null,
    report_url: null,
  });
}
