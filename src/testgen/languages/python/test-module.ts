import { writeCall } from '../../body';
import type { Check, Subject } from '../../case';
import type { Call, Plan, PlannedCase } from '../../language';
import { commentText } from '../../layout';
import { writeOperand, writeValue } from '../../source';
import { python, quote } from './python';

/** The builtin errors that Python programs raise; any other type is imported from where the subject is. */
const BUILTIN_ERRORS = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BufferError ConnectionError EOFError Exception FileExistsError
  FileNotFoundError FloatingPointError IOError ImportError IndexError InterruptedError IsADirectoryError KeyError
  KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError
  OverflowError PermissionError ProcessLookupError RecursionError ReferenceError RuntimeError StopIteration SyntaxError
  SystemError SystemExit TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
  ValueError ZeroDivisionError`.split(/\s+/),
);

/** The head of a test module: what its tests use, and no more. */
export function importLines(plan: Plan, framework: string): string[] {
  const running = plan.cases.filter(({ pending }) => pending === null);
  const checks = running.flatMap((testCase) => testCase.checks);
  const errors = running.flatMap(({ raised }) => (raised?.type === undefined ? [] : [raised.type]));
  const dotted = errors.filter((type) => type.includes('.')).map((type) => type.slice(0, type.lastIndexOf('.')));
  const own = errors.filter((type) => !type.includes('.') && !BUILTIN_ERRORS.has(type));
  const callees = plan.subject.class === undefined ? plan.functions : [plan.subject.class];
  const standard = [
    ...(running.some(({ call }) => call.awaits) ? ['asyncio'] : []),
    ...(checks.some((check) => check.kind === 'is_json' || ('at' in check && check.at !== undefined)) ? ['json'] : []),
    ...(checks.some(({ kind }) => kind === 'matches') || needsRegex(running, framework) ? ['re'] : []),
    ...(framework === 'unittest' ? ['unittest'] : []),
  ];
  const modules = [...new Set([...standard, ...dotted])].sort().map((name) => `import ${name}`);
  const usesPytest = plan.cases.some(
    ({ pending, table, raised }) => pending !== null || table !== null || raised !== null,
  );
  return [
    '"""Written by Assay from test cases of no language."""',
    '',
    ...modules,
    ...(framework === 'pytest' && usesPytest ? ['', 'import pytest'] : []),
    ...(running.length === 0
      ? []
      : ['', `from ${plan.subject.module} import ${[...new Set([...callees, ...own])].join(', ')}`]),
  ];
}

const needsRegex = (cases: readonly PlannedCase[], framework: string) =>
  framework === 'pytest' && cases.some(({ raised }) => raised?.message !== undefined);

/** The test's title and description, as its docstring. */
export function docstring({ title, description }: PlannedCase): string {
  const plain = commentText(description === null ? title : `${title}: ${description}`);
  return `"""${plain.replaceAll('"', "'")}"""`;
}

export const bind = ({ name, value }: PlannedCase['arrange'][number]) =>
  `${name} = ${writeValue(value, python.literals)}`;

export const construct = ({ class: holder = '', construct: args = [] }: Subject) =>
  `subject = ${holder}(${args.map((value) => writeOperand(value, python)).join(', ')})`;

/** `asyncio.run` needs no plugin, and the test stays a plain function. */
export function called(call: Call, subject: Subject): string {
  const plain = writeCall(call, subject, python);
  return call.awaits ? `asyncio.run(${plain})` : plain;
}

/** A text that is no JSON raises ValueError by itself, which fails the test with its reason. */
export const jsonCheck = (check: Check, actual: string) =>
  check.kind === 'is_json' && !check.not ? [`json.loads(${actual})`] : null;

export { quote };
