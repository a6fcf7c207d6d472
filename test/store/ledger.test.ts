import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { TestOutcome, TestResult } from '../../src/domain/ledger';
import { caseTest, testIdOf } from '../../src/domain/test-identity';
import { listFailingRecords } from '../../src/store/failing-records';
import { findTest, listTests } from '../../src/store/ledger-queries';
import { beat } from '../../src/store/live-runs';
import {
  appendRecords,
  findRecord,
  type HistoryEntry,
  type RecordDraft,
  type RecordRow,
} from '../../src/store/records';
import { countRunsBetween, findGreenRun, findNewestRun, isRecorded } from '../../src/store/run-queries';
import { setTestOwners } from '../../src/store/test-owners';
import { newProject, type Project } from '../worker/project';
import { aRecordedRun } from '../worker/requests';

const OUTCOMES = { p: 'passed', f: 'failed', e: 'error', s: 'skipped' } as const satisfies Record<string, TestOutcome>;

/** D1 as the Worker has it, counting the rows that its queries read and its transactions write. */
function countingD1() {
  const rows = { read: 0, written: 0 };
  const count = <T>({ results, meta }: D1Result<T>) => {
    rows.read += meta.rows_read;
    rows.written += meta.rows_written;
    return results;
  };
  const counted = (statement: D1PreparedStatement) =>
    new Proxy(statement, {
      get(target, key) {
        if (key === 'bind') return (...values: unknown[]) => counted(target.bind(...values));
        if (key === 'first') return async () => count(await target.all())[0] ?? null;
        if (key === 'all') return async () => ({ results: count(await target.all()) });
        return Reflect.get(target, key).bind(target);
      },
    });
  const reading = new Proxy(env.DB, {
    get: (target, key) =>
      key === 'prepare' ? (sql: string) => counted(target.prepare(sql)) : Reflect.get(target, key).bind(target),
  });
  const writing = new Proxy(env.DB, {
    get: (target, key) =>
      key === 'batch'
        ? async (statements: D1PreparedStatement[]) => {
            const results = await target.batch(statements);
            for (const result of results) count(result);
            return results;
          }
        : Reflect.get(target, key).bind(target),
  });
  return { reading, writing, rows };
}

function aResult(name: string, outcome: TestOutcome, duration: number | null = null): TestResult {
  const failure = outcome === 'failed' ? { description: `${name} is wrong`, signature: `sig_${name}` } : null;
  return { test: caseTest({ agent: 'ledger', caseId: name }), outcome, duration, failure };
}

let made = 0;

/** A project with one finished run, and runs to append made of its record. */
async function aHistory() {
  const project = await newProject();
  const run = await project.finished(await project.start(aRecordedRun()));
  const row = await findRecord(env.DB, { projectId: project.id, runId: run.id });
  if (!row) throw new Error('a finished run has a record');
  const { project_id: _, seq: __, previous_hash: ___, record_hash: ____, ...draft } = row;
  const entry = (tests: TestResult[], changes: Partial<RecordDraft> = {}): HistoryEntry => ({
    draft: { ...draft, run_id: `run_${String(++made).padStart(32, '0')}`, ...changes },
    outcome: null,
    tests,
  });
  return { project, run, draft, entry };
}

async function recordOf(project: Project, entry: HistoryEntry | undefined): Promise<RecordRow> {
  const row = await findRecord(env.DB, { projectId: project.id, runId: entry?.draft.run_id ?? '' });
  if (!row) throw new Error('the run is recorded');
  return row;
}

const ledgerOf = async (project: Project) =>
  (
    await env.DB.prepare('SELECT * FROM test_ledger WHERE project_id = ?1 AND suite = ?2 ORDER BY name')
      .bind(project.id, 'ledger')
      .all<Record<string, unknown>>()
  ).results;

describe('the ledger', () => {
  test('follows a test through its outcomes: an error neither begins nor ends a failure', async () => {
    const { project, entry } = await aHistory();
    const runs = [...'pesfeffppf'].map((letter, i) =>
      entry([aResult('a', OUTCOMES[letter as keyof typeof OUTCOMES], i / 10)], {
        timestamp: `2026-01-01T00:00:0${i}.000Z`,
      }),
    );
    for (const run of runs) await appendRecords(env.DB, project.id, [run]);
    expect(await ledgerOf(project)).toEqual([
      expect.objectContaining({
        test_id: testIdOf(caseTest({ agent: 'ledger', caseId: 'a' })),
        outcomes: 'fppffefsep',
        first_seen: '2026-01-01T00:00:00.000Z',
        last_seen: '2026-01-01T00:00:09.000Z',
        last_run_id: runs[9]?.draft.run_id,
        last_outcome: 'f',
        failing_since: '2026-01-01T00:00:09.000Z',
        failing_since_run_id: runs[9]?.draft.run_id,
        failing_runs: 1,
        last_failed_at: '2026-01-01T00:00:09.000Z',
        runs: 10,
        passes: 3,
        failures: 4,
        errors: 2,
        flips: 3,
        duration_sum: expect.closeTo(4.5),
        duration_count: 10,
      }),
    ]);
  });

  test('is the same whether runs come one by one or in one commit', async () => {
    const [single, grouped] = [await aHistory(), await aHistory()];
    const runs = [...'pfffpfep'].map((letter) =>
      single.entry([aResult('a', OUTCOMES[letter as keyof typeof OUTCOMES], 0.5), aResult('b', 'failed')]),
    );
    for (const run of runs) await appendRecords(env.DB, single.project.id, [run]);
    await appendRecords(env.DB, grouped.project.id, runs);
    const rows = async (project: Project) => (await ledgerOf(project)).map(({ project_id: _, ...row }) => row);
    expect(await rows(grouped.project)).toEqual(await rows(single.project));
  });

  test('keeps the last 100 outcomes and the last 10 failures, newest first', async () => {
    const { project, entry } = await aHistory();
    const runs = Array.from({ length: 105 }, (_, i) => entry([aResult('a', i === 0 ? 'passed' : 'failed')]));
    await appendRecords(env.DB, project.id, runs);
    const [row] = await ledgerOf(project);
    expect(row).toMatchObject({ outcomes: 'f'.repeat(100), runs: 105, failing_runs: 104 });
    const kept: { run_id: string }[] = JSON.parse(String(row?.last_failures));
    expect(kept.map(({ run_id }) => run_id)).toEqual(
      runs
        .slice(-10)
        .map(({ draft }) => draft.run_id)
        .reverse(),
    );
  });

  test('counts a run once, however often it is appended', async () => {
    const { project, entry } = await aHistory();
    const run = entry([aResult('a', 'failed')]);
    await appendRecords(env.DB, project.id, [run, run]);
    const before = await ledgerOf(project);
    await appendRecords(env.DB, project.id, [run]);
    await appendRecords(env.DB, project.id, [run, entry([])]);
    expect(await ledgerOf(project)).toEqual(before);
    expect(before).toEqual([expect.objectContaining({ runs: 1 })]);
  });

  test('keeps nothing of a commit that fails', async () => {
    const { project, entry } = await aHistory();
    const run = entry([aResult('a', 'passed')]);
    await env.DB.exec('ALTER TABLE record_tag RENAME TO record_tag_away');
    try {
      await expect(appendRecords(env.DB, project.id, [run])).rejects.toThrow('record_tag');
    } finally {
      await env.DB.exec('ALTER TABLE record_tag_away RENAME TO record_tag');
    }
    expect(await ledgerOf(project)).toEqual([]);
  });

  test('takes a run of 10,000 tests with the longest names there are', async () => {
    const { project, entry } = await aHistory();
    const tests = Array.from({ length: 10_000 }, (_, i) => aResult(`${'x'.repeat(500)}${i}`, 'passed'));
    await appendRecords(env.DB, project.id, [entry(tests)]);
    const row = await env.DB.prepare('SELECT count(*) AS n, sum(runs) AS runs FROM test_ledger WHERE project_id = ?1')
      .bind(project.id)
      .first();
    // And the one case of the run that the project began with.
    expect(row).toEqual({ n: 10_001, runs: 10_001 });
  });
});

test.each([
  ['that all pass', 'passed', 'passed'],
  ['of which every one begins to fail', 'passed', 'failed'],
  ['that all go on failing', 'failed', 'failed'],
  ['that all pass again', 'failed', 'passed'],
] as const)('a finished run of 50 cases %s writes at most 120 rows', async (_name, before, now) => {
  const { project, entry } = await aHistory();
  const tests = (outcome: TestOutcome) => Array.from({ length: 50 }, (_, i) => aResult(`c${i}`, outcome));
  await project.request('PUT', '/v1/agents/ledger/versions/1', { system_prompt: 'Agree.' });
  await appendRecords(env.DB, project.id, [entry(tests(before))]);
  const failures = tests(now).flatMap(({ test: { name: case_id }, failure }, index) =>
    failure ? [{ case_id, index, description: failure.description, category: 'general' }] : [],
  );
  const run = entry(tests(now), {
    agent_name: 'ledger',
    version: '1',
    verdict: now,
    failures: JSON.stringify(failures),
    tags: JSON.stringify(['nightly']),
  });
  const key = { projectId: project.id, runId: run.draft.run_id };
  await beat(env.DB, key, run.draft.timestamp);
  const status = now === 'passed' ? 'active' : 'needs_improvement';
  const { writing, rows } = countingD1();
  await appendRecords(writing, project.id, [{ ...run, outcome: { agent: 'ledger', version: '1', status, score: 9 } }]);
  expect(rows.written).toBeGreaterThan(50);
  expect(rows.written).toBeLessThanOrEqual(120);
});

test('owners of tests make a run write no row more', async () => {
  const written = await Promise.all(
    [false, true].map(async (owned) => {
      const { project, entry } = await aHistory();
      const tests = (outcome: TestOutcome) => Array.from({ length: 50 }, (_, i) => aResult(`c${i}`, outcome));
      await appendRecords(env.DB, project.id, [entry(tests('passed'))]);
      const owners = ['@alice', 'team-a', 'team-b'];
      for (const { test } of owned ? tests('passed') : []) {
        expect(await setTestOwners(env.DB, { projectId: project.id, testId: testIdOf(test) }, owners)).not.toBeNull();
      }
      const { writing, rows } = countingD1();
      await appendRecords(writing, project.id, [entry(tests('failed'))]);
      return rows.written;
    }),
  );
  expect(written[0]).toBeGreaterThan(50);
  expect(written[1]).toBe(written[0]);
});

test('no query of the ledger reads more than 200 rows, whatever it returns', async () => {
  const { project, entry } = await aHistory();
  const failures = JSON.stringify([{ case_id: 'c0', index: 0, description: 'wrong', category: 'general' }]);
  const outcome = (i: number, run: number) => (i % 7 === 0 && run % 2 === 0 ? 'failed' : 'passed');
  const runs = Array.from({ length: 400 }, (_, run) =>
    entry(run < 6 ? Array.from({ length: 600 }, (_, i) => aResult(`c${i}`, outcome(i, run))) : [], {
      timestamp: new Date(Date.UTC(2026, 0, 1) + run * 60_000).toISOString(),
      agent_name: 'ledger',
      version: String(run % 3),
      branch: run === 0 ? 'rare' : 'main',
      failures: run % 2 === 0 ? failures : '[]',
      verdict: run % 2 === 0 ? 'failed' : 'passed',
    }),
  );
  for (let from = 0; from < runs.length; from += 100) {
    await appendRecords(env.DB, project.id, runs.slice(from, from + 100));
  }
  const { id: projectId } = project;
  const [first, last] = [await recordOf(project, runs[0]), await recordOf(project, runs.at(-1))];
  await env.DB.prepare(`UPDATE test_ledger SET owners = '["team-a"]' WHERE project_id = ?1`).bind(projectId).run();
  const window = { since: '', until: '~' };
  const testId = testIdOf(caseTest({ agent: 'ledger', caseId: 'c0' }));
  const search = { projectId, agent: 'ledger', version: null, branch: null };
  const queries: Record<string, (db: D1Database) => Promise<unknown>> = {
    'tests, a small page': (db) => listTests(db, projectId, { filter: {}, after: '', limit: 1 }),
    'tests, a large page in the middle': (db) => listTests(db, projectId, { filter: {}, after: testId, limit: 100 }),
    'tests of a suite': (db) => listTests(db, projectId, { filter: { suite: 'ledger' }, after: '', limit: 25 }),
    'tests of no suite': (db) => listTests(db, projectId, { filter: { suite: 'none' }, after: '', limit: 25 }),
    'failing tests': (db) => listTests(db, projectId, { filter: { state: 'failing' }, after: '', limit: 100 }),
    'flaky tests': (db) => listTests(db, projectId, { filter: { state: 'flaky' }, after: '', limit: 1 }),
    'tests of an owner': (db) => listTests(db, projectId, { filter: { owner: 'team-a' }, after: '', limit: 1 }),
    'tests of an owner, a large page in the middle': (db) =>
      listTests(db, projectId, { filter: { owner: 'team-a' }, after: testId, limit: 100 }),
    'flaky tests of an owner': (db) =>
      listTests(db, projectId, { filter: { owner: 'team-a', state: 'flaky' }, after: '', limit: 100 }),
    'the owners of one test': (db) => setTestOwners(db, { projectId, testId }, ['team-b']),
    'one test': (db) => findTest(db, { projectId, testId }),
    'failing runs, one': (db) => listFailingRecords(db, projectId, { ...window, from: null, limit: 2 }),
    'failing runs, a page deep': (db) => listFailingRecords(db, projectId, { ...window, from: first, limit: 101 }),
    'failing runs to group': (db) => listFailingRecords(db, projectId, { ...window, from: null, limit: 91 }),
    'the newest run': (db) => findNewestRun(db, search),
    'the newest run of a version': (db) => findNewestRun(db, { ...search, version: '1' }),
    'the newest run of a branch that is far back': (db) => findNewestRun(db, { ...search, branch: 'rare' }),
    'the last green run': (db) => findGreenRun(db, search, last),
    'the last green run of a branch without one': (db) => findGreenRun(db, { ...search, branch: 'none' }, last),
    'whether a run is recorded': (db) => isRecorded(db, { projectId, runId: first.run_id }),
    'runs between': (db) => countRunsBetween(db, search, { after: first, upTo: last }),
  };
  const measured = await Promise.all(
    Object.entries(queries).map(async ([name, query]) => {
      const { reading, rows } = countingD1();
      await query(reading);
      return { name, ...rows };
    }),
  );
  expect(measured.every(({ read }) => read > 0)).toBe(true);
  expect(measured.filter(({ read }) => read > 200)).toEqual([]);
});
