import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEAD_BYTES, recogniseFormat } from '../../src/formats/recognise';

const DATA = join(import.meta.dirname, '../../../shared/data/ci');
const present = existsSync(DATA);
const bytes = (text: string) => new TextEncoder().encode(text);
const recognise = (text: string) => recogniseFormat(bytes(text));
const codeOf = (found: ReturnType<typeof recogniseFormat>) => (typeof found === 'string' ? found : found.fault);

function inUtf16(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
  const units = [...(mark ? '\ufeff' : ''), ...text].map((unit) => unit.charCodeAt(0));
  return new Uint8Array(units.flatMap((unit) => (order === 'le' ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])));
}

/** Real files that are not of the format they are filed under, and what they are instead. */
const MISFILED: Record<string, string> = {
  'ctrf/ctrf-normative-suite-test-vectors__ctrf.test.json': 'unrecognised',
  'junit/not-junit__non-junit.xml': 'unrecognised',
  'junit/xxe-probe__testXxe-xxe.xml': 'entities',
};
const FILED: Record<string, string> = { 'junit-history': 'junit', schema: 'unrecognised' };

/** Every file but the schemas' DTD, which has declarations and no element at all. */
function listFiles(): { path: string; format: string }[] {
  const lines = readFileSync(join(DATA, 'MANIFEST.tsv'), 'utf8').split('\n').slice(1);
  const files = lines.map((line) => line.split('\t')).map(([path = '', format = '']) => ({ path, format }));
  return files.filter(({ path, format }) => path !== '' && format !== 'openapi-pair' && !path.endsWith('.dtd'));
}

describe.skipIf(!present)('real files, skipped where the folder shared/data/ci is absent', () => {
  test('every file is recognised as what it is, by its first 64 KiB alone', () => {
    const files = listFiles();
    const found = files.map(({ path }) => {
      return [path, codeOf(recogniseFormat(readFileSync(join(DATA, path)).subarray(0, HEAD_BYTES)))];
    });
    expect(found).toEqual(files.map(({ path, format }) => [path, MISFILED[path] ?? FILED[format] ?? format]));
    expect(files.length).toBeGreaterThan(300);
  });

  test('a description of an API is no report', () => {
    const files = readdirSync(join(DATA, 'openapi'), { recursive: true, withFileTypes: true });
    const found = files
      .filter((file) => file.isFile())
      .map((file) => codeOf(recogniseFormat(readFileSync(join(file.parentPath, file.name)).subarray(0, HEAD_BYTES))));
    expect(found.length).toBeGreaterThan(0);
    expect([...new Set(found)]).toEqual(['unrecognised']);
  });
});

test.each([
  ['<testsuites/>', 'junit'],
  ['<testsuite name="a">', 'junit'],
  ['<testcase name="a"/>', 'junit'],
  ['<TestRun id="1" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">', 'trx'],
  ['<assemblies>', 'xunit'],
  ['<assembly name="a.dll" total="1">', 'xunit'],
  ['<test-run id="0">', 'nunit'],
  ['<test-results name="a.dll">', 'nunit'],
  ['<coverage line-rate="1"/>', 'cobertura'],
  ['<coverage version="5"><sources>', 'cobertura'],
  ['<j:testsuites xmlns:j="urn:j">', 'junit'],
  ['{"runs":[]}', 'sarif'],
  ['{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0"', 'sarif'],
  ['{"reportFormat":"CTRF","results":{', 'ctrf'],
  ['{"results":{"summary":{"tests":1},"tests":[]}}', 'ctrf'],
  ['TN:\nSF:a.c\n', 'lcov'],
  ['# a comment\n\nTN:\n', 'lcov'],
  ['SF:a.c\r\nDA:1,1\r\n', 'lcov'],
  ['end_of_record\n', 'lcov'],
])('%s is %s', (head, format) => {
  expect(recognise(head)).toBe(format);
});

test.each([
  ['<?xml version="1.0"?>\n<!-- <coverage> -->\n<!DOCTYPE testsuites SYSTEM "a>b.dtd">\n<testsuites>'],
  ['<?xml version="1.0"?><?xml-stylesheet href="<assembly>"?>\n\n <testsuites\n name=">">'],
  ['\ufeff<?xml version="1.0"?>\r\n<testsuites>'],
])('what stands before the root element does not matter: %j', (head) => {
  expect(recognise(head)).toBe('junit');
  expect(recogniseFormat(inUtf16(head.replace('\ufeff', ''), 'le', true))).toBe('junit');
  expect(recogniseFormat(inUtf16(head.replace('\ufeff', ''), 'be', true))).toBe('junit');
  expect(recogniseFormat(inUtf16(head.replace('\ufeff', ''), 'le', false))).toBe('junit');
  expect(recogniseFormat(inUtf16(head.replace('\ufeff', ''), 'be', false))).toBe('junit');
});

test.each([
  ['<report name="a"><sessioninfo/>', 'JaCoCo'],
  ['<coverage generated="1" clover="3.2.0"><project>', 'Clover'],
  ['<coverage version="1"><file path="a.c">', 'SonarQube'],
  ['<failsafe-summary result="0">', 'Failsafe'],
  ['<checkstyle version="8"/>', 'Checkstyle'],
  ['<pmd version="6">', 'PMD'],
  ['<!DOCTYPE html>\n<html lang="en">', 'HTML'],
  ['<html>', 'HTML'],
  ['<assembly xmlns="urn:schemas-microsoft-com:asm.v1">', 'manifest'],
  ['{"numTotalTests":1,"testResults":[]}', 'Jest'],
  ['[{"filePath":"/a.js","messages":[{"ruleId":"x"}]}]', 'ESLint'],
  ['{"/a.js":{"path":"/a.js","statementMap":{', 'Istanbul'],
  ['{"Time":"2026-01-01T00:00:00Z","Action":"run","Package":"a"}\n{"Action":"pass"}', 'go test'],
  ['{"$schema":"https://example.org/sarif-external-property-file-schema-2.1.0.json"}', 'external property file'],
  ['mode: set\na.go:1.1,2.2 1 1\n', 'Go'],
  ['TAP version 14\n1..2\n', 'TAP'],
])('%s is refused by the name of what it looks like', (head, name) => {
  const found = recognise(head);
  expect(found).toMatchObject({ fault: 'unrecognised' });
  expect(found).toHaveProperty('detail', expect.stringContaining(name));
});

test.each([
  ['zip', [0x50, 0x4b, 3, 4]],
  ['gzip', [0x1f, 0x8b, 8]],
  ['zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['bzip2', [...bytes('BZh9')]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['tar', [...bytes(`report.xml${'\0'.repeat(247)}ustar`)]],
])('an archive is refused by its kind: %s', (name, head) => {
  const found = recogniseFormat(new Uint8Array(head));
  expect(found).toMatchObject({ fault: 'archive' });
  expect(found).toHaveProperty('detail', expect.stringContaining(name));
});

test('nothing and nothing but white space are empty, a prolog alone is truncated', () => {
  expect(recognise('')).toMatchObject({ fault: 'empty' });
  expect(recognise(' \r\n\t')).toMatchObject({ fault: 'empty' });
  expect(recognise('\ufeff')).toMatchObject({ fault: 'empty' });
  expect(recognise('<?xml version="1.0"?>\n<!-- so far')).toMatchObject({ fault: 'truncated' });
  expect(recognise('<?xml version="1.0"?>\n<testsu')).toMatchObject({ fault: 'truncated' });
  expect(recognise(`<!--${' '.repeat(HEAD_BYTES)}`)).toMatchObject({ fault: 'unrecognised' });
});

test('what a tool printed before its report is refused, not guessed at', () => {
  const printed = 'Running 3 tests\n<?xml version="1.0"?>\n<testsuites/>';
  expect(recognise(printed)).toMatchObject({ fault: 'not_well_formed', offset: 0 });
});

test('a DOCTYPE that declares things is refused before anything is expanded', () => {
  const bomb = '<!DOCTYPE testsuites [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuites>&b;</testsuites>';
  expect(recognise(bomb)).toMatchObject({ fault: 'entities' });
});

test.each([
  ['quotes that never close', '{"a":"'.padEnd(HEAD_BYTES, '\\"')],
  ['lists within lists', '['.repeat(HEAD_BYTES)],
  ['keys within keys', '{"a":'.repeat(HEAD_BYTES / 5)],
  ['an attribute that never closes', `<testsuites a="${"'".repeat(HEAD_BYTES)}`],
  ['attributes without values', `<x ${'a '.repeat(HEAD_BYTES / 2)}`],
  ['comments that never close', '<!--'.repeat(HEAD_BYTES / 4)],
  ['instructions', '<??>'.repeat(HEAD_BYTES / 4)],
  ['blanks before nothing', `#${' '.repeat(HEAD_BYTES - 2)}x`],
  ['lines of blanks', ` \n`.repeat(HEAD_BYTES / 2)],
])('a hostile head is judged like any other: %s', (_, head) => {
  expect(() => recognise(head.slice(0, HEAD_BYTES))).not.toThrow();
});

test('any bytes are judged, and a fault never stands without a reason', () => {
  const openings = fc.constantFrom('', '<', '<?xml', '<!DOCTYPE', '{', '[', 'TN:', '\ufeff<');
  fc.assert(
    fc.property(openings, fc.uint8Array({ maxLength: 200 }), (opening, rest) => {
      const found = recogniseFormat(new Uint8Array([...bytes(opening), ...rest]));
      expect(typeof found === 'string' || found.detail.length > 0).toBe(true);
    }),
  );
});
