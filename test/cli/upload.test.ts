import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { uploadCommand } from '../../src/cli/upload';
import type { CiFile } from '../../src/domain/ci-run/file';
import type { CiRun } from '../../src/domain/ci-run/view';
import { run, serve } from './service';

const folder = mkdtempSync(join(tmpdir(), 'assay-upload-'));
const REPORT = '<testsuite name="s"><testcase name="t"/></testsuite>';

beforeEach(() => {
  for (const name of ['GITHUB_ACTIONS', 'GITLAB_CI', 'BUILDKITE', 'CIRCLECI', 'JENKINS_URL']) vi.stubEnv(name, '');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RUN: CiRun = {
  schema_version: 'ci_run@1',
  id: `run_ci${'0'.repeat(30)}`,
  kind: 'ci',
  ...{ name: 'ci', handle: null, status: 'open', ended_by: null, verdict: null, rules: [], tests: null },
  ...{ failures: null, failing: [], failing_cut: 0, flaky: [], diagnoses: [], diagnosed_by: null, summary: null },
  ...{ findings: null, finding_changes: null, coverage: null, parts: [], declared_parts: null, files: 0 },
  ...{ not_followed: 0, warnings: [], triggered_by: 'api', tags: [] },
  source: { commit: null, branch: null, environment: null, ci_provider: null, build_url: null },
  ...{ created_at: '2026-11-21T00:00:00Z', deadline_at: '2026-11-21T06:00:00Z', finished_at: null },
  ...{ duration_ms: null, report_url: null },
};

const fileNamed = (name: string, bytes: Uint8Array): CiFile => ({
  id: `fil_${'0'.repeat(22)}`,
  ...{ part: 'default', attempt: 1, name, suite: null, runner: null, rerun: 0, state: 'kept', format: 'junit' },
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  ...{ received_at: '2026-11-21T00:00:00Z', refusal: null, warnings: [], content: null, raw_url: null },
});

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Buffer;
  encoding: string | undefined;
}

async function readRequest(request: IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? '', 'http://service');
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  return {
    method: request.method ?? '',
    path: url.pathname.replace(RUN.id, 'RUN'),
    query: url.searchParams,
    body: Buffer.concat(pieces),
    encoding: request.headers['content-encoding'],
  };
}

interface Answer {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Stands for the service: takes everything, unless `answer` says otherwise. */
async function service(answer: (asked: Asked, count: number) => Answer | undefined = () => undefined) {
  const asked: Asked[] = [];
  const usual = ({ method, path, query, body }: Asked): Answer => {
    if (method === 'POST' && path.endsWith('/files')) {
      return { status: 201, body: { files: [fileNamed(query.get('name') ?? '', gunzipSync(body))] } };
    }
    return { body: path.endsWith('/finish') ? { ...RUN, status: 'finished', verdict: 'failed' } : RUN };
  };
  const url = await serve(async (request, response) => {
    const one = await readRequest(request);
    asked.push(one);
    const same = asked.filter(({ method, path }) => method === one.method && path === one.path).length;
    const { status = 200, body, headers = {} } = answer(one, same) ?? usual(one);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  const upload = (...args: string[]) => run(uploadCommand, ...args, '--url', url, '--token', 'a-token');
  return { asked, upload };
}

function writeReport(name: string, text = REPORT): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const steps = (asked: readonly Asked[]) => asked.map(({ method, path }) => `${method} ${path.replace('/v1/', '')}`);

test('a file goes compressed, its part is completed, and without a handle the run is finished', async () => {
  const { asked, upload } = await service();
  const { outcome, text } = await upload(writeReport('a.xml'), '--job', 'linux', '--suite', 'unit');
  expect(outcome, text).toBe(0);
  expect(steps(asked)).toEqual([
    'POST ci-runs',
    'POST runs/RUN/files',
    'PUT runs/RUN/parts/linux',
    'POST runs/RUN/finish',
  ]);
  const sent = asked[1];
  expect(sent?.encoding).toBe('gzip');
  expect(gunzipSync(sent?.body ?? '').toString()).toBe(REPORT);
  expect(Object.fromEntries(sent?.query ?? [])).toMatchObject({ job: 'linux', suite: 'unit', complete: 'false' });
  expect(text).not.toContain('a-token');
});

test('with a handle the run stays open until somebody finishes it, and --gate ends by the verdict', async () => {
  const { asked, upload } = await service();
  expect((await upload(writeReport('a.xml'), '--handle', 'build 1')).outcome).toBe(0);
  expect(steps(asked)).not.toContain('POST runs/RUN/finish');
  const gated = await upload('--handle', 'build 1', '--gate');
  expect(gated.outcome).toBe(1);
  expect(gated.text).toContain('FAILED');
});

test('what a part has said of itself stays when another file comes', async () => {
  const known = { name: 'default', attempt: 1, tool: null, exit_code: 7, error: null, skipped: null, complete: false };
  const part = { ...known, files: 0, updated_at: '2026-11-21T00:00:00Z' };
  const { asked, upload } = await service(({ path }) =>
    path === '/v1/ci-runs' ? { status: 201, body: { ...RUN, parts: [part] } } : undefined,
  );
  await upload(writeReport('a.xml'));
  const put = asked.find(({ method }) => method === 'PUT');
  expect(JSON.parse(String(put?.body))).toMatchObject({ exit_code: 7, attempt: 1, complete: true });
});

test('a call that fails for a while is repeated under the same name, and not before Retry-After', async () => {
  const at: number[] = [];
  const { asked, upload } = await service(({ path }, count) => {
    if (!path.endsWith('/files')) return undefined;
    at.push(performance.now());
    const headers = { 'retry-after': '1' };
    return count < 3
      ? { status: count === 1 ? 429 : 503, body: { code: 'busy', detail: 'later' }, headers }
      : undefined;
  });
  expect((await upload(writeReport('a.xml'))).outcome).toBe(0);
  const names = asked.filter(({ path }) => path.endsWith('/files')).map(({ query }) => query.get('name'));
  expect(new Set(names).size).toBe(1);
  expect(names).toHaveLength(3);
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990);
});

test('when patience is over the command ends with 4, and with 0 only where that is asked for', async () => {
  const { upload } = await service(() => ({ status: 503, body: { code: 'down', detail: 'down' } }));
  expect((await upload(writeReport('a.xml'), '--patience', '0')).outcome).toBe(4);
  expect((await upload(writeReport('a.xml'), '--patience', '0', '--lenient')).outcome).toBe(0);
});

test('a refused file ends it with 1 and its reason, and the others are sent', async () => {
  const refusal = { pointer: '/files/0', code: 'truncated', detail: 'it ends before its end' };
  const { asked, upload } = await service(({ path, query }) =>
    path.endsWith('/files') && query.get('name')?.endsWith('bad.xml')
      ? { status: 422, body: { code: 'file_refused', detail: 'could not be read', errors: [refusal] } }
      : undefined,
  );
  const { outcome, text } = await upload(writeReport('bad.xml'), writeReport('good.xml'));
  expect(outcome).toBe(1);
  expect(text).toContain('it ends before its end');
  expect(asked.filter(({ path }) => path.endsWith('/files'))).toHaveLength(2);
});

test('of a folder what is a report by its content is sent, and a file that is named itself in any case', async () => {
  const inside = join(folder, 'reports', 'deep');
  mkdirSync(inside, { recursive: true });
  writeFileSync(join(inside, 'report.anything'), REPORT);
  writeFileSync(join(inside, 'page.html'), '<html></html>');
  const { asked, upload } = await service();
  const { text } = await upload(join(folder, 'reports'), writeReport('notes.txt', 'notes'));
  const names = asked.filter(({ path }) => path.endsWith('/files')).map(({ query }) => query.get('name') ?? '');
  expect(names.map((name) => name.split('/').at(-1))).toEqual(['report.anything', 'notes.txt']);
  expect(text).toContain('1 file in folders is no report');
});

test('what is not there, or no file at all, is a misuse', async () => {
  const { asked, upload } = await service();
  expect((await upload('nowhere.xml')).outcome).toEqual({ misuse: 'There is no nowhere.xml.' });
  expect((await upload('--handle', 'x')).outcome).toEqual({ misuse: 'At least one file is needed.' });
  expect(asked).toEqual([]);
});

test('parts of another file that was cut off under the same name are thrown away, not mixed in', async () => {
  const long = `${REPORT}${' '.repeat(90_000_000)}`;
  const path = writeReport('long.xml', long);
  const bytes = Buffer.from(long);
  const partBytes = 46_000_000;
  const stale = { file_id: `fil_${'1'.repeat(22)}`, part_bytes: partBytes, parts: [{ part: 1, size: partBytes }] };
  const fresh = { file_id: `fil_${'2'.repeat(22)}`, part_bytes: partBytes, parts: [] };
  const { asked, upload } = await service(({ method, path: asking, query }) => {
    const name = query.get('name') ?? '';
    if (method === 'GET' && asking.endsWith('/files')) {
      const receiving = { ...fileNamed('', bytes), id: stale.file_id, state: 'receiving', sha256: null, size: null };
      return { body: { files: [{ ...receiving, name: nameInRun(path) }] } };
    }
    if (method === 'GET') return { body: stale };
    if (asking.endsWith('/uploads')) return { status: 201, body: fresh };
    if (!asking.endsWith('/complete')) return undefined;
    const whole = asking.includes(fresh.file_id);
    return { status: 201, body: { files: [fileNamed(name, whole ? bytes : Buffer.from('mixed'))] } };
  });
  expect((await upload(path)).outcome).toBe(0);
  const puts = asked.filter(({ method, path: asking }) => method === 'PUT' && asking.includes('/uploads/'));
  expect(puts.map(({ path: asking }) => asking.split('/').slice(-3).join(' '))).toEqual([
    `${stale.file_id} parts 2`,
    `${fresh.file_id} parts 1`,
    `${fresh.file_id} parts 2`,
  ]);
  expect(Buffer.concat(puts.slice(1).map(({ body }) => body)).equals(bytes)).toBe(true);
}, 30_000);

/** As the command names a file that it is told of by its whole path. */
const nameInRun = (path: string) => relative(process.cwd(), path).split(sep).join('/');
