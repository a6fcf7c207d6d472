import { CATEGORIES, type DiagnosisCategory } from './diagnosis';

/** How surely a name tells the kind of fault. `weak`: only where nothing else says more. */
export interface TypeMeaning {
  category: DiagnosisCategory;
  strength: 'known' | 'worded' | 'weak';
}

/** Names whose words mislead, or that no words would tell. Of Python, JavaScript, Java, C#, Ruby, PHP, Go and Rust. */
const KNOWN: Partial<Record<DiagnosisCategory, string>> = {
  timeout: 'TimeoutError TimeoutException SocketTimeoutException ReadTimeout TaskCanceledException Timeout::Error',
  connection:
    'ConnectException ConnectionError ConnectionRefusedError ConnectionResetError BrokenPipeError UnknownHostException NoRouteToHostException gaierror SocketException SocketError SSLError SSLHandshakeException ECONNREFUSED ECONNRESET EHOSTUNREACH HttpHostConnectException',
  auth: 'AccessDeniedException PermissionDenied NotAuthenticated UnauthorizedAccessException BadCredentialsException',
  data: 'KeyError ValueError JSONDecodeError UnicodeDecodeError UnicodeEncodeError DoesNotExist ObjectDoesNotExist MultipleObjectsReturned NoResultFound EntityNotFoundException RecordNotFound RecordInvalid NoSuchElementException NumberFormatException FormatException ParseException ParserError StopIteration KeyNotFoundException ZodError DataError DateTimeParseException XmlException JSONException',
  flaky:
    'StaleElementReferenceException StaleElementReferenceError ElementClickInterceptedException OptimisticLockException DeadlockLoserDataAccessException',
  assertion:
    'AssertionError AssertionFailedError AssertionFailure AssertionException AssertFailedException AssertionFailed ComparisonFailure ExpectationFailedException ExpectationNotMetError MultipleExpectationsNotMetError PhptAssertionFailedError AssertionFailedException EqualException TrueException FalseException ContainsException ThrowsException NotNullException NullException EmptyException SingleException InRangeException XunitException MultipleFailuresError Assertion JestAssertionError ERR_ASSERTION AssertionErrorWithFacts TestFailed ArgumentsAreDifferent WantedButNotInvoked',
  environment:
    'ModuleNotFoundError ImportError ClassNotFoundException NoClassDefFoundError LoadError FileNotFoundError FileNotFoundException PermissionError DllNotFoundException UnsupportedClassVersionError UnsatisfiedLinkError ERR_MODULE_NOT_FOUND MODULE_NOT_FOUND PackageNotFoundError SessionNotCreatedException BeanCreationException EnvironmentError FixtureLookupError NoSuchFileException NoSuchMethodError',
  syntax: 'IndentationError TabError ParseError CompilationError CompileError CompilationFailedException TSError',
  resource:
    'MemoryError OutOfMemoryError OutOfMemoryException InsufficientMemoryException NoMemoryError RateLimitError TooManyRequests ThrottlingException DiskFullException',
  snapshot: 'VerifyException ApprovalException ApprovalMismatchException',
  crash:
    'NullPointerException NullReferenceException AttributeError NameError ReferenceError UnboundLocalError NoMethodError IndexError IndexOutOfBoundsException ArrayIndexOutOfBoundsException StringIndexOutOfBoundsException IndexOutOfRangeException ZeroDivisionError DivisionByZeroError ArithmeticError ArithmeticException DivideByZeroException ClassCastException InvalidCastException RecursionError StackOverflowError SystemStackError RangeError NotImplementedError NotImplementedException UnsupportedOperationException ConcurrentModificationException ArgumentCountError ArgumentError UninitializedPropertyAccessException KotlinNullPointerException AccessViolationException',
};

/** These are raised for anything: what they say comes first, this only if it says nothing. */
const WEAK: Partial<Record<DiagnosisCategory, string>> = {
  data: 'OperationalError SQLException PDOException DatabaseError ProgrammingError IllegalArgumentException ArgumentException InvalidArgumentException IntegrityError',
  crash: 'TypeError',
  syntax: 'SyntaxError',
};

/** Say no more than that something failed. */
const EMPTY = new Set(
  'Error Exception Throwable Failure Fail Failed RuntimeError RuntimeException StandardError OSError IOError IOException ExecutionException CompletionException AggregateException AggregateError ExceptionGroup IllegalStateException InvalidOperationException LogicException ErrorException UncheckedIOException WebDriverException HTTPError HttpRequestException HttpException AxiosError NoneType Warning Info High Low Medium'.split(
    ' ',
  ),
);

const tableOf = (names: Partial<Record<DiagnosisCategory, string>>) =>
  new Map(
    CATEGORIES.flatMap((category) =>
      (names[category]?.split(' ') ?? []).map((name): [string, DiagnosisCategory] => [name, category]),
    ),
  );

const knownTypes = tableOf(KNOWN);
const weakTypes = tableOf(WEAK);

/** Words of a name, the most telling first: a `ReadTimeoutError` is a time-out whatever was read. */
const WORDS: readonly (readonly [DiagnosisCategory, RegExp])[] = [
  ['timeout', /\b(?:timeout|timed out|deadline exceeded)\b/],
  ['snapshot', /\b(?:snapshot|screenshot)\b/],
  ['assertion', /\b(?:assert|asserts|assertion|assertions|expect|expectation|expectations|comparison)\b/],
  ['resource', /\b(?:out of memory|quota|throttl(?:ed|ing)|rate limit|too many requests|no space)\b/],
  [
    'auth',
    /\b(?:unauthorized|unauthenticated|authentication|authorization|auth|forbidden|access denied|permission denied|credentials?)\b/,
  ],
  [
    'connection',
    /\b(?:connect|connection|socket|network|dns|unknown host|ssl|tls|broken pipe|unreachable|disconnected)\b/,
  ],
  ['environment', /\b(?:module not found|class not found|file not found|import)\b/],
  ['syntax', /\b(?:syntax|compile|compiler|compilation|indentation)\b/],
  [
    'data',
    /\b(?:validation|invalid|constraint|integrity|decode|decoding|decoder|serialization|deserialization|json|xml|schema|not found|missing|duplicate|malformed|parse|parsing)\b/,
  ],
  ['crash', /\b(?:null pointer|null reference|index|arithmetic|overflow|cast|panic|segmentation)\b/],
];

/** Words that end the name of an exception or of an assertion in any language. */
const ENDS_AN_ERROR =
  /(?:Error|Exception|Failure|Failed|Timeout|Fault|Interrupt|Panic|DoesNotExist|PermissionDenied|gaierror|Assertion|NotFound|ERR_[A-Z_]{3,40}|NotMet)$/;

/**
 * What the name of an exception or assertion tells, qualified as its language writes it (`java.net.ConnectException`,
 * `RSpec::Expectations::ExpectationNotMetError`, `PHPUnit\Framework\…`).
 *
 * @returns null where it only says that something failed
 */
export function meaningOf(type: string): TypeMeaning | null {
  const { last, whole } = namesOf(type);
  const known = knownTypes.get(whole) ?? knownTypes.get(last);
  if (known) return { category: known, strength: 'known' };
  const weak = weakTypes.get(last);
  if (weak) return { category: weak, strength: 'weak' };
  if (EMPTY.has(last)) return null;
  const words = wordsOf(whole);
  const [category] = WORDS.find(([, pattern]) => pattern.test(words)) ?? [];
  return category ? { category, strength: 'worded' } : null;
}

/** Whether a word at the head of a line can be the name of an exception, so that what follows is its message. */
export function isErrorName(word: string): boolean {
  const { last, whole } = namesOf(word);
  if (last === 'Warning' || last === 'Info') return false;
  return ENDS_AN_ERROR.test(last) || EMPTY.has(last) || knownTypes.has(last) || knownTypes.has(whole);
}

/** The last name and, where that says nothing alone (`Timeout::Error`, `expect.toBe`), the one before with it. */
function namesOf(type: string): { last: string; whole: string } {
  const parts = type
    .trim()
    .split(/[.:\\$/]+/)
    .filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  return { last, whole: parts.slice(-2).join('::') };
}

function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]/g, ' ')
    .toLowerCase();
}
