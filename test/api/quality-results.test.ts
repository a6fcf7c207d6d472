import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { ResultDiff } from '../../src/domain/quality/diff';
import { TASK_TYPES } from '../../src/domain/quality/task';
import { formOf } from '../../src/domain/quality/forms';
import { type QualityResult, ResultOptions } from '../../src/domain/quality/result';
import { saveResult } from '../../src/runs/quality/save';
import { clearUnfinishedSaves } from '../../src/schedule/unfinished-saves';
import { sha256Of } from '../../src/store/quality-files';
import { expectProblem } from '../worker/problems';
import { type Answer, newProject, type Project, withToken } from '../worker/project';
import { NATIVE, SAMPLES } from '../worker/quality-samples';
import { storedState } from '../worker/storage';

const HOUR_MS = 3600 * 1000;
const MADE_UP = `res_${'0'.repeat(32)}`;

const send = (project: Project, query: string, body: unknown, headers: Record<string, string> = {}) =>
  project.request<{ result: QualityResult }>('POST', `/v1/results?${query}`, body, headers);

async function save(project: Project, query: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await send(project, query, body, headers);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body.result;
}

async function download(project: Project, url: string, headers: Record<string, string> = {}) {
  const { pathname } = new URL(url);
  return project.request<string>('GET', pathname, undefined, headers);
}

const pathsOf = ({ files }: QualityResult) => files.map(({ path }) => path);

const storedFiles = async ({ id }: Project) =>
  (await env.ARTIFACTS.list({ prefix: `projects/${id}/results/` })).objects.map(({ key }) => key);

function form(files: readonly { name: string; text: string }[]) {
  const boundary = 'the-boundary-of-a-test';
  const parts = files.map(
    ({ name, text }) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${text}\r\n`,
  );
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return { body: `${parts.join('')}--${boundary}--\r\n`, headers };
}

async function gzip(text: string): Promise<Uint8Array> {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

/** Everything that is told of a file is so. */
async function expectFiles(project: Project, { files }: QualityResult): Promise<void> {
  expect(files.length).toBeGreaterThan(0);
  for (const { url, size, sha256, path } of files) {
    const { status, headers, text } = await download(project, url);
    const bytes = new TextEncoder().encode(text);
    expect([path, status, bytes.byteLength, await sha256Of(bytes)]).toEqual([path, 200, size, sha256]);
    expect(headers.get('etag')).toBe(`"${sha256}"`);
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('content-type')).toBe('application/octet-stream');
  }
}

describe.each(TASK_TYPES)('a result of %s', (type) => {
  const { before, after } = SAMPLES[type];
  const native = NATIVE[type];

  test('is saved as JSON, found again, and its files are what is told of them', async () => {
    const project = await newProject();
    const query = `task_type=${type}&branch=main&commit=abcdef0&tag=nightly&tool=a-tool&tool_version=2&language=typescript`;
    const answer = await send(project, query, before);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    const { result } = answer.body;
    expect(answer.headers.get('location')).toBe(`/v1/results/${result.id}`);
    expect(result).toMatchObject({
      task_type: type,
      task: type,
      name: 'result',
      tool: { name: 'a-tool', version: '2' },
      tags: ['nightly'],
      source: { branch: 'main', commit: 'abcdef0' },
      pinned: false,
    });
    expect(result.files.some(({ role, format }) => role === 'primary' && format === 'json')).toBe(true);
    await expectFiles(project, result);
    expect((await project.request('GET', `/v1/results/${result.id}`)).body).toEqual(result);
    const { body } = await project.request<{ results: QualityResult[] }>('GET', `/v1/results?task_type=${type}`);
    expect(body.results).toEqual([result]);
  });

  test('is told apart from the one before it, as JSON and as Markdown', async () => {
    const project = await newProject();
    const [then, now] = [
      await save(project, `task_type=${type}`, before),
      await save(project, `task_type=${type}`, after),
    ];
    const path = `/v1/results/${then.id}/diff/${now.id}`;
    const { body } = await project.request<ResultDiff>('GET', path);
    expect(body).toMatchObject({ task_type: type, before: then.id, after: now.id, comparable: true, reason: null });
    const changed = [
      ...body.metrics.filter(({ delta }) => delta !== 0),
      ...body.groups.filter(({ count }) => count > 0),
    ];
    expect(changed.length).toBeGreaterThan(0);
    const markdown = await project.request('GET', path, undefined, { accept: 'text/markdown' });
    expect(markdown.text).toContain(now.id);
    const same = await project.request<ResultDiff>('GET', `/v1/results/${now.id}/diff/${now.id}`);
    expect(same.body.metrics.every(({ delta }) => delta === 0 || delta === null)).toBe(true);
    const notable = same.body.groups.filter(({ effect }) => effect !== 'neutral');
    expect(notable.filter(({ count }) => count > 0)).toEqual([]);
  });

  test.skipIf(native === undefined)("is saved from its tool's own files", async () => {
    const project = await newProject();
    const { body, headers } = form(native ?? []);
    const result = await save(project, `task_type=${type}`, body, headers);
    expect(Object.keys(result.summary).length).toBeGreaterThan(0);
    await expectFiles(project, result);
  });

  test('leaves nothing behind with persist=false, and answers with its files', async () => {
    const project = await newProject();
    const state = await storedState();
    const { status, body } = await project.request<{ files: { path: string; text: string }[] }>(
      'POST',
      `/v1/results?task_type=${type}&persist=false`,
      before,
    );
    expect(status).toBe(200);
    expect(body.files.every(({ text }) => text !== '')).toBe(true);
    expect(await storedState()).toEqual(state);
    const saved = await save(project, `task_type=${type}`, before);
    const endings = (paths: string[]) => paths.map((path) => path.replace(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d/, 'TIME'));
    expect(endings(body.files.map(({ path }) => path))).toEqual(endings(pathsOf(saved)));
    const primary = await save(project, `task_type=${type}&include_secondary=false`, before);
    const wanted = saved.files.filter(({ role }) => role === 'primary').map(({ format }) => format);
    expect(primary.files.map(({ format }) => format)).toEqual(wanted);
  });
});

test('a file as a tool wrote it is taken as a body, and compressed', async () => {
  const project = await newProject();
  const [lcov] = NATIVE['analyze-coverage'] ?? [];
  const plain = await save(project, 'task_type=analyze-coverage', lcov?.text, { 'content-type': 'text/plain' });
  const zipped = await save(project, 'task_type=analyze-coverage', await gzip(lcov?.text ?? ''), {
    'content-type': 'application/octet-stream',
    'content-encoding': 'gzip',
  });
  expect(plain.metrics).toMatchObject({ line_coverage: 50 });
  expect(zipped.metrics).toEqual(plain.metrics);
});

test('a task that is not known is kept as it is, under `other` and its own name', async () => {
  const project = await newProject();
  const result = await save(project, 'task_type=count-stars', { stars: 7 });
  expect(result).toMatchObject({ task_type: 'other', task: 'count-stars' });
  expect(pathsOf(result)[0]).toMatch(/^other\/.*count-stars\.json$/);
  const file = await download(project, result.files[0]?.url ?? '');
  expect(file.text).toContain('"stars"');
  const elsewhere = await save(project, 'task_type=count-moons', { moons: 2 });
  const { body } = await project.request('GET', `/v1/results/${result.id}/diff/${elsewhere.id}`);
  expect(body).toMatchObject({ comparable: false, reason: expect.stringContaining('count-moons') });
});

test('results of different tasks or tools are not compared, and why is said', async () => {
  const project = await newProject();
  const [a, b, c] = [
    await save(project, 'task_type=scan-security&tool=one', SAMPLES['scan-security'].before),
    await save(project, 'task_type=scan-security&tool=two', SAMPLES['scan-security'].before),
    await save(project, 'task_type=assess-quality', SAMPLES['assess-quality'].before),
  ];
  const diff = async (from: QualityResult, to: QualityResult) =>
    (await project.request<ResultDiff>('GET', `/v1/results/${from.id}/diff/${to.id}`)).body;
  expect(await diff(a, b)).toMatchObject({ comparable: false, metrics: [], groups: [] });
  expect((await diff(a, b)).reason).toContain('two');
  expect((await diff(a, c)).reason).toContain('assess-quality');
  const html = await project.request('GET', `/v1/results/${a.id}/diff/${a.id}`, undefined, { accept: 'text/html' });
  expectProblem(html, 406, 'not_acceptable');
});

describe('the paths of files', () => {
  const other = (project: Project, query: string) => save(project, `task_type=other&${query}`, { a: 1 });

  test('begin with the time or a prefix, and are never those of another result', async () => {
    const project = await newProject();
    const results = await Promise.all(Array.from({ length: 6 }, () => other(project, 'prefix=nightly')));
    results.push(await other(project, 'prefix=nightly'), await other(project, 'name=shop'), await other(project, ''));
    const paths = results.flatMap(pathsOf);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => /^other\/nightly_/.test(path))).toHaveLength(1);
    expect(paths.filter((path) => /^other\/nightly-[0-9a-f]{8}_/.test(path))).toHaveLength(6);
    expect(paths.at(-2)).toMatch(/^other\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d_shop_/);
  });

  test.each(['../../etc/passwd', '..\\..\\x', '/', '.', '..', 'a/../../b', '%00', 'Größe 1/2', '💥'])(
    'lead nowhere else with the name and the prefix %s',
    async (hostile) => {
      const project = await newProject();
      const text = encodeURIComponent(hostile);
      const result = await other(project, `name=${text}&prefix=${text}`);
      for (const path of pathsOf(result)) expect(path).toMatch(/^other\/[\p{L}\p{M}\p{N}_-][\p{L}\p{M}\p{N}._-]*$/u);
      await expectFiles(project, result);
      const task = await save(project, `task_type=${encodeURIComponent(`x${hostile}`.trim())}`, { a: 1 });
      for (const path of pathsOf(task)) expect(path.split('/')).toHaveLength(2);
    },
  );
});

describe('what is refused leaves nothing behind', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  const BYTES = { 'content-type': 'application/octet-stream' };
  const gz = { ...BYTES, 'content-encoding': 'gzip' };
  const REFUSED: [string, string, unknown, Record<string, string>, number, string, string?][] = [
    ['a field that is unknown', 'task_type=assess-quality', { metrics: [], x: 1 }, {}, 422, 'validation_failed', '/x'],
    [
      'a score above 100',
      'task_type=assess-quality',
      { metrics: [{ key: 'a', score: 101, measured_by: 'a test' }] },
      {},
      422,
      'validation_failed',
      '/metrics/0/score',
    ],
    ['a control character', 'task_type=other', { a: '\u001b[0m' }, {}, 422, 'validation_failed', '/a'],
    ['a list', 'task_type=other', [], {}, 422, 'validation_failed', ''],
    ['no JSON', 'task_type=other', '{"a"', JSON_TYPE, 400, 'malformed_request'],
    ['JSON of 9 MiB', 'task_type=other', { a: 'x'.repeat(9 * 1024 * 1024) }, {}, 413, 'too_large'],
    ['26 MiB of a file', 'task_type=scan-security', 'x'.repeat(26 * 1024 * 1024), BYTES, 413, 'too_large'],
    ['a file of another format', 'task_type=scan-security', 'TN:\nend_of_record\n', BYTES, 422, 'file_refused'],
    ['a file of a task without tools', 'task_type=other', 'x', BYTES, 415, 'unsupported_media_type'],
    ['broken gzip', 'task_type=scan-security', 'no gzip', gz, 422, 'file_refused'],
    [
      'a form that is none',
      'task_type=scan-security',
      'x',
      { 'content-type': 'multipart/form-data' },
      400,
      'malformed_request',
    ],
    ['options of a run', 'task_type=other&job=unit', {}, {}, 422, 'validation_failed', '/job'],
    ['options of a result', 'prefix=x', '<testsuite/>', BYTES, 422, 'validation_failed', '/prefix'],
    ['a version without its tool', 'task_type=other&tool_version=1', {}, {}, 422, 'validation_failed', '/tool_version'],
    [
      'more names of files than can be listed',
      'task_type=generate-tests',
      {
        language: 'typescript',
        tests: [],
        files: Array.from({ length: 500 }, (_, i) => ({
          path: `${`${'x'.repeat(120)}/`.repeat(4)}${i}.ts`,
          content: '',
        })),
      },
      {},
      413,
      'too_large',
    ],
    ['a name of two lines', 'task_type=other&name=a%0Ab', {}, {}, 422, 'validation_failed', '/name'],
  ];

  test.each(REFUSED)('%s', async (...row) => {
    const [, query, body, headers, status, code, pointer] = row;
    const project = await newProject();
    const state = await storedState();
    const { errors } = expectProblem(await send(project, query, body, headers), status, code);
    if (pointer !== undefined) expect(errors.map((error) => error.pointer)).toContain(pointer);
    expect(await storedState()).toEqual(state);
  });
});

test('another project is told of a result what it would be told of a made-up one', async () => {
  const [a, b] = [await newProject(), await newProject()];
  const mine = await save(a, 'task_type=other', { a: 1 });
  const own = await save(b, 'task_type=other', { b: 1 });
  for (const [method, rest] of [
    ['GET', ''],
    ['GET', '/files/0'],
    ['PUT', '/pin'],
    ['DELETE', '/pin'],
    ['GET', `/diff/${own.id}`],
  ] as const) {
    const ask = async (id: string) => {
      const { status, text } = await b.request(method, `/v1/results/${id}${rest}`);
      return { status, text: text.replaceAll(id, 'ID').replace(/req_\w+/, '') };
    };
    const theirs = await ask(mine.id);
    expect(theirs).toEqual(await ask(MADE_UP));
    expect(theirs.status).toBe(404);
  }
  for (const path of ['/v1/results', '/v1/results/index.json']) {
    expect((await b.request('GET', path)).text).not.toContain(mine.id);
  }
  expect((await a.request('GET', `/v1/results/${mine.id}`)).status).toBe(200);
});

describe('the list', () => {
  test('is newest first, in pages, and by type, branch, commit, tag and time', async () => {
    const project = await newProject();
    const saved: QualityResult[] = [];
    for (const query of ['branch=main&commit=aaaaaaa&tag=x', 'branch=main&tag=y', 'branch=other&commit=aaaaaaa']) {
      saved.push(await save(project, `task_type=other&${query}`, { a: 1 }));
      saved.push(await save(project, `task_type=assess-quality&${query}`, SAMPLES['assess-quality'].before));
    }
    const list = async (query: string) => {
      const found: string[] = [];
      for (let path: string | undefined = `/v1/results?${query}`; path !== undefined;) {
        const page: Answer<{ results: QualityResult[] }> = await project.request('GET', path);
        expect(page.status).toBe(200);
        found.push(...page.body.results.map(({ id }) => id));
        path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      }
      return found;
    };
    const ids = (passes: (result: QualityResult) => boolean) =>
      saved
        .filter(passes)
        .toSorted((one, two) => (one.created_at + one.id < two.created_at + two.id ? 1 : -1))
        .map(({ id }) => id);
    for (const limit of [1, 2, 50]) {
      expect(await list(`limit=${limit}`)).toEqual(ids(() => true));
      expect(await list(`limit=${limit}&tag=x`)).toEqual(ids(({ tags }) => tags.includes('x')));
      expect(await list(`limit=${limit}&branch=main`)).toEqual(ids(({ source }) => source.branch === 'main'));
      expect(await list(`limit=${limit}&commit=aaaaaaa&task_type=other`)).toEqual(
        ids(({ source, task_type }) => source.commit === 'aaaaaaa' && task_type === 'other'),
      );
      expect(await list(`limit=${limit}&task_type=other&branch=main`)).toEqual(
        ids(({ source, task_type }) => source.branch === 'main' && task_type === 'other'),
      );
    }
    const third = saved[2]?.created_at ?? '';
    expect(await list(`since=${third}`)).toEqual(ids(({ created_at }) => created_at >= third));
    expect(await list(`until=${third}`)).toEqual(ids(({ created_at }) => created_at < third));
    const page = await project.request<{ next_cursor: string }>('GET', '/v1/results?limit=1');
    const wrong = await project.request('GET', `/v1/results?limit=1&tag=x&cursor=${page.body.next_cursor}`);
    expectProblem(wrong, 400, 'malformed_request');
  });

  test('is one file too, oldest first, of any length', async () => {
    const project = await newProject();
    expect((await project.request('GET', '/v1/results/index.json')).body).toEqual({
      version: '1.0',
      created: null,
      updated: null,
      results: [],
      trends: {},
    });
    const saved: QualityResult[] = [];
    for (let i = 0; i < 21; i++) saved.push(await save(project, 'task_type=other', { i }));
    const { body } = await project.request<{ results: { id: string }[] }>('GET', '/v1/results/index.json');
    expect(body).toMatchObject({ version: '1.0', created: saved[0]?.created_at, updated: saved.at(-1)?.created_at });
    expect(body.results.map(({ id }) => id).sort()).toEqual(saved.map(({ id }) => id).sort());
    expect(body.results[0]).toEqual({
      id: body.results[0]?.id,
      type: 'other',
      timestamp: saved[0]?.created_at,
      files: expect.arrayContaining([expect.stringMatching(/^other\//)]),
      summary: expect.any(Object),
    });
  });
});

test('a pin is set and taken away by who may run, and stands in the result', async () => {
  const project = await newProject();
  const { id } = await save(project, 'task_type=other', { a: 1 });
  const path = `/v1/results/${id}`;
  expect((await project.request('PUT', `${path}/pin`)).body).toMatchObject({ id, pinned: true });
  expect((await project.request('GET', path)).body).toMatchObject({ pinned: true });
  expect((await project.request('DELETE', `${path}/pin`)).status).toBe(204);
  expect((await project.request('DELETE', `${path}/pin`)).status).toBe(204);
  expect((await project.request('GET', path)).body).toMatchObject({ pinned: false });
});

test('a file that the caller has is not sent again, and one past the last is not there', async () => {
  const project = await newProject();
  const { id, files } = await save(project, 'task_type=other', { a: 1 });
  const etag = `"${files[0]?.sha256}"`;
  const again = await download(project, files[0]?.url ?? '', { 'if-none-match': etag });
  expect([again.status, again.text]).toEqual([304, '']);
  expectProblem(await project.request('GET', `/v1/results/${id}/files/${files.length}`), 404, 'not_found');
});

test('a file that was compressed where it lies is read as it was', async () => {
  const project = await newProject();
  const result = await save(project, 'task_type=other', { a: 'x'.repeat(1000) });
  const key = `projects/${project.id}/results/${result.id}/${result.files[0]?.path}`;
  const plain = await (await env.ARTIFACTS.get(key))?.text();
  await env.ARTIFACTS.put(key, await gzip(plain ?? ''), { customMetadata: { encoding: 'gzip' } });
  await expectFiles(project, result);
});

describe('with an Idempotency-Key', () => {
  const KEY = { 'idempotency-key': 'build-1' };

  test('the same request finds its result, at once or later, and another one is refused', async () => {
    const project = await newProject();
    const answers = await Promise.all([1, 2, 3].map(() => send(project, 'task_type=other', { a: 1 }, KEY)));
    answers.push(await send(project, 'task_type=other', { a: 1 }, KEY));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(answers.at(-1)?.headers.get('idempotent-replayed')).toBe('true');
    expectProblem(await send(project, 'task_type=other', { a: 2 }, KEY), 422, 'idempotency_key_reused');
    const { body } = await project.request<{ results: unknown[] }>('GET', '/v1/results');
    expect(body.results).toHaveLength(1);
  });

  /** The traces of a save that died before its last step. */
  async function killed(project: Project) {
    const { id } = await save(project, 'task_type=other', { a: 1 }, KEY);
    const row = await env.DB.prepare('SELECT * FROM quality_result WHERE id = ?').bind(id).first<QualityRowTraces>();
    await env.DB.batch([
      env.DB.prepare('DELETE FROM quality_result WHERE id = ?').bind(id),
      env.DB.prepare(
        'INSERT INTO quality_save (project_id, id, created_at, stem, fingerprint) VALUES (?, ?, ?, ?, ?)',
      ).bind(project.id, id, row?.created_at, row?.stem, row?.fingerprint),
      env.DB.prepare('DELETE FROM quality_upkeep WHERE id = ?').bind(id),
    ]);
    return id;
  }

  interface QualityRowTraces {
    created_at: string;
    stem: string;
    fingerprint: string;
  }

  test('a save that died is completed by the same request, with the files that it had stored', async () => {
    const project = await newProject();
    const id = await killed(project);
    const files = await storedFiles(project);
    expect((await project.request('GET', `/v1/results/${id}`)).status).toBe(404);
    const result = await save(project, 'task_type=other', { a: 1 }, KEY);
    expect(result.id).toBe(id);
    expect(await storedFiles(project)).toEqual(files);
    await expectFiles(project, result);
    await clearUnfinishedSaves(env, Date.now() + 2 * HOUR_MS);
    await expectFiles(project, result);
  });

  test('a save that died and nobody repeats leaves no file, and its key is free', async () => {
    const project = await newProject();
    const id = await killed(project);
    await clearUnfinishedSaves(env, Date.now());
    expect((await storedFiles(project)).length).toBeGreaterThan(0);
    await clearUnfinishedSaves(env, Date.now() + 2 * HOUR_MS);
    expect(await storedFiles(project)).toEqual([]);
    expect((await save(project, 'task_type=other', { a: 1 }, KEY)).id).toBe(id);
  });

  test('a save that dies at any write shows nothing of it, and the same request completes it', async () => {
    const project = await newProject();
    const options = ResultOptions.parse({});
    const payload = formOf('scan-security').payload.parse(SAMPLES['scan-security'].after);
    const result = { task_type: 'scan-security', task: 'scan-security', options, payload } as const;
    const attempt = (writes: number) =>
      saveResult(dyingAfter(writes), env.DB, { projectId: project.id, idempotencyKey: 'a', result });
    let deaths = 0;
    for (let writes = 0; ; writes++) {
      const saved = await attempt(writes).catch((cause: unknown) => cause);
      const { body } = await project.request<{ results: QualityResult[] }>('GET', '/v1/results');
      if (saved instanceof Error) {
        deaths++;
        expect(saved.message).toBe('R2 died');
        expect(body.results).toEqual([]);
        continue;
      }
      expect(body.results).toHaveLength(1);
      if (body.results[0]) await expectFiles(project, body.results[0]);
      // What it is made of, and its three files.
      expect(deaths).toBe(4);
      return;
    }
  });

  test('a save that is being cleared away is not completed', async () => {
    const project = await newProject();
    const id = await killed(project);
    await env.DB.prepare("UPDATE quality_save SET abandoned_at = 'now' WHERE id = ?").bind(id).run();
    expectProblem(await send(project, 'task_type=other', { a: 1 }, KEY), 503, 'unavailable');
    expect((await project.request('GET', `/v1/results/${id}`)).status).toBe(404);
  });
});

/** The Worker's bindings, with an R2 that dies after some writes. */
function dyingAfter(writes: number): Env {
  let left = writes;
  const ARTIFACTS = new Proxy(env.ARTIFACTS, {
    get(bucket, key) {
      if (key === 'put' && left-- <= 0) return () => Promise.reject(new Error('R2 died'));
      return Reflect.get(bucket, key).bind(bucket);
    },
  });
  return { ...env, ARTIFACTS };
}

test('who may only read can neither save nor pin', async () => {
  const project = await newProject({ scopes: ['read'] });
  const api = withToken(project.token);
  expectProblem(await api.request('POST', '/v1/results?task_type=other', {}), 403, 'scope_missing');
  expectProblem(await api.request('PUT', `/v1/results/${MADE_UP}/pin`), 403, 'scope_missing');
});
