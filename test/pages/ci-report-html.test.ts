import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ciReportHtml } from '../../src/pages/ci-report/html';
import { REPORT_CSP } from '../../src/pages/policy';
import { aCause, aCiRun, aFailingTest, anOpenRun, aPart } from './ci-sample';
import { parsePage, textOfPage } from './structure';

const page = ciReportHtml(aCiRun());
const text = textOfPage(page);

/** The text of the section with this heading. */
function sectionOf(html: string, id: string): string {
  return (
    parsePage(html).find(({ tag, attributes }) => tag === 'section' && attributes['aria-labelledby'] === id)?.text ?? ''
  );
}

test('the policy allows exactly the one style of the page', () => {
  const styles = parsePage(page).filter(({ tag }) => tag === 'style');
  expect(styles).toHaveLength(1);
  const hash = createHash('sha256')
    .update(styles[0]?.text ?? '')
    .digest('base64');
  expect(REPORT_CSP).toContain(`style-src 'sha256-${hash}'`);
});

test.each([
  ['passed', 'PASSED', 'good'],
  ['failed', 'FAILED', 'poor'],
  ['inconclusive', 'INCONCLUSIVE', 'open'],
  [null, 'NOT FINISHED', 'open'],
] as const)(
  'the verdict %s is the word %s in the title and the head, and the tone only repeats it',
  (verdict, word, tone) => {
    const elements = parsePage(ciReportHtml(aCiRun({ verdict })));
    expect(elements.find(({ tag }) => tag === 'title')?.text).toBe(`shop · ${word} · Assay`);
    const badge = elements.find(({ attributes }) => attributes.class?.startsWith('badge'));
    expect([badge?.text.slice(2), badge?.attributes.class]).toEqual([word, `badge tone-${tone}`]);
  },
);

/** Fields that a page tells in words of its own, or that only join two places of it. */
const RETOLD = new Set([
  ...['kind', 'status', 'ended_by', 'class_of_failure', 'diagnosis', 'diagnosed_by', 'report_url', 'updated_at'],
  ...['created_at', 'deadline_at', 'finished_at'],
]);

/** Every text of a value that a reader of its page must find. */
function textsOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return RETOLD.has(key) ? [] : [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, Array.isArray(value) ? key : name));
}

test('no text of a run is lost on its page', () => {
  const run = aCiRun();
  const told = textsOf({ ...run, diagnoses: run.diagnoses.map(({ id: _, ...rest }) => rest) });
  const linked = new Set([...run.diagnoses.flatMap(({ tests }) => tests), 'heuristic', 'timed_out']);
  expect(told.length).toBeGreaterThan(80);
  expect(told.filter((part) => !linked.has(part) && !text.includes(part))).toEqual([]);
});

test('each rule stands in a table with what it asks for, what was measured, and whether it is met', () => {
  const cells = parsePage(page).filter(({ tag }) => tag === 'td' || tag === 'th');
  const at = cells.findIndex(({ text: cell }) => cell.startsWith('parts2 of 5 parts came'));
  expect(cells.slice(at + 1, at + 4).map(({ text: cell }) => cell)).toEqual(['at least 5 complete', '2', '✕ not met']);
});

test('the head names the rules that are not met, and none that is', () => {
  const reasons = parsePage(page).find(({ attributes }) => attributes.class === 'reasons');
  expect(reasons?.text).toContain('tests: 219, where the rule asks for none failing');
  expect(reasons?.text).not.toContain('measured');
  expect(ciReportHtml(aCiRun({ rules: [] }))).not.toContain('class="reasons"');
});

test('failing tests stand by what the history knew of them, new ones first and open, with exact counts of what is cut', () => {
  const headings = parsePage(page).flatMap(({ tag, text: heading }) => (tag === 'h2' ? [heading] : []));
  expect(headings.slice(2, 7)).toEqual([
    'New failures 214',
    'Failing before already 1',
    'Known as flaky 1',
    'In quarantine 1',
    'More failures 3',
  ]);
  expect(sectionOf(page, 'new_failure')).toContain('and 212 more');
  expect(sectionOf(page, 'still_failing')).not.toMatch(/and \d+ more/);
  const openness = parsePage(page).flatMap(({ tag, attributes }) => (tag === 'details' ? ['open' in attributes] : []));
  expect(openness).toEqual([true, true, false, false, false, true, true]);
});

test('a failing test leads to its cause, and the cause names its tests and counts the others', () => {
  const elements = parsePage(page);
  const targets = new Set(elements.flatMap(({ attributes }) => attributes.id ?? []));
  const inner = elements.flatMap(({ attributes: { href } }) => (href?.startsWith('#') ? [href.slice(1)] : []));
  expect(inner).toContain('cause-2');
  expect(inner.filter((id) => !targets.has(id))).toEqual([]);
  expect(elements.find(({ attributes }) => attributes.id === 'cause-1')?.text).toMatch(
    /test_discount_is_applied_once.*and 5 more/s,
  );
});

test('ids are unique', () => {
  const ids = parsePage(page).flatMap(({ attributes }) => attributes.id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a patch that a model proposes says that nobody has tried it', () => {
  expect(sectionOf(page, 'causes')).toMatch(/Nobody has tried it.*total -= self\.discount/s);
  const heuristic = aCiRun({ diagnoses: [aCause({ source: 'heuristic', patch: null })] });
  expect(sectionOf(ciReportHtml(heuristic), 'causes')).toContain('found by rules, confidence 80 %');
  expect(sectionOf(ciReportHtml(heuristic), 'causes')).not.toContain('Nobody has tried it');
});

test('a report that a model may still add to says so', () => {
  expect(ciReportHtml(aCiRun({ diagnosed_by: 'pending' }))).toContain('A model is still being asked');
  expect(page).not.toContain('A model is still being asked');
});

test('what was not measured says so: no 0, no 100 %, no bar', () => {
  const html = ciReportHtml(anOpenRun());
  for (const id of ['findings', 'coverage', 'none-failing']) expect(sectionOf(html, id)).toContain('not measured');
  expect(textOfPage(html)).not.toMatch(/\b0 %|100 %|NaN|null|undefined/);
  expect(html).not.toContain('class="bar');

  const nothing = ciReportHtml(
    aCiRun({
      coverage: {
        ...{ files: 0, declared_files: 0, functions: null, mcdc: null, branches: null },
        lines: { found: 0, hit: 0 },
      },
    }),
  );
  expect(sectionOf(nothing, 'coverage')).toContain('Linesnot measured');
});

test('a run whose tests were all skipped shows no number of failures', () => {
  const tests = { tests: 3, passed: 0, failed: 0, errored: 0, skipped: 3, flaky: 0, duration: null };
  const elements = parsePage(ciReportHtml(aCiRun({ tests, verdict: 'inconclusive', failing: [], failures: null })));
  const figure = elements.find(({ attributes }) => attributes.class?.startsWith('headline'));
  expect([figure?.text, figure?.attributes.class]).toEqual(['Failing testsnot measured', 'headline tone-open']);
});

test('each kind of coverage is cut and never rounded up', () => {
  expect(sectionOf(page, 'coverage')).toContain('Lines81.25 %, 16,251 of 20,000');
  expect(sectionOf(page, 'coverage')).toContain('Branches66.66 %, 2 of 3');
});

test('findings stand by level, with what changed since the run before', () => {
  expect(sectionOf(page, 'findings')).toContain('Errors34');
  expect(sectionOf(page, 'findings')).toMatch(/11 of 40 are suppressed.*New2.*Fixed6.*Unchanged27.*run_before/s);
  expect(sectionOf(ciReportHtml(aCiRun({ finding_changes: null })), 'findings')).toContain('not compared');
});

test('a part tells everything that speaks against it, and is complete only where nothing does', () => {
  const part = aPart({
    error: { code: 'crashed', detail: 'SIGSEGV' },
    skipped: 'after the crash',
    complete: false,
    attempt: 3,
    exit_code: 0,
  });
  const told = sectionOf(ciReportHtml(aCiRun({ parts: [part] })), 'parts');
  for (const said of ['attempt 3', 'the tool was ended by a signal', 'SIGSEGV', 'after the crash', 'not complete']) {
    expect(told).toContain(said);
  }
  expect(told).not.toContain('✓');
});

test('the build is a link where its address can only be what it seems, and a text otherwise', () => {
  const linkOf = (build_url: string) => {
    const elements = parsePage(ciReportHtml(aCiRun({ source: { ...aCiRun().source, build_url } })));
    const links = elements.filter(({ tag, attributes }) => tag === 'a' && !attributes.href?.startsWith('#'));
    return links.map(({ attributes }) => [attributes.href, attributes.rel]);
  };
  const address = 'https://ci.example:8443/shop/builds/4711?job=2&x="y"#end';
  expect(linkOf(address)).toEqual([[address, 'nofollow noreferrer']]);
  for (const other of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//ci.example/x',
    'https://github.com@evil.example/x',
    'https://evil.example\\@github.com/x',
    'https://ci.example/\u202egpj.exe',
    'https://cі.example/x',
    'https://ci.example/x y',
    ' https://ci.example/',
  ]) {
    expect(linkOf(other)).toEqual([]);
  }
});

test('headings go down one level at a time', () => {
  for (const html of [page, ciReportHtml(anOpenRun())]) {
    const levels = parsePage(html).flatMap(({ tag }) => /^h([1-6])$/.exec(tag)?.[1] ?? []);
    expect(levels.filter((level) => level === '1')).toHaveLength(1);
    levels.reduce((before, level) => {
      expect(Number(level)).toBeLessThanOrEqual(Number(before) + 1);
      return level;
    }, '0');
  }
});

test('every column of every table has a header, and every row too', () => {
  const elements = parsePage(page);
  const headers = elements.filter(({ tag }) => tag === 'th');
  expect(headers.length).toBeGreaterThan(25);
  for (const { attributes } of headers) expect(['col', 'row']).toContain(attributes.scope);
  const rows = elements.flatMap(({ tag }, i) => (tag === 'tr' ? [elements[i + 1]?.tag] : []));
  expect(new Set(rows)).toEqual(new Set(['th']));
});

test('fifty failing tests and twenty causes of the longest texts are a page of less than 1 MB', () => {
  const long = 'x'.repeat(1000);
  const failing = Array.from({ length: 50 }, (_, i) =>
    aFailingTest({ test_id: `tst_${i}`, name: long, suite: long, class: long, message: long.slice(0, 500) }),
  );
  const diagnoses = Array.from({ length: 20 }, (_, i) => ({ ...aCause(), id: `dgn_${i}` }));
  const html = ciReportHtml(aCiRun({ failing, diagnoses }));
  expect(html.length).toBeLessThan(1_000_000);
  expect(parsePage(html).filter(({ tag }) => tag === 'details')).toHaveLength(70);
});
