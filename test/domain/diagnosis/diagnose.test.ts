import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/domain/diagnosis/diagnose';
import { CATEGORIES, Diagnosis, type DiagnosisCategory } from '../../../src/domain/diagnosis/diagnosis';
import type { FailureFacts } from '../../../src/domain/diagnosis/facts';

const facts = (known: Partial<FailureFacts>): FailureFacts => ({
  name: 'a test',
  suite: 'a suite',
  file: null,
  status: 'failed',
  message: null,
  type: null,
  stack: null,
  stdout: null,
  stderr: null,
  ...known,
});

const ofMessage = (message: string) => diagnose(facts({ message })).category;

describe('what the original took for something else:', () => {
  test.each<[string, DiagnosisCategory]>([
    ['assert total == 4013', 'assertion'],
    ['waiting for networkidle', 'timeout'],
    ['AssertionError: nullable field wrong', 'assertion'],
    ['expected timeout setting to equal 30', 'assertion'],
    ['expected 200 but got 404', 'assertion'],
    ["TypeError: Cannot read properties of undefined (reading 'id')", 'crash'],
    ['Cannot read properties of undefined', 'crash'],
    ['stale element reference: stale element (element not found)', 'flaky'],
    ['expect(received).toBe(expected) // Object.is equality', 'assertion'],
    ['read ECONNRESET', 'connection'],
    ['getaddrinfo ENOTFOUND api.internal', 'connection'],
    ["SyntaxError: Unexpected token '}'", 'syntax'],
    ["ModuleNotFoundError: No module named 'orders'", 'environment'],
    ['MemoryError', 'resource'],
    ['Snapshot `totals 1` mismatched', 'snapshot'],
    ["thread 'main' panicked at src/lib.rs:7:5:\ncalled `Option::unwrap()` on a `None` value", 'crash'],
  ])('%s', (message, category) => {
    expect(ofMessage(message)).toBe(category);
  });
});

describe('what runners of many languages say', () => {
  test.each<[string, DiagnosisCategory]>([
    // Python
    ["KeyError: 'customer'", 'data'],
    ['TimeoutError: the reply took 31 s', 'timeout'],
    ['requests.exceptions.ConnectionError: HTTPSConnectionPool(host=x): Max retries', 'connection'],
    ['requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: http://a/b', 'auth'],
    ["AttributeError: 'NoneType' object has no attribute 'total'", 'crash'],
    ['json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)', 'data'],
    ["E       fixture 'database' not found", 'environment'],
    ['IndentationError: unexpected indent (orders.py, line 3)', 'syntax'],
    ["PermissionError: [Errno 13] Permission denied: '/srv/out'", 'environment'],
    ['psycopg.OperationalError: connection refused by the server', 'connection'],
    ['sqlalchemy.exc.OperationalError: no such table: orders', 'data'],
    ['AssertionError: HTTP 401 Unauthorized: token expired\nassert 1 >= 3', 'auth'],
    ["assert 'Order' in 'forbidden: timeout'", 'assertion'],
    ['subprocess.TimeoutExpired: Command x timed out after 30 seconds', 'timeout'],
    ['RecursionError: maximum recursion depth exceeded', 'crash'],
    // JavaScript and TypeScript
    ['Error: Request failed with status code 401', 'auth'],
    ['AxiosError: Request failed with status code 404', 'data'],
    ['SyntaxError: Unexpected token < in JSON at position 0', 'data'],
    ["Error: Cannot find module 'left-pad'", 'environment'],
    ['TypeError: fetch failed', 'connection'],
    ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'connection'],
    ['Exceeded timeout of 5000 ms for a test.', 'timeout'],
    ['Timeout of 2000ms exceeded. For async tests and hooks, ensure "done()" is called', 'timeout'],
    ['page.click: Timeout 30000ms exceeded while waiting for networkidle', 'timeout'],
    ['Timed out 5000ms waiting for expect(locator).toHaveText(expected)', 'assertion'],
    ['Error: expect(page).toHaveScreenshot(expected) failed', 'snapshot'],
    ['ReferenceError: cart is not defined', 'crash'],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'resource'],
    ['Error: listen EADDRINUSE: address already in use :::3000', 'environment'],
    ["src/cart.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.", 'syntax'],
    ["browserType.launch: Executable doesn't exist at /cache/chromium", 'environment'],
    ['net::ERR_CONNECTION_REFUSED at http://localhost:3000', 'connection'],
    ['Error: expected 200 "OK", got 403 "Forbidden"', 'assertion'],
    ['expected undefined to be defined', 'assertion'],
    // Java and Kotlin
    ['java.net.SocketTimeoutException: Read timed out', 'timeout'],
    ['java.net.ConnectException: Connection refused', 'connection'],
    ['java.lang.NullPointerException: Cannot invoke "a.B.c()" because "b" is null', 'crash'],
    ['java.lang.OutOfMemoryError: Java heap space', 'resource'],
    ['org.opentest4j.AssertionFailedError: expected: <200> but was: <404>', 'assertion'],
    ['java.lang.AssertionError: Status expected:<200> but was:<401>', 'assertion'],
    ['org.openqa.selenium.StaleElementReferenceException: stale element reference', 'flaky'],
    ['java.lang.NoClassDefFoundError: org/x/Y', 'environment'],
    ['org.springframework.security.access.AccessDeniedException: Access is denied', 'auth'],
    ['org.awaitility.core.ConditionTimeoutException: Condition was not fulfilled within 10 seconds', 'timeout'],
    ['src/test/java/CartTest.java:12: error: cannot find symbol', 'syntax'],
    ['io.kotest.assertions.AssertionFailedError: expected:<2> but was:<1>', 'assertion'],
    ['kotlin.UninitializedPropertyAccessException: lateinit property cart has not been initialized', 'crash'],
    // Go
    ['panic: test timed out after 10m0s', 'timeout'],
    ['panic: runtime error: invalid memory address or nil pointer dereference', 'crash'],
    ['    cart_test.go:31: got 3, want 4', 'assertion'],
    ['    cart_test.go:31: dial tcp 127.0.0.1:6379: connect: connection refused', 'connection'],
    ['    cart_test.go:31: context deadline exceeded', 'timeout'],
    ['    cart_test.go:40: the cart is empty', 'assertion'],
    ['cart_test.go:9:2: undefined: newCart', 'syntax'],
    ['testing.go:1399: race detected during execution of test', 'flaky'],
    ['rpc error: code = PermissionDenied desc = no', 'auth'],
    ['open /etc/cart/key.pem: permission denied', 'environment'],
    ['    Error: Not equal: \n expected: "timeout"\n actual  : "forbidden"', 'assertion'],
    // Rust
    ["thread 'adds' panicked at src/lib.rs:7:5:\nassertion `left == right` failed\n  left: 2\n right: 3", 'assertion'],
    ['error[E0308]: mismatched types', 'syntax'],
    [
      'called `Result::unwrap()` on an `Err` value: Os { code: 111, kind: ConnectionRefused, message: "no" }',
      'connection',
    ],
    ["thread 'm' panicked at src/lib.rs:3:1:\nindex out of bounds: the len is 3 but the index is 7", 'crash'],
    ["snapshot assertion for 'cart' failed in line 12", 'snapshot'],
    // C#
    ['System.NullReferenceException : Object reference not set to an instance of an object.', 'crash'],
    ['Assert.Equal() Failure: Values differ\nExpected: 1\nActual:   2', 'assertion'],
    ['System.TimeoutException : The operation has timed out.', 'timeout'],
    ['Expected cart.Total to be 5, but found 4.', 'assertion'],
    ['System.IO.FileNotFoundException : Could not load file or assembly X', 'environment'],
    ['Cart.cs(4,5): error CS1002: ; expected', 'syntax'],
    [
      'System.Net.Http.HttpRequestException : Response status code does not indicate success: 503 (Service Unavailable).',
      'connection',
    ],
    // Ruby
    ["NoMethodError: undefined method 'total' for nil", 'crash'],
    ['Net::ReadTimeout: Net::ReadTimeout with #<TCPSocket:(closed)>', 'timeout'],
    ['Timeout::Error: execution expired', 'timeout'],
    ['expected: 3\n     got: 4\n\n(compared using ==)', 'assertion'],
    ["ActiveRecord::RecordNotFound: Couldn't find Order with id 7", 'data'],
    ['LoadError: cannot load such file -- cart', 'environment'],
    ['Errno::ECONNREFUSED: Connection refused - connect(2)', 'connection'],
    // PHP
    ['Failed asserting that 1 matches expected 2.', 'assertion'],
    ['PHP Parse error:  syntax error, unexpected token "}"', 'syntax'],
    ['SQLSTATE[HY000] [2002] Connection refused', 'connection'],
    ['Error: Call to a member function total() on null', 'crash'],
    ['Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) - out of memory', 'resource'],
    ['SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry, unique constraint orders_pk', 'data'],
    // C++ and Swift
    ['cart.cc:12\nExpected equality of these values:\n  3\n  total', 'assertion'],
    ['Segmentation fault (core dumped)', 'crash'],
    ['CartTests.swift:21: XCTAssertEqual failed: ("1") is not equal to ("2")', 'assertion'],
    ['Fatal error: Unexpectedly found nil while unwrapping an Optional value', 'crash'],
    ["terminate called after throwing an instance of 'std::bad_alloc'", 'resource'],
    // Shells and systems
    ['psql: command not found', 'environment'],
    ['write /tmp/x: no space left on device', 'resource'],
    ['Process exited with code 137', 'resource'],
    ['signal: segmentation fault', 'crash'],
    ['HTTP 429 from the API', 'resource'],
    ['the server responded with a status of 504', 'timeout'],
    ['`[ "$total" = 4013 ]\' failed', 'assertion'],
    // Nothing to go by
    ['something odd happened', 'unknown'],
    ['Failed', 'unknown'],
    ['', 'unknown'],
    ['exited with error code 1', 'unknown'],
    ['processed 404 rows, 401 left', 'unknown'],
  ])('%s', (message, category) => {
    expect(ofMessage(message)).toBe(category);
  });
});

describe('structured evidence comes first:', () => {
  test.each<[string, Partial<FailureFacts>, DiagnosisCategory]>([
    ['a type before the words', { type: 'java.net.ConnectException', message: 'operation timed out' }, 'connection'],
    ['a type that tells over one that does not', { type: 'Error', message: 'ECONNRESET' }, 'connection'],
    ['an exit code', { exit_code: 139, message: 'the test ended' }, 'crash'],
    ['an exit code of its own, never a plain failure', { exit_code: 1, message: 'the test ended' }, 'unknown'],
    ['a status', { http_status: 401, message: 'no' }, 'auth'],
    ['a status of a success tells nothing', { http_status: 200, message: 'no' }, 'unknown'],
    [
      'a cause beneath an assertion',
      {
        type: 'java.lang.AssertionError',
        stack: 'java.lang.AssertionError\n\tat a.B\nCaused by: java.net.ConnectException: x',
      },
      'connection',
    ],
    [
      'the deepest cause of exceptions that say nothing',
      {
        type: 'java.lang.RuntimeException',
        stack:
          'java.lang.RuntimeException: x\nCaused by: java.io.IOException: y\nCaused by: java.net.SocketTimeoutException: z',
      },
      'timeout',
    ],
    ['a passing retry of what only did not hold', { flaky: true, message: 'expected 1 to equal 2' }, 'flaky'],
    ['but not over what it ran into', { flaky: true, message: 'connect ECONNREFUSED' }, 'connection'],
    [
      'the stack where the message is empty',
      { message: 'Failed', stack: 'dial tcp: connection refused' },
      'connection',
    ],
    ['output where nothing else speaks', { message: 'Failed', stderr: 'Segmentation fault' }, 'crash'],
    ['an assertion over output', { message: 'expected 1 to equal 2', stdout: 'connection refused' }, 'assertion'],
    [
      'source code in a stack says nothing',
      { message: 'red', stack: "Error: red\n\n   12 | test('x', () => { expect(1).toBe(2) })\n    at a.js:12:1" },
      'unknown',
    ],
  ])('%s', (_, known, category) => {
    expect(diagnose(facts(known)).category).toBe(category);
  });
});

test('confidence falls from structure over message and stack to output, and is 0 without evidence', () => {
  const confidence = (known: Partial<FailureFacts>) => diagnose(facts(known)).confidence;
  const found = [
    confidence({ type: 'java.net.ConnectException' }),
    confidence({ message: 'connection refused' }),
    confidence({ stack: 'connection refused' }),
    confidence({ stdout: 'connection refused' }),
    confidence({ message: 'odd' }),
  ];
  expect(found).toEqual([...found].sort((a, b) => b - a));
  expect(new Set(found).size).toBe(found.length);
  expect(found.at(-1)).toBe(0);
});

test('a second text that says the same makes surer', () => {
  const alone = diagnose(facts({ type: 'ConnectException' }));
  const both = diagnose(facts({ type: 'ConnectException', message: 'connection refused' }));
  expect(both.confidence).toBeGreaterThan(alone.confidence);
  expect(both.evidence.map(({ where }) => where)).toEqual(['type', 'message']);
});

test('evidence is quoted from the text, bounded and without colours', () => {
  const long = `\u001b[31mError\u001b[0m: connect ECONNREFUSED 127.0.0.1:5432 ${'x'.repeat(5000)}`;
  const { evidence, root_cause } = diagnose(facts({ message: `first line\n${long}` }));
  expect(evidence[0]?.where).toBe('message');
  expect(evidence[0]?.quote).toMatch(/^Error: connect ECONNREFUSED 127\.0\.0\.1:5432 x+…$/);
  expect(root_cause).toBe('A service could not be reached: first line');
});

test('the same facts give the same diagnosis, of the shape that is promised', () => {
  const known = facts({ message: 'expected 1 to equal 2', stack: 'at a.js:1:1', stdout: 'x', stderr: 'y' });
  expect(diagnose(known)).toEqual(diagnose(known));
  expect(Diagnosis.parse(diagnose(known))).toEqual(diagnose(known));
  expect(CATEGORIES).toContain(diagnose(known).category);
});
