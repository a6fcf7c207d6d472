/** The end of a file's name with a line, as any of the languages writes one in a frame. */
const LOCATION =
  /\.(?:py|jsx?|tsx?|mjs|cjs|mts|java|kts?|scala|groovy|go|rs|cs|fs|vb|rb|php|swift|cc?|cpp|cxx|hpp?|dart|lua|exs?|pl|pm|m)(?=["']?(?::|, line |:line |\()\d{1,7})/;
/** What may stand before that end. */
const PATH = /[\w@./\\$-]{1,200}$/;

/** What Python says after the line, and what the others say before the file. */
const PYTHON_FUNCTION = /, in ([\w<>.]{1,100})$/;
const CALLED = /\bat (?:async )?([\w$.<>]{1,160}) ?\(/;

/** Where code lies that is not the project's own. */
const FOREIGN =
  /node_modules|site-packages|dist-packages|\/usr\/lib\/|\/rustc\/|\.cargo\/registry|\/pkg\/mod\/|\/vendor\/|\/gems\/|\bnode:|\binternal\/|\bat (?:java|javax|jdk|sun|kotlin|kotlinx|scala|groovy|org\.junit|junit|org\.opentest4j|org\.hamcrest|org\.assertj|org\.mockito|org\.gradle|org\.apache|org\.testng|org\.springframework|android|androidx|dalvik|System|Microsoft|Xunit|NUnit)\./;

/** Where tests lie: their frames tell which test failed, not what failed. */
const OF_TESTS =
  /(?:^|[/\\])(?:tests?|specs?|__tests__|features|e2e)[/\\]|(?:^|[/\\])(?:test_|conftest)[^/\\]{0,120}$|(?:[._-](?:test|spec|tests)|Tests?|IT|Spec|TestCase)\.\w{1,6}$/;

const MOST_LINES = 120;
const LINE_LENGTH = 300;
const MOST_FRAMES = 2;

/**
 * The frames of a stack nearest to the failure that are the project's own and no test's, at most two: file and
 * function, without directories and lines, which differ from machine to machine and with every edit.
 */
export function ownFrames(stack: string): string[] {
  const frames = edgesOf(stack).flatMap((line) => {
    const file = fileIn(line);
    if (file === null || FOREIGN.test(line) || OF_TESTS.test(file)) return [];
    const called = PYTHON_FUNCTION.exec(line)?.[1] ?? CALLED.exec(line)?.[1] ?? '';
    const name = file.split(/[/\\]/).at(-1) ?? file;
    return [{ place: called === '' ? name : `${name} ${called}`, isPython: name.endsWith('.py') }];
  });
  // Python writes the call that failed last, all others first.
  const nearest = frames[0]?.isPython ? frames.toReversed() : frames;
  return [...new Set(nearest.map(({ place }) => place))].slice(0, MOST_FRAMES);
}

function fileIn(line: string): string | null {
  const end = LOCATION.exec(line);
  if (!end) return null;
  const path = PATH.exec(line.slice(Math.max(0, end.index - 200), end.index));
  return path && path[0] + end[0];
}

function edgesOf(stack: string): string[] {
  const all = stack.split('\n');
  const some = all.length <= MOST_LINES ? all : [...all.slice(0, MOST_LINES / 2), ...all.slice(-MOST_LINES / 2)];
  return some.map((line) => line.slice(0, LINE_LENGTH).trimEnd());
}
