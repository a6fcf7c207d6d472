import type { Format } from '../reading';

/** The first tags of a document. `child`: name of the first element within the root. Names are without prefix. */
interface XmlHead {
  root: string;
  attributes: ReadonlySet<string>;
  child: string | null;
}

/** What may stand before the root element, and between it and its first child. A DOCTYPE ends here at a subset. */
const PROLOG = /\s*(?:<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE(?:[^>["']|"[^"]*"|'[^']*')*[>[])/y;
const TAG = /\s*<([^\s/<>"'=!?]+)((?:[^<>"']|"[^"]*"|'[^']*')*)(>?)/y;
const ATTRIBUTE = /([^\s"'=/]+)\s*=\s*(?:"[^"]*"|'[^']*')/g;

const ROOTS: ReadonlyMap<string, Format> = new Map([
  ['testsuites', 'junit'],
  ['testsuite', 'junit'],
  // Some runners write one file a test, of nothing but its element.
  ['testcase', 'junit'],
  ['TestRun', 'trx'],
  ['assemblies', 'xunit'],
  ['assembly', 'xunit'],
  ['test-run', 'nunit'],
  ['test-results', 'nunit'],
]);

/** Reports that people send by mistake, by their root element. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['report', 'JaCoCo'],
  ['CoverageSession', 'OpenCover'],
  ['failsafe-summary', 'a Failsafe summary (send the TEST-*.xml files beside it)'],
  ['checkstyle', 'Checkstyle'],
  ['pmd', 'PMD'],
  ['pmd-cpd', "PMD's CPD"],
  ['BugCollection', 'SpotBugs'],
  ['issues', 'Android Lint'],
  ['robot', 'Robot Framework (its option --xunit writes JUnit)'],
  ['testng-results', 'TestNG (it writes JUnit too, below junitreports)'],
  ['test-suite', 'Allure 1'],
  ['Site', "CTest's dashboard (its option --output-junit writes JUnit)"],
  ['Catch2TestRun', 'Catch2 (its reporter "junit" writes JUnit)'],
  ['TestLog', 'Boost.Test (its format JUNIT writes JUnit)'],
  ['TestResult', 'Boost.Test (its format JUNIT writes JUnit)'],
  ['TestCase', 'Qt Test (its format junitxml writes JUnit)'],
  ['testResults', 'JMeter'],
  ['plist', 'a property list'],
  ['project', 'a build file'],
  ['html', 'an HTML page'],
  ['svg', 'an SVG image'],
]);

/** @returns the format; what else it looks like; `subset`: it declares things of its own; `unfinished`: goes on */
export type XmlKind = { format: Format } | { other: string } | 'subset' | 'unfinished' | 'unknown';

/** Tells the format of a document by its root element and the shape of that. @param text begins with `<` */
export function judgeXml(text: string): XmlKind {
  if (/^<(?:!doctype\s+)?html[\s>]/i.test(text)) return { other: 'an HTML page' };
  const start = skipProlog(text, 0);
  if (start === 'subset') return start;
  const head = readRoot(text, start);
  if (!head) return couldGoOn(text.slice(start)) ? 'unfinished' : 'unknown';
  if (head.root === 'coverage') return judgeCoverage(head);
  // Manifests of .NET and of Maven have this root, in a namespace; xUnit has none.
  if (head.root === 'assembly' && head.attributes.has('xmlns')) return { other: 'a manifest of an assembly' };
  const format = ROOTS.get(head.root);
  if (format) return { format };
  const other = OTHERS.get(head.root);
  return other === undefined ? 'unknown' : { other };
}

/** The root element `coverage` is Cobertura's, Clover's, SonarQube's and others'. */
function judgeCoverage({ attributes, child }: XmlHead): XmlKind {
  if (attributes.has('line-rate') || child === 'packages' || child === 'sources') return { format: 'cobertura' };
  if (attributes.has('clover') || child === 'project') return { other: 'Clover' };
  return child === 'file' ? { other: "SonarQube's generic coverage" } : 'unknown';
}

function skipProlog(text: string, from: number): number | 'subset' {
  let at = from;
  PROLOG.lastIndex = at;
  for (let part = PROLOG.exec(text); part; part = PROLOG.exec(text)) {
    if (part[0].endsWith('[')) return 'subset';
    at = PROLOG.lastIndex;
  }
  return at;
}

function readRoot(text: string, start: number): XmlHead | null {
  TAG.lastIndex = start;
  const tag = TAG.exec(text);
  if (!tag) return null;
  const [, name = '', inside = '', end] = tag;
  // A name that the end of the text cuts may be the beginning of another.
  if (end === '' && inside === '' && TAG.lastIndex === text.length) return null;
  const attributes = new Set([...inside.matchAll(ATTRIBUTE)].map(([, attribute = '']) => attribute));
  const empty = inside.endsWith('/');
  return { root: localName(name), attributes, child: empty ? null : readChild(text, TAG.lastIndex) };
}

function readChild(text: string, from: number): string | null {
  const at = skipProlog(text, from);
  if (at === 'subset') return null;
  TAG.lastIndex = at;
  const name = TAG.exec(text)?.[1];
  return name === undefined ? null : localName(name);
}

/** Whether what stands here is an unfinished tag, comment, instruction or nothing, and not a fault. */
const couldGoOn = (rest: string) => /^\s*(?:$|<(?:$|[!?]|[^\s/<>"'=!?]+$))/.test(rest);

const localName = (name: string) => name.slice(name.indexOf(':') + 1);
