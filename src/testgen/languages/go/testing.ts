import { writeBody, writeCall, type Voice } from '../../body';
import type { Check, Raised, Subject } from '../../case';
import type { Call, Framework, Plan, PlannedCase } from '../../language';
import { commentText, fileOf, indent, parted } from '../../layout';
import { conditionOf, writeOperand, writeValue } from '../../source';
import { isComposite } from '../../value';
import { pascalCase, snakeCase } from '../../words';
import { go, quote, typeName } from './go';

/** A file whose name ends so is built on that system only. */
const PLATFORM =
  /^(?:aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|unix|wasip1|windows|386|amd64|arm|arm64|loong64|mips|mips64|mips64le|mipsle|ppc64|ppc64le|riscv64|s390x|wasm)$/;

/** The last part of an import path names the package, but for a major version. */
function packageOf({ module }: Subject): string {
  const parts = module.split('/').filter((part, i) => i === 0 || !/^v\d+$/.test(part));
  const name = (parts.at(-1) ?? '')
    .replace(/^go-/, '')
    .replace(/\.v\d+$/, '')
    .replaceAll(/\W/g, '');
  return /^[A-Za-z_]/.test(name) && !go.reserved.has(name) ? name : `pkg${name}`;
}

const voiceOf = (testCase: PlannedCase): Voice => ({
  construct: (subject) => {
    const args = (subject.construct ?? []).map((value) => writeOperand(value, go)).join(', ');
    return `subject := ${packageOf(subject)}.New${subject.class ?? ''}(${args})`;
  },
  bind: ({ name, type, value }) => `${name} := ${writeValue(value, go.literals, type)}`,
  act(call, subject) {
    const left = testCase.checks.length > 0 ? 'result' : '_';
    if (!call.fails) return [`${left} ${left === '_' ? '=' : ':='} ${written(call, subject)}`];
    return [
      `${left}, err := ${written(call, subject)}`,
      'if err != nil {',
      '\tt.Fatalf("got the error %v, want none", err)',
      '}',
    ];
  },
  check: checkLines,
  raise: (call, raised, subject) => [`_, err := ${written(call, subject)}`, ...raiseLines(raised, subject)],
});

function written(call: Call, subject: Subject): string {
  const place = `${packageOf(subject)}.`;
  if (subject.class === undefined) return place + writeCall(call, subject, go);
  // Without arguments to make it with, the zero value is the instance.
  return writeCall(call, { ...subject, construct: [] }, go, {
    instance: subject.construct ? 'subject.' : `new(${place}${subject.class}).`,
  });
}

function checkLines(check: Check, result: string): string[] {
  const refuted = conditionOf({ ...check, not: !check.not }, result, go);
  const search =
    check.kind === 'has_item'
      ? [
          'found := false',
          `for _, item := range ${result} {`,
          `\tfound = found || ${go.conditions.equals('item', writeOperand(check.value, go), check.value)}`,
          '}',
        ]
      : [];
  const wanted = `${check.not ? 'not ' : ''}${check.kind.replaceAll('_', ' ')}`;
  const value = wantedOf(check);
  const report =
    value === null
      ? `t.Errorf("got %#v, want it to be ${wanted}", ${result})`
      : `t.Errorf("got %#v, want: ${wanted} %#v", ${result}, ${value})`;
  const lines = [...search, `if ${refuted} {`, `\t${report}`, '}'];
  return search.length === 0 ? lines : ['{', ...indent(lines, '\t'), '}'];
}

function wantedOf(check: Check): string | null {
  if (check.kind === 'matches') return quote(check.pattern);
  if (check.kind === 'length') return String(check.equals);
  if (check.kind === 'close_to') return go.literals.float(check.value);
  return 'value' in check ? writeOperand(check.value, go) : null;
}

function raiseLines({ type, message }: Raised, subject: Subject): string[] {
  const lines = ['if err == nil {', '\tt.Fatal("got no error, want one")', '}'];
  if (type !== undefined) {
    const name = `${packageOf(subject)}.${type.replace('*', '')}`;
    if (/^Err[A-Z]/.test(type)) lines.push(`if !errors.Is(err, ${name}) {`);
    else lines.push(`var target ${type.startsWith('*') ? '*' : ''}${name}`, 'if !errors.As(err, &target) {');
    lines.push(`\tt.Errorf("got the error %v, want ${type}", err)`, '}');
  }
  if (message !== undefined) {
    lines.push(`if !strings.Contains(err.Error(), ${quote(message)}) {`);
    lines.push(`\tt.Errorf("got the error %v, want: %s", err, ${quote(message)})`, '}');
  }
  return lines;
}

function testLines(testCase: PlannedCase, plan: Plan): string[] {
  const { title, description, name, pending, table } = testCase;
  const said = [
    `// ${name}: ${commentText(title)}`,
    ...(description === null ? [] : ['//', `// About: ${commentText(description)}`]),
  ];
  const head = `func ${name}(t *testing.T) {`;
  if (pending !== null) return [...said, head, `\tt.Skip(${quote(pending)})`, '}'];
  const body = writeBody(testCase, plan.subject, voiceOf(testCase));
  if (!table) return [...said, head, ...indent(body, '\t'), '}'];
  const longest = Math.max(...table.columns.map((column) => column.name.length));
  const fields = table.columns.map((column) => `\t${column.name.padEnd(longest)} ${typeName(column.type)}`);
  const rows = table.rows.map((row) => {
    const values = row.map((value, i) => writeValue(value, go.literals, table.columns[i]?.type));
    return `\t{${values.join(', ')}},`;
  });
  const names = table.columns.map((column) => column.name);
  return [
    ...said,
    head,
    ...indent(['rows := []struct {', ...fields, '}{', ...rows, '}', 'for index, row := range rows {'], '\t'),
    ...indent(['t.Run(fmt.Sprintf("row %d", index), func(t *testing.T) {'], '\t\t'),
    ...indent([`${names.join(', ')} := ${names.map((column) => `row.${column}`).join(', ')}`, '', ...body], '\t\t\t'),
    ...['\t\t})', '\t}', '}'],
  ];
}

/** What the file uses, and no more: Go refuses an import that nothing uses. */
function importLines(plan: Plan): string[] {
  const running = plan.cases.filter(({ pending }) => pending === null);
  const checks = running.flatMap((testCase) => testCase.checks);
  const raised = running.flatMap((testCase) => testCase.raised ?? []);
  const asks = (...kinds: Check['kind'][]) => checks.some(({ kind }) => kinds.includes(kind));
  const comparesDeeply = checks.some(
    (check) => (check.kind === 'equals' || check.kind === 'has_item') && isComposite(check.value),
  );
  const standard = [
    ...(raised.some(({ type }) => type !== undefined) ? ['errors'] : []),
    ...(running.some(({ table }) => table) ? ['fmt'] : []),
    ...(asks('close_to') || running.some(hasNegativeZero) ? ['math'] : []),
    ...(comparesDeeply ? ['reflect'] : []),
    ...(asks('matches') ? ['regexp'] : []),
    ...(asks('contains', 'starts_with', 'ends_with') || raised.some(({ message }) => message !== undefined)
      ? ['strings']
      : []),
    'testing',
    ...(checks.some((check) => check.kind === 'length' && check.of === 'text') ? ['unicode/utf8'] : []),
  ];
  const { module } = plan.subject;
  const name = packageOf(plan.subject);
  const own = module.split('/').at(-1) === name ? `"${module}"` : `${name} "${module}"`;
  const lines = standard.map((path) => `"${path}"`);
  return ['import (', ...indent(parted(lines, running.length === 0 ? [] : [own]), '\t'), ')'];
}

/** -0 is written with `math`. */
function hasNegativeZero({ arrange, call, checks, table }: PlannedCase): boolean {
  const values = [
    ...arrange.map(({ value }) => value),
    ...call.args,
    ...checks.flatMap((check) => ('value' in check && typeof check.value === 'object' ? [check.value] : [])),
    ...(table?.rows.flat() ?? []),
  ];
  return values.some((value) =>
    writeOperand(value, go)
      .replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
      .includes('math.Copysign('),
  );
}

export const goTesting: Framework = {
  language: go,
  name: 'testing',
  // Tests of several files share one package.
  testName: (words, subject) => `Test${pascalCase(subject)}_${pascalCase(words)}`,
  className: pascalCase,
  folder: () => '',
  fileName: (words) => `${snakeCase(words)}${PLATFORM.test(words.at(-1) ?? '') ? '_case' : ''}_test.go`,
  discovery: 'go test takes *_test.go in the folder of the package, and functions Test*',
  write: (plan) =>
    fileOf(
      parted(
        ['// Written by Assay from test cases of no language.', '', `package ${packageOf(plan.subject)}_test`],
        importLines(plan),
        ...plan.cases.map((testCase) => testLines(testCase, plan)),
      ),
    ),
};
