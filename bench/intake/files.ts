import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

export type Kind = 'junit' | 'sarif' | 'lcov';

/** Bytes of text that are put together before they are written. */
const CHUNK = 1024 * 1024;

/** Tests of a suite: one of forty fails with a stack, one of thirty is skipped, one of eight writes to stdout. */
const SUITE = 25;
/** Beyond that a file is refused. */
const MOST: Readonly<Record<Kind, number>> = { junit: 1_000_000 / SUITE, sarif: 1_000_000, lcov: 1_000_000 };

/**
 * Writes a file of about so many bytes, as a large project's tools would: tests with outputs, failures with stacks,
 * findings with snippets, source files with functions and branches. The same file for the same size.
 *
 * @returns how many tests, findings or source files are in it
 */
export async function writeFile(path: string, kind: Kind, bytes: number): Promise<number> {
  const { head, item, tail } = KINDS[kind];
  const file = createWriteStream(path);
  let written = 0;
  let items = 0;
  let chunk = head;
  while (written + chunk.length < bytes && items < MOST[kind]) {
    chunk += item(items);
    items += 1;
    if (chunk.length < CHUNK) continue;
    written += chunk.length;
    if (!file.write(chunk)) await once(file, 'drain');
    chunk = '';
  }
  file.end(chunk + tail);
  await once(file, 'close');
  return items;
}

const KINDS: Readonly<Record<Kind, { head: string; item: (i: number) => string; tail: string }>> = {
  junit: { head: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n', item: junitSuite, tail: '</testsuites>\n' },
  sarif: { head: sarifHead(), item: sarifResult, tail: ']}]}\n' },
  lcov: { head: '', item: lcovSection, tail: '' },
};

function junitSuite(i: number): string {
  const cases = Array.from({ length: SUITE }, (_, j) => junitCase(i * SUITE + j));
  const name = `com.example.shop.module${i % 97}.Suite${i}`;
  return `<testsuite name="${name}" tests="${SUITE}" timestamp="2026-01-02T03:04:05Z">\n${cases.join('')}</testsuite>\n`;
}

function junitCase(n: number): string {
  const open = `  <testcase classname="com.example.shop.Suite${Math.floor(n / SUITE)}" name="handles case ${n} &amp; tells" time="0.${String(n % 997).padStart(3, '0')}"`;
  if (n % 40 === 7)
    return `${open}><failure message="expected ${n} to equal ${n + 1}" type="AssertionError">${stack(n)}</failure></testcase>\n`;
  if (n % 30 === 11) return `${open}><skipped message="waits for ticket ${n}"/></testcase>\n`;
  if (n % 8 === 3) return `${open}><system-out><![CDATA[${log(n)}]]></system-out></testcase>\n`;
  return `${open}/>\n`;
}

const stack = (n: number) =>
  Array.from(
    { length: 24 },
    (_, i) =>
      `    at com.example.shop.module${(n + i) % 97}.Service.call${i}(Service${(n * i) % 89}.java:${(n % 400) + i})`,
  ).join('\n');

const log = (n: number) =>
  Array.from(
    { length: 30 },
    (_, i) => `2026-01-02T03:04:${10 + i}Z INFO request ${n}.${i} took ${(n * i) % 250} ms`,
  ).join('\n');

function sarifHead(): string {
  const rules = Array.from({ length: 200 }, (_, i) => ({
    id: `R${i}`,
    name: `Rule${i}`,
    shortDescription: { text: `What rule ${i} looks for` },
    helpUri: `https://example.org/rules/${i}`,
    defaultConfiguration: { level: ['error', 'warning', 'note'][i % 3] },
    properties: { tags: ['security', `external/cwe/cwe-${i}`], 'security-severity': String(i % 10) },
  }));
  const driver = JSON.stringify({ name: 'bench-lint', semanticVersion: '1.0.0', rules });
  return `{"version":"2.1.0","runs":[{"tool":{"driver":${driver}},"results":[`;
}

function sarifResult(i: number): string {
  const region = { startLine: (i % 900) + 1, startColumn: 5, endColumn: 40 };
  const location = (uri: string) => ({
    physicalLocation: {
      artifactLocation: { uri },
      region: { ...region, snippet: { text: `const value${i} = read(input);` } },
    },
  });
  const result = {
    ruleId: `R${i % 200}`,
    ruleIndex: i % 200,
    message: { text: `The value ${i} comes from outside and reaches a place where it is taken for code.` },
    locations: [location(`src/module${i % 300}/file${i % 5000}.ts`)],
    partialFingerprints: { primaryLocationLineHash: `${(i * 2654435761) % 4294967296}:1` },
    codeFlows: [
      { threadFlows: [{ locations: [0, 1, 2].map((step) => ({ location: location(`src/step${step}.ts`) })) }] },
    ],
    relatedLocations: [location(`src/module${i % 300}/input.ts`)],
  };
  return `${i === 0 ? '' : ','}${JSON.stringify(result)}\n`;
}

/** Lines of a source file, every fifth with two branches. */
const LINES = 400;

function lcovSection(i: number): string {
  const functions = Array.from({ length: 20 }, (_, f) => `FN:${f * 20 + 1},work${f}\nFNDA:${(i + f) % 5},work${f}\n`);
  const lines = Array.from({ length: LINES }, (_, l) => {
    const branches =
      l % 5 === 0 ? `BRDA:${l + 1},0,0,${(i + l) % 3}\nBRDA:${l + 1},0,1,${l % 4 === 0 ? '-' : l % 7}\n` : '';
    return `${branches}DA:${l + 1},${(i * l) % 11}\n`;
  });
  return `TN:\nSF:src/module${i % 300}/file${i}.ts\n${functions.join('')}FNF:20\n${lines.join('')}LF:${LINES}\nend_of_record\n`;
}
