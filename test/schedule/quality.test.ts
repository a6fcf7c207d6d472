import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { QualityResult } from '../../src/domain/quality/result';
import type { TypeTrend } from '../../src/domain/quality/trend';
import { keepResults } from '../../src/schedule/result-upkeep';
import { computeTrends } from '../../src/schedule/trends';
import { payloadKey, resultKey } from '../../src/store/quality-files';
import { decideResultPurges, resultsToClear } from '../../src/store/quality-upkeep';
import { findRetention } from '../../src/store/retention';
import { newProject, newToken, type Project, withToken } from '../worker/project';

const DAY_MS = 24 * 3600 * 1000;
const inDays = (days: number) => Date.now() + days * DAY_MS;

/** A project, and the same one in the hands of its administrator. */
async function aProject() {
  const project = await newProject();
  const row = await env.DB.prepare('SELECT name FROM project WHERE id = ?').bind(project.id).first<{ name: string }>();
  const admin = withToken(await newToken(row?.name ?? '', ['admin']));
  const policy = (change: object) =>
    admin.request('PUT', '/v1/project/retention', { artifact_days: 30, hold_tags: [], ...change });
  const freed = async () => {
    const { body } = await admin.request<{ freed: Record<string, number> }>('GET', '/v1/project/retention');
    return body.freed;
  };
  return { project, admin, policy, freed };
}

const METRICS = Array.from({ length: 40 }, (_, i) => ({ key: `part-${i}`, score: 70, measured_by: 'a tool of ours' }));

async function aResult(project: Project, query = ''): Promise<QualityResult> {
  const path = `/v1/results?task_type=assess-quality${query}`;
  const { status, body } = await project.request<{ result: QualityResult }>('POST', path, { metrics: METRICS });
  expect(status).toBe(201);
  return body.result;
}

const fileOf = (project: Project, { id }: Pick<QualityResult, 'id'>, n = 0) =>
  project.request<{ detail: string }>('GET', `/v1/results/${id}/files/${n}`);

async function stored(project: Project, { id }: Pick<QualityResult, 'id'>) {
  const prefix = resultKey({ projectId: project.id, id }, '');
  return (await env.ARTIFACTS.list({ prefix, include: ['customMetadata'] })).objects;
}

/** Of its files; what it was made of lies beside them, compressed from the start. */
async function filesSize(project: Project, { id }: Pick<QualityResult, 'id'>) {
  const payload = payloadKey({ projectId: project.id, id });
  const files = (await stored(project, { id })).filter(({ key }) => key !== payload);
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** A binding of which one method is another one's. */
function replaced<T extends object>(binding: T, method: string, call: (original: () => unknown) => unknown): T {
  return new Proxy(binding, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return name === method ? (...args: unknown[]) => call(() => value.apply(target, args)) : value.bind(target);
    },
  });
}

/** A binding of which the `nth` call of a method fails. */
function failing<T extends object>(binding: T, method: string, nth = 1): T {
  let count = 0;
  return replaced(binding, method, (original) => {
    count += 1;
    return count === nth ? Promise.reject(new Error('it does not answer')) : original();
  });
}

describe('the retention of results', () => {
  test('keeps files for as many days as the project says for their task, and 30 where it says nothing', async () => {
    const { project, policy } = await aProject();
    const other = await aProject();
    await policy({ result_days: { 'assess-quality': 7 } });
    const [result, kept] = [await aResult(project), await aResult(other.project)];

    await keepResults(env, inDays(6.9));
    expect((await fileOf(project, result)).status).toBe(200);
    await keepResults(env, inDays(7.1));
    expect((await fileOf(project, result)).status).toBe(410);
    expect(await stored(project, result)).toEqual([]);
    expect((await fileOf(other.project, kept)).status).toBe(200);
    await keepResults(env, inDays(30.1));
    expect((await fileOf(other.project, kept)).status).toBe(410);
  });

  test('of a purged result the files answer 410 with when and why, and its row stays', async () => {
    const { project, policy } = await aProject();
    await policy({ result_days: { 'assess-quality': 3 } });
    const result = await aResult(project);
    const now = inDays(4);
    await keepResults(env, now);
    const { body } = await fileOf(project, result);
    expect(body.detail).toContain(new Date(now).toISOString());
    expect(body.detail).toContain('older than 3 days');
    const read = await project.request<QualityResult>('GET', `/v1/results/${result.id}`);
    expect(read).toMatchObject({ status: 200, body: { id: result.id, metrics: { quality_score: 70 } } });
  });

  test('a pinned result is kept, until it is pinned no more', async () => {
    const { project } = await aProject();
    const result = await aResult(project);
    const pin = (method: string) => project.request(method, `/v1/results/${result.id}/pin`);
    expect((await pin('PUT')).status).toBeLessThan(300);
    await keepResults(env, inDays(400));
    expect((await fileOf(project, result)).status).toBe(200);
    expect((await pin('DELETE')).status).toBeLessThan(300);
    await keepResults(env, inDays(400));
    expect((await fileOf(project, result)).status).toBe(410);
  });

  test('an R2 that fails in the middle leaves nothing readable; what was freed is counted once', async () => {
    const { project, freed } = await aProject();
    const result = await aResult(project);
    const bytes = await filesSize(project, result);
    // Compressing fails too, so that the plain size is what is freed.
    await keepResults({ ...env, ARTIFACTS: failing(failing(env.ARTIFACTS, 'delete'), 'get') }, inDays(31));
    expect((await fileOf(project, result)).status).toBe(410);
    expect(await freed()).toMatchObject({ purged: 0, bytes_purged: 0 });
    for (let tick = 0; tick < 3; tick++) await keepResults(env, inDays(31));
    expect(await stored(project, result)).toEqual([]);
    expect(await freed()).toMatchObject({ purged: 1, bytes_purged: bytes });
  });

  test('a D1 that fails when the files are gone loses no count: the next tick notes it', async () => {
    const { project, freed } = await aProject();
    const result = await aResult(project);
    const bytes = await filesSize(project, result);
    await keepResults({ ...env, DB: failing(env.DB, 'batch') }, inDays(31));
    expect(await stored(project, result)).toEqual([]);
    expect(await freed()).toMatchObject({ purged: 0 });
    await keepResults(env, inDays(31));
    expect(await freed()).toMatchObject({ purged: 1, bytes_purged: bytes });
  });

  test('what is decided under a policy that was changed meanwhile is not carried out', async () => {
    const { project, policy } = await aProject();
    const result = await aResult(project);
    const earlier = await findRetention(env.DB, project.id);
    await policy({ result_days: { 'assess-quality': 3650 } });
    expect(await decideResultPurges(env.DB, earlier, { now: inDays(40), most: 10 })).toBe(0);
    expect((await resultsToClear(env.DB, 100)).map(({ id }) => id)).not.toContain(result.id);
    expect((await fileOf(project, result)).status).toBe(200);
  });

  test('a policy that leaves the rules for results out leaves them as they are', async () => {
    const { admin, policy } = await aProject();
    await policy({ result_days: { 'scan-security': 90 }, compress_after_days: 3 });
    await policy({ artifact_days: 5 });
    expect((await admin.request('GET', '/v1/project/retention')).body).toMatchObject({
      artifact_days: 5,
      result_days: { 'scan-security': 90 },
      compress_after_days: 3,
    });
  });
});

describe('the compression of results', () => {
  test('makes files smaller where they lie, and who reads them sees no difference', async () => {
    const { project, freed } = await aProject();
    const result = await aResult(project);
    const read = () => Promise.all(result.files.map(({ url }) => project.request('GET', url)));
    const before = await read();
    const [plain, plainSize] = [await stored(project, result), await filesSize(project, result)];
    await keepResults(env, inDays(6.9));
    expect((await stored(project, result)).map(({ etag }) => etag)).toEqual(plain.map(({ etag }) => etag));

    await keepResults(env, inDays(7.1));
    const after = await read();
    for (const [i, answer] of after.entries()) {
      expect(answer.text).toBe(before[i]?.text);
      for (const header of ['content-type', 'content-length', 'etag']) {
        expect(answer.headers.get(header)).toBe(before[i]?.headers.get(header));
      }
    }
    const compressed = await stored(project, result);
    expect(compressed.map(({ key }) => key)).toEqual(plain.map(({ key }) => key));
    const size = await filesSize(project, result);
    expect(size).toBeLessThan(plainSize / 2);
    const json = compressed.find(({ key }) => key.endsWith('.json'));
    const file = result.files.find(({ path }) => json?.key.endsWith(path));
    expect(json?.customMetadata).toMatchObject({ encoding: 'gzip', sha256: file?.sha256, size: String(file?.size) });
    expect(await freed()).toMatchObject({ compressed: 1, bytes_saved: plainSize - size });
  });

  test('that is repeated changes nothing and counts nothing twice', async () => {
    const { project, freed } = await aProject();
    const result = await aResult(project);
    await keepResults(env, inDays(8));
    const [objects, totals] = [await stored(project, result), await freed()];
    await keepResults(env, inDays(9));
    expect((await stored(project, result)).map(({ etag }) => etag)).toEqual(objects.map(({ etag }) => etag));
    expect(await freed()).toEqual(totals);
  });

  test.each([
    ['R2 fails at its second file', () => ({ ...env, ARTIFACTS: failing(env.ARTIFACTS, 'put', 2) })],
    ['D1 fails when the files are compressed', () => ({ ...env, DB: failing(env.DB, 'batch') })],
  ])('goes on after %s, and counts once', async (_, broken) => {
    const { project, freed } = await aProject();
    const result = await aResult(project);
    const before = await Promise.all(result.files.map(({ url }) => project.request('GET', url)));
    const plain = await filesSize(project, result);
    await keepResults(broken(), inDays(8));
    expect(await freed()).toMatchObject({ compressed: 0, bytes_saved: 0 });
    // To the end of the line: as old as what is just old enough.
    await keepResults(env, inDays(8.1));
    expect(await freed()).toMatchObject({ compressed: 1, bytes_saved: plain - (await filesSize(project, result)) });
    const after = await Promise.all(result.files.map(({ url }) => project.request('GET', url)));
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
  });

  test('a file that was deleted while it was being compressed stays deleted', async () => {
    const { project } = await aProject();
    const result = await aResult(project);
    const keys = (await stored(project, result)).map(({ key }) => key);
    const bucket = replaced(env.ARTIFACTS, 'put', async (original) => {
      await env.ARTIFACTS.delete(keys);
      return original();
    });
    await keepResults({ ...env, ARTIFACTS: bucket }, inDays(8));
    expect(await stored(project, result)).toEqual([]);
  });

  test('a file that is not the one that was saved is left as it is', async () => {
    const { project, freed } = await aProject();
    const result = await aResult(project);
    const key = resultKey({ projectId: project.id, id: result.id }, result.files[0]?.path ?? '');
    await env.ARTIFACTS.put(key, 'something else '.repeat(100));
    await keepResults(env, inDays(8));
    expect(await (await env.ARTIFACTS.get(key))?.text()).toBe('something else '.repeat(100));
    expect(await freed()).toMatchObject({ compressed: 0 });
  });

  test('a purge of what was compressed frees what it took then', async () => {
    const { project, freed } = await aProject();
    const result = await aResult(project);
    await keepResults(env, inDays(8));
    const bytes = await filesSize(project, result);
    await keepResults(env, inDays(31));
    expect(await freed()).toMatchObject({ purged: 1, bytes_purged: bytes, compressed: 1 });
  });
});

/** Rows of results with a line coverage each, without files: one every `every` milliseconds, the last one now. */
async function coverageRows(
  project: Project,
  {
    count,
    every,
    line,
    branch = 'main',
  }: { count: number; every: number; line: (i: number) => number | null; branch?: string },
) {
  const rows = Array.from({ length: count }, (_, i) => ({
    id: `res_${branch}_${i}`,
    created_at: new Date(Date.now() - (count - 1 - i) * every).toISOString(),
    metrics: JSON.stringify({ line_coverage: line(i), branch_coverage: null, function_coverage: null }),
  }));
  for (let from = 0; from < rows.length; from += 2000) {
    await env.DB.prepare(
      `INSERT INTO quality_result (project_id, id, created_at, task_type, task, branch, tags, bytes, name, triggered_by,
         stem, fingerprint, metrics, summary, files)
       SELECT ?1, value->>'id', value->>'created_at', 'analyze-coverage', 'analyze-coverage', ?3, '[]', 0, 'result',
         'api', value->>'id', '', value->>'metrics', '{}', '[]' FROM json_each(?2)`,
    )
      .bind(project.id, JSON.stringify(rows.slice(from, from + 2000)), branch)
      .run();
  }
}

async function trendsOf(project: Project, query = ''): Promise<TypeTrend[]> {
  const { status, body } = await project.request<{ trends: TypeTrend[] }>('GET', `/v1/trends${query}`);
  expect(status).toBe(200);
  return body.trends;
}

describe('trends', () => {
  test('of 10,000 results of a task are computed in one tick that reads no more than that', async () => {
    const project = await newProject();
    await env.DB.prepare('UPDATE quality_trend SET due_at = NULL').run(); // Of what other tests have left.
    await coverageRows(project, { count: 10_000, every: (80 * DAY_MS) / 10_000, line: (i) => 50 + i / 500 });
    let rowsRead = 0;
    let queries = 0;
    const counting = replaced(env.DB, 'prepare', (original) => {
      const statement = original() as D1PreparedStatement;
      return replaced(statement, 'bind', (bound) =>
        replaced(bound() as D1PreparedStatement, 'all', async (all) => {
          const result = (await all()) as D1Result;
          rowsRead += result.meta.rows_read;
          queries += 1;
          return result;
        }),
      );
    });
    await computeTrends({ ...env, DB: counting }, Date.now());
    const [trend] = await trendsOf(project);
    expect(trend).toMatchObject({ task_type: 'analyze-coverage', results: 10_000, branch: 'main' });
    const [line, branch] = trend?.metrics ?? [];
    expect(line?.windows).toMatchObject([
      { improving: true },
      { improving: true },
      { improving: true, points: 10_000 },
    ]);
    expect(line?.windows[2]?.slope).toBeCloseTo(0.25, 2);
    expect(branch?.windows[2]).toMatchObject({ improving: null, slope: null, delta: null, points: 0 });
    expect(rowsRead).toBeLessThan(20_100);
    expect(queries).toBeLessThan(10);
  });

  test('that are too many for one tick are computed by the next, the longest waiting first', async () => {
    const projects = [
      await newProject(),
      await newProject(),
      await newProject(),
      await newProject(),
      await newProject(),
    ];
    for (const project of projects) {
      await coverageRows(project, { count: 9_000, every: 60_000, line: () => 80 });
    }
    const done = async () => (await Promise.all(projects.map((project) => trendsOf(project)))).flat().length;
    const due = async () => {
      const row = await env.DB.prepare('SELECT count(*) AS n FROM quality_trend WHERE due_at <= ?')
        .bind(new Date().toISOString())
        .first<{ n: number }>();
      return row?.n;
    };
    await computeTrends(env, Date.now());
    expect(await done()).toBeGreaterThan(0);
    expect(await done()).toBeLessThan(projects.length);
    for (let tick = 0; tick < 4 && (await due()) !== 0; tick++) await computeTrends(env, Date.now());
    expect(await done()).toBe(projects.length);
    expect(await due()).toBe(0);
  });

  test('of another branch are another series, and make no line with the longest one', async () => {
    const project = await newProject();
    await coverageRows(project, { count: 20, every: DAY_MS, line: () => 80 });
    await coverageRows(project, { count: 10, every: DAY_MS, line: (i) => i, branch: 'feature' });
    await computeTrends(env, Date.now());
    const [trend] = await trendsOf(project);
    expect(trend).toMatchObject({ branch: 'main', results: 20 });
    expect(trend?.metrics[0]?.windows[1]).toMatchObject({ delta: 0, slope: 0, improving: null, days: 20 });
  });

  test('are computed again for a new result, an hour later at the earliest, and without one a day later', async () => {
    const project = await newProject();
    await aResult(project);
    const dueAt = async () =>
      env.DB.prepare('SELECT due_at FROM quality_trend WHERE project_id = ?').bind(project.id).first<string>('due_at');
    const now = Date.now();
    await computeTrends(env, now);
    expect(await dueAt()).toBe(new Date(now + DAY_MS).toISOString());
    await aResult(project);
    expect(await dueAt()).toBe(new Date(now + 3600_000).toISOString());
    await computeTrends(env, now + 3600_000);
    expect((await trendsOf(project, '?task_type=assess-quality'))[0]?.results).toBe(2);
    // Nothing of it is within 90 days any more: it is due again only with a new result.
    await computeTrends(env, now + 95 * DAY_MS);
    expect(await dueAt()).toBeNull();
    await aResult(project);
    expect(await dueAt()).not.toBeNull();
  });

  test('are those of the own project', async () => {
    const [mine, other] = [await newProject(), await newProject()];
    await aResult(other);
    await computeTrends(env, Date.now());
    expect(await trendsOf(mine)).toEqual([]);
    expect(await trendsOf(other)).toHaveLength(1);
  });
});
