import { nameArchive } from './head/archive';
import { judgeJson } from './head/json';
import { readHeadText } from './head/text';
import { judgeXml } from './head/xml';
import type { FileFault, FileFaultCode, Format } from './reading';

/** Bytes that a file is recognised by; a shorter head is the whole file. */
export const HEAD_BYTES = 64 * 1024;

/** The records of LCOV (geninfo 2.5), of which one comes first. */
const LCOV = /^(?:(?:TN|SF|VER|FN|FNL|FNA|FNDA|FNF|FNH|BRDA|BRF|BRH|MCDC|MCF|MCH|DA|LF|LH):|end_of_record\s*$)/;

/** Reports of lines that people send by mistake, by their first line. */
const LINE_REPORTS: readonly { name: string; line: RegExp }[] = [
  { name: "Go's coverage profile (gcov2lcov writes LCOV)", line: /^mode: (?:set|count|atomic)\b/ },
  { name: 'TAP (tap-junit writes JUnit)', line: /^(?:TAP version \d|1\.\.\d|(?:not )?ok \d)/ },
  { name: 'a unified diff', line: /^(?:diff --git |--- |Index: )/ },
  { name: "JaCoCo's CSV", line: /^GROUP,PACKAGE,CLASS,/ },
  { name: "gcov's text", line: /^\s*-:\s*0:Source:/ },
];

/** Markup that begins a line after other text: what a tool printed before its report. */
const LATE_XML =
  /^[ \t]*<(?:\?xml\s|testsuites?[\s>]|TestRun\s|assembl(?:y|ies)[\s>]|test-(?:run|results)\s|coverage\s)/m;

/**
 * Tells the format of a file by its content: its name plays no part.
 *
 * @param head its first 64 KiB, or all of it where it is shorter
 * @returns `archive`, `empty`, `entities` (a DOCTYPE with declarations of its own, which no format needs),
 * `truncated` (a whole file that ends before its first element), `not_well_formed` (text stands before the XML) or
 * `unrecognised`, whose detail names what it looks like where that is known
 */
export function recogniseFormat(head: Uint8Array): Format | FileFault {
  const archive = nameArchive(head);
  if (archive !== null) return refuse('archive', `it is ${archive}: send the files themselves`);
  const text = readHeadText(head);
  const start = text.search(/\S/);
  if (start < 0) return refuseBlank(head);
  switch (text[start]) {
    case '<':
      return recogniseXml(text.slice(start), head);
    case '{':
    case '[':
      return decide(judgeJson(text.slice(start)));
    default:
      return recogniseLines(text);
  }
}

function recogniseXml(text: string, head: Uint8Array): Format | FileFault {
  const kind = judgeXml(text);
  if (kind === 'subset') return refuse('entities', 'its DOCTYPE has an internal subset');
  if (kind !== 'unfinished') return decide(kind);
  if (head.length < HEAD_BYTES) return refuse('truncated', 'it ends before its root element', head.length);
  return refuse('unrecognised', `no element begins within its first ${HEAD_BYTES} bytes`);
}

function recogniseLines(text: string): Format | FileFault {
  const first = firstRecord(text);
  if (LCOV.test(first)) return 'lcov';
  const report = LINE_REPORTS.find(({ line }) => line.test(first));
  if (report) return decide({ other: report.name });
  const late = text.search(LATE_XML);
  if (late < 0) return decide('unknown');
  return refuse('not_well_formed', 'text stands before its XML: send the file that the tool writes', 0);
}

/** The first line that is neither blank nor a comment of LCOV; a file of nothing else has none. */
function firstRecord(text: string): string {
  return /^(?!#)[^\n]*\S[^\n]*/m.exec(text)?.[0] ?? '';
}

function decide(kind: { format: Format } | { other: string } | 'unknown'): Format | FileFault {
  if (kind === 'unknown') return refuse('unrecognised', 'its content is of no format that is known');
  if ('format' in kind) return kind.format;
  return refuse('unrecognised', `it looks like ${kind.other}, which is not taken`);
}

/** Nothing but white space. */
function refuseBlank(head: Uint8Array): FileFault {
  if (head.length < HEAD_BYTES) return refuse('empty', head.length === 0 ? 'it has no content' : 'it is blank');
  return refuse('unrecognised', `its first ${HEAD_BYTES} bytes are blank`);
}

const refuse = (fault: FileFaultCode, detail: string, offset: number | null = null): FileFault => ({
  fault,
  detail,
  offset,
});
