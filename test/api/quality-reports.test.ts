import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { QualityResult } from '../../src/domain/quality/result';
import type { GateDecision } from '../../src/domain/quality/gate';
import type { QualityReport } from '../../src/domain/quality/report';
import { computeTrends } from '../../src/schedule/trends';
import { keepResults } from '../../src/schedule/result-upkeep';
import { expectProblem } from '../worker/problems';
import { newProject, type Project } from '../worker/project';

const DAY_MS = 24 * 3600 * 1000;
const COMMIT = 'abcdef0123456789abcdef0123456789abcdef01';
const OTHER = '0123456789abcdef0123456789abcdef01234567';
const range = {
  from: new Date(Date.now() - 30 * DAY_MS).toISOString(),
  to: new Date(Date.now() + DAY_MS).toISOString(),
};

async function save(project: Project, taskType: string, payload: object, query = ''): Promise<QualityResult> {
  const path = `/v1/results?task_type=${taskType}${query}`;
  const { status, body, text } = await project.request<{ result: QualityResult }>('POST', path, payload);
  if (status !== 201) throw new Error(text);
  return body.result;
}

/** Coverage of a file of ten lines, and of one that is whole. */
const coverage = (hit: number) => ({
  files: [
    { file: 'src/cart.ts', lines: Array.from({ length: 10 }, (_, i) => [i + 1, i < hit ? 1 : 0]) },
    { file: 'src/whole.ts', lines: [[1, 1]] },
  ],
});

/** A scan that found one problem a severity. */
function scan(...severities: number[]) {
  const results = severities.map((_, i) => ({
    ruleId: `R${i}`,
    level: 'error',
    message: { text: `problem <b>${i}</b>` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: `src/f${i}.ts` },
          region: { startLine: 1, snippet: { text: `call_${i}()` } },
        },
      },
    ],
  }));
  const rules = severities.map((severity, i) => ({
    id: `R${i}`,
    properties: { 'security-severity': String(severity) },
  }));
  return { version: '2.1.0', runs: [{ tool: { driver: { name: 'scanner', rules } }, results }] };
}

async function saveScan(project: Project, sarif: object, query: string): Promise<QualityResult> {
  const path = `/v1/results?task_type=scan-security${query}`;
  const headers = { 'content-type': 'application/sarif+json' };
  const { status, body, text } = await project.request<{ result: QualityResult }>(
    'POST',
    path,
    JSON.stringify(sarif),
    headers,
  );
  if (status !== 201) throw new Error(text);
  return body.result;
}

const sendTests = (project: Project, query: string, outcome: 'pass' | 'fail') =>
  project.request<{ run: { id: string } }>(
    'POST',
    `/v1/results?${query}`,
    `<testsuite name="s"><testcase name="t">${outcome === 'fail' ? '<failure message="no"/>' : ''}</testcase></testsuite>`,
    { 'content-type': 'application/xml' },
  );

describe('a report', () => {
  const report = async (project: Project, request: object = {}, headers: Record<string, string> = {}) =>
    project.request<QualityReport>('POST', '/v1/reports', { date_range: range, ...request }, headers);

  test('tells of each task the newest result, its worst offenders, and what is missing', async () => {
    const project = await newProject();
    await save(project, 'analyze-coverage', coverage(9));
    const newest = await save(project, 'analyze-coverage', coverage(3), '&branch=main&commit=abcdef0');
    await saveScan(project, scan(5, 9.8), '&name=web');
    await computeTrends(env, Date.now());
    const { status, body } = await report(project);
    expect(status).toBe(200);
    expect(body.sections).toHaveLength(9);
    expect(body.missing).toHaveLength(7);
    const [covered, scanned] = ['analyze-coverage', 'scan-security'].map((type) =>
      body.sections.find(({ task_type }) => task_type === type),
    );
    expect(covered).toMatchObject({
      state: 'fresh',
      latest: { id: newest.id, branch: 'main', commit: 'abcdef0' },
      offenders: { count: 1, listed: [{ title: 'src/cart.ts', value: 30, unit: 'percent' }] },
      trend: { task_type: 'analyze-coverage' },
    });
    expect(covered?.metrics.map(({ key, value }) => [key, value])).toEqual([
      ['line_coverage', expect.closeTo(36.36, 1)],
      ['branch_coverage', null],
      ['function_coverage', null],
    ]);
    expect(scanned?.offenders).toMatchObject({
      count: 2,
      listed: [
        { title: 'R1', value: 9.8 },
        { title: 'R0', value: 5 },
      ],
    });
    expect(body.sections.find(({ task_type }) => task_type === 'run-chaos')).toMatchObject({
      state: 'missing',
      latest: null,
      metrics: [{ value: null }, { value: null }, { value: null }],
      offenders: null,
    });
  });

  test('calls a result stale that is older than asked for', async () => {
    const project = await newProject();
    await save(project, 'analyze-coverage', coverage(9));
    await env.DB.prepare('UPDATE quality_result SET created_at = ?2 WHERE project_id = ?1')
      .bind(project.id, new Date(Date.now() - 10 * DAY_MS).toISOString())
      .run();
    const of = async (stale_after_days: number) =>
      (await report(project, { task_types: ['analyze-coverage'], stale_after_days })).body;
    expect(await of(9)).toMatchObject({ stale: ['analyze-coverage'], sections: [{ state: 'stale' }] });
    expect(await of(11)).toMatchObject({ stale: [], sections: [{ state: 'fresh' }] });
  });

  test('says nothing of what lies outside the range, or in another project', async () => {
    const [project, other] = [await newProject(), await newProject()];
    await save(project, 'analyze-coverage', coverage(9));
    await save(other, 'scan-security', { analyses: [], files_scanned: null, recommendations: [] });
    const earlier = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
    const { body } = await report(project, { date_range: earlier });
    expect(body.missing).toHaveLength(9);
    expect((await report(project)).body.missing).toContain('scan-security');
  });

  test('of a result whose files were deleted has its metrics and no offenders', async () => {
    const project = await newProject();
    await save(project, 'analyze-coverage', coverage(9));
    await keepResults(env, Date.now() + 40 * DAY_MS);
    const { body } = await report(project, { task_types: ['analyze-coverage'] });
    expect(body.sections).toMatchObject([{ offenders: null, latest: {}, metrics: [{ key: 'line_coverage' }, {}, {}] }]);
    expect(body.sections[0]?.metrics[0]?.value).toBeCloseTo(90.9, 1);
  });

  test('comes as a page, as Markdown or as JSON, and what tools wrote is text in each', async () => {
    const project = await newProject();
    await saveScan(project, scan(9.8), '&name=web');
    const html = await report(project, {}, { accept: 'text/html' });
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html.text).toContain('problem &lt;b&gt;0&lt;/b&gt;');
    expect(html.text).not.toContain('<b>0</b>');
    const markdown = await report(project, {}, { accept: 'text/markdown' });
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(markdown.text).toContain('## scan-security: ● FRESH');
    expect(markdown.text).not.toContain('<b>');
    expectProblem(await report(project, {}, { accept: 'image/png' }), 406, 'not_acceptable');
  });

  test('tells the newest run of an agent that is named, and that another has none', async () => {
    const project = await newProject();
    const { body } = await report(project, { task_types: ['other'], agents: ['nobody'] });
    expect(body).toMatchObject({ agents: [{ name: 'nobody', run: null }], sections: [{ task_type: 'other' }] });
  });
});

describe('the quality gate', () => {
  const rules = { tests: {}, coverage: { min_line: 80 }, security: { max_critical: 0 } };
  const decide = async (project: Project, gate: object) => {
    const { status, body, text } = await project.request<GateDecision>('POST', '/v1/quality-gate', gate);
    if (status !== 200) throw new Error(text);
    return body;
  };

  let shop: Project;
  beforeAll(async () => {
    shop = await newProject();
    await save(shop, 'analyze-coverage', coverage(9), `&branch=main&commit=${OTHER}`);
    await saveScan(shop, scan(5), `&branch=main&commit=${OTHER}`);
    await save(shop, 'analyze-coverage', coverage(9), `&branch=feature&commit=${COMMIT}`);
    await saveScan(shop, scan(5, 6), `&branch=feature&commit=${COMMIT}`);
    await sendTests(shop, `title=unit&commit=${COMMIT}`, 'pass');
  });

  test('passes a commit whose tests, coverage and security are measured, fresh and good', async () => {
    const decision = await decide(shop, { commit: COMMIT, rules });
    expect(decision).toMatchObject({
      verdict: 'passed',
      verdicts: { tests: 'passed', coverage: 'passed', security: 'passed', chaos: null },
    });
  });

  test('finds the evidence by a shorter hash, too', async () => {
    expect((await decide(shop, { commit: COMMIT.slice(0, 7), rules })).verdict).toBe('passed');
  });

  test('is inconclusive for a commit of which nothing is known, whatever others have', async () => {
    const decision = await decide(shop, { commit: 'f'.repeat(40), rules });
    expect(decision.verdict).toBe('inconclusive');
    expect(decision.checks.map(({ evidence }) => evidence)).toEqual([null, null, null]);
    const other = await newProject();
    expect((await decide(other, { commit: COMMIT, rules })).verdict).toBe('inconclusive');
  });

  test('is inconclusive where only some evidence is there: the other commit has no tests', async () => {
    const decision = await decide(shop, { commit: OTHER, rules });
    expect(decision).toMatchObject({
      verdict: 'inconclusive',
      verdicts: { tests: 'inconclusive', coverage: 'passed' },
    });
  });

  test('does not take old evidence', async () => {
    const { verdicts } = await decide(shop, { commit: COMMIT, rules, max_age_hours: 0.000001 });
    expect(verdicts).toMatchObject({ tests: 'inconclusive', coverage: 'inconclusive', security: 'inconclusive' });
  });

  test('holds a commit against the newest earlier result of the baseline branch', async () => {
    const against = (baseline_branch: string) =>
      decide(shop, {
        commit: COMMIT,
        baseline_branch,
        rules: { coverage: { no_worse_than_baseline: true }, security: { no_new: true, no_worse_than_baseline: true } },
      });
    const { verdict, checks } = await against('main');
    expect(verdict).toBe('failed');
    expect(
      checks.map(({ area, rule, verdict, threshold, actual }) => [area, rule, verdict, threshold, actual]),
    ).toEqual([
      ['coverage', 'no_worse_than_baseline', 'passed', expect.closeTo(90.9, 1), expect.closeTo(90.9, 1)],
      ['security', 'no_new', 'failed', 0, 1],
      ['security', 'no_worse_than_baseline', 'failed', 1, 2],
    ]);
    expect((await against('nowhere')).verdict).toBe('inconclusive');
  });

  test('numbers of two tools are not held against each other', async () => {
    const project = await newProject();
    await save(project, 'analyze-coverage', coverage(9), `&branch=main&commit=${OTHER}&tool=one`);
    await save(project, 'analyze-coverage', coverage(9), `&branch=feature&commit=${COMMIT}&tool=another`);
    const rules = { coverage: { no_worse_than_baseline: true } };
    const { verdict, checks } = await decide(project, { commit: COMMIT, baseline_branch: 'main', rules });
    expect(verdict).toBe('inconclusive');
    expect(checks[0]?.detail).toContain('different tools');
  });

  test('a second result of another name has to meet the rules as well', async () => {
    const project = await newProject();
    await save(project, 'analyze-coverage', coverage(10), `&name=api&commit=${COMMIT}`);
    const gate = { commit: COMMIT, rules: { coverage: { min_line: 80 } } };
    expect((await decide(project, gate)).verdict).toBe('passed');
    await save(project, 'analyze-coverage', coverage(1), `&name=web&commit=${COMMIT}`);
    expect((await decide(project, gate)).verdict).toBe('failed');
    await save(project, 'analyze-coverage', coverage(10), `&name=web&commit=${COMMIT}`);
    expect((await decide(project, gate)).verdict).toBe('passed');
  });

  test('one CI run that failed fails the commit, until it passes', async () => {
    const project = await newProject();
    await sendTests(project, `title=unit&commit=${COMMIT}`, 'pass');
    await sendTests(project, `title=e2e&commit=${COMMIT}`, 'fail');
    const gate = { commit: COMMIT, rules: { tests: { suites: ['unit', 'e2e'] } } };
    expect((await decide(project, gate)).verdict).toBe('failed');
    await sendTests(project, `title=e2e&commit=${COMMIT}`, 'pass');
    expect((await decide(project, gate)).verdict).toBe('passed');
  });

  test('a CI run counts as its newest correction has it', async () => {
    const project = await newProject({ scopes: ['read', 'upload', 'run', 'admin'] });
    const { body } = await sendTests(project, `title=unit&commit=${COMMIT}`, 'pass');
    const gate = { commit: COMMIT, rules: { tests: {} } };
    expect((await decide(project, gate)).verdict).toBe('passed');
    const correct = (correction: object) =>
      project.request('POST', '/v1/history/corrections', {
        run_id: body.run.id,
        reason: 'the wrong build',
        ...correction,
      });
    expect((await correct({ verdict: 'failed' })).status).toBe(201);
    expect((await decide(project, gate)).verdict).toBe('failed');
    expect((await correct({ source: { commit: OTHER } })).status).toBe(201);
    expect((await decide(project, gate)).verdict).toBe('inconclusive');
  });

  test.each([
    ['/rules', { commit: COMMIT, rules: {} }],
    ['/rules/coverage', { commit: COMMIT, rules: { coverage: {} } }],
    ['/baseline_branch', { commit: COMMIT, rules: { security: { no_new: true } } }],
    ['/commit', { rules: { tests: {} } }],
  ])('refuses what would pass whatever it sees, at %s', async (pointer, gate) => {
    const answer = await shop.request('POST', '/v1/quality-gate', gate);
    expect(expectProblem(answer, 422, 'validation_failed').errors.map((item) => item.pointer)).toContain(pointer);
  });
});
