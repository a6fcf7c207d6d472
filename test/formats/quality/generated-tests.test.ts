import { expect, test } from 'vitest';
import { generatedTestsFromFiles, readGeneratedTests } from '../../../src/formats/quality/generated-tests';
import { aCell } from '../../pages/sample';

const request = {
  language: 'typescript',
  subject: { name: 'cart', module: './cart' },
  cases: [
    { name: 'adds', act: { function: 'add', args: [1, 2] }, assert: [{ kind: 'equals', value: 3 }] },
    { name: 'removes', act: { function: 'remove' } },
  ],
};

test('cases of no language become source, and a case without an assertion is pending', () => {
  const payload = readGeneratedTests(request);
  if ('fault' in payload) throw new Error(JSON.stringify(payload));
  expect(payload).toMatchObject({
    schema_version: 'generated_tests@1',
    language: 'typescript',
    tests: [
      { status: 'test', assertions: 1, file: payload.files[0]?.path },
      { status: 'pending', reason: expect.any(String) },
    ],
  });
  expect(payload.files[0]?.content).toContain('expect(');
});

test('a pair that is not supported and a malformed case are told with pointers', () => {
  expect(readGeneratedTests({ ...request, framework: 'pytest' })).toMatchObject({ fault: 'validation_failed' });
  expect(readGeneratedTests({ ...request, cases: [{ name: 'adds' }] })).toMatchObject({
    errors: [{ pointer: '/cases/0/act' }],
  });
  expect(readGeneratedTests('x')).toMatchObject({ fault: 'validation_failed' });
});

const finished = (tests: Record<string, unknown>[]) => ({ language: 'go', framework: 'testing', tests });

test('finished tests keep their source, and one that asserts nothing is pending', () => {
  const code = 'package cart\n';
  const payload = readGeneratedTests(
    finished([
      { name: 'TestAdd', file: 'cart_test.go', test_code: code, assertions: 2, source_file: 'cart.go' },
      { name: 'TestNothing', file: 'cart_test.go', assertions: 0 },
    ]),
  );
  expect(payload).toMatchObject({
    files: [{ path: 'cart_test.go', content: code }],
    tests: [{ status: 'test' }, { status: 'pending', reason: 'It asserts nothing' }],
  });
});

test('two sources of one file are refused: neither may take the place of the other', () => {
  const tests = ['a', 'b'].map((code) => ({ name: code, file: 'cart_test.go', test_code: code }));
  expect(readGeneratedTests(finished(tests))).toMatchObject({ errors: [{ pointer: '/tests/1/test_code' }] });
});

test('a test without source, or of a file that would leave the folder, is refused', () => {
  expect(readGeneratedTests(finished([{ name: 'a', file: 'a_test.go' }]))).toMatchObject({
    fault: 'validation_failed',
  });
  const escaping = [{ name: 'a', file: '../a_test.go', test_code: '' }];
  expect(readGeneratedTests(finished(escaping))).toMatchObject({ errors: [{ code: 'unsafe_path' }] });
});

test('a payload that was written is read back as it was', () => {
  const payload = readGeneratedTests(request);
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  expect(generatedTestsFromFiles([{ name: 'manifest.json', bytes }])).toEqual(payload);
});

test('what is wrong in a file is told with its place', () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ ...request, language: 'cobol' }));
  expect(generatedTestsFromFiles([{ name: 'cases.json', bytes }])).toMatchObject({
    fault: 'invalid',
    detail: expect.stringContaining('/language'),
  });
});

const failed = aCell({
  case_id: 'refund',
  passed: false,
  grades: [
    {
      id: 'e0',
      path: 'output.text',
      op: 'contains',
      not: false,
      expected: 'refund',
      actual: 'no',
      passed: false,
      reason: 'contains_mismatch',
    },
  ],
});
const failedCase = {
  id: 'refund',
  name: 'asks for a refund',
  input: 'I want "${money}" back',
  expected_behavior: null,
  rubric_focus: [],
  category: 'general',
  expectations: [{ id: 'e0', path: 'output.text', op: 'contains', expected: 'refund', not: false }],
};
const regressions = (changes: object = {}) => ({
  language: 'python',
  subject: { name: 'agent', module: 'agent' },
  regressions: [{ case: failedCase, cell: failed, ...changes }],
});

test('a case of an agent that failed becomes a test that sends its input and asserts what did not hold', () => {
  const payload = readGeneratedTests(regressions());
  if ('fault' in payload) throw new Error(JSON.stringify(payload));
  expect(payload.tests).toMatchObject([{ status: 'test', assertions: 1 }]);
  const source = payload.files.map(({ content }) => content).join('\n');
  expect(source).toContain('refund');
  expect(source).toContain('${money}');
});

test('a case that passed, or the cell of another case, is no regression and is refused where it stands', () => {
  for (const cell of [
    { ...failed, passed: true },
    { ...failed, case_id: 'other' },
  ]) {
    const refused = readGeneratedTests(regressions({ cell }));
    expect(refused).toMatchObject({ errors: [{ pointer: expect.stringMatching(/^\/regressions\/0\/cell\//) }] });
  }
});
