import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { keyedDigest } from '../../src/effects/ids';
import { SCOPES } from '../../src/store/tokens';
import { describeApi } from '../worker/conformance';
import { type Answer, newProject, newToken, send, withToken } from '../worker/project';
import { aRecordedRun, MADE_UP_RUN } from '../worker/requests';
import { rowsOfD1, storedState } from '../worker/storage';

const operator = withToken(env.ASSAY_OPERATOR_TOKEN);
const aToken = (more: object = {}) => ({ project: 'access', name: 'a test', ...more });

async function makeToken(more: object = {}) {
  const { status, text, body } = await operator.request<{ id: string; token: string; expires_at: string | null }>(
    'POST',
    '/v1/tokens',
    aToken(more),
  );
  if (status !== 201) throw new Error(`no token: ${text}`);
  return body;
}

/** A bookmark names a state of the database, which goes on with every request. */
const OF_EACH_REQUEST = new Set(['x-request-id', 'date', 'x-d1-bookmark']);

/** What an answer says, without what differs between any two requests. */
function said({ status, headers, text }: Answer) {
  const shown = Object.fromEntries([...headers].filter(([name]) => !OF_EACH_REQUEST.has(name)));
  return { status, headers: shown, text: text.replace(/"request_id":"req_\w+"/, '') };
}

describe('tokens', () => {
  test('only the operator makes and revokes them', async () => {
    const admin = await newToken('access', ['admin']);
    for (const token of [admin, `${env.ASSAY_OPERATOR_TOKEN}x`, 'none']) {
      const api = withToken(token);
      for (const refused of [
        await api.request('POST', '/v1/tokens', aToken()),
        await api.request('DELETE', '/v1/tokens/tok_any'),
      ]) {
        expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
        expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    }
    expect((await operator.request('POST', '/v1/tokens', aToken())).status).toBe(201);
  });

  test('a token is stored as a keyed digest, and nowhere in D1 as it is', async () => {
    const token = await newToken('access');
    const rows = await rowsOfD1();
    expect(JSON.stringify(rows)).not.toContain(token.slice('assay_project_'.length, -6));
    const digests = rows.token?.map((row) => Reflect.get(Object(row), 'digest'));
    expect(digests).toContain(keyedDigest(env.ASSAY_SECRET, 'token', token));
  });

  test('wrong, malformed, unknown, revoked and expired ones get one and the same 401, which tells of nothing', async () => {
    const project = await newProject();
    const run = await project.finished(await project.start(aRecordedRun()));
    const revoked = await makeToken();
    await operator.request('DELETE', `/v1/tokens/${revoked.id}`);
    const expired = await makeToken({ expires_at: '2026-01-01T00:00:00Z' });
    const unknown = `${project.token.slice(0, -1)}${project.token.endsWith('0') ? '1' : '0'}`;
    const credentials = [
      undefined,
      '',
      'Bearer',
      'Bearer x',
      `Basic ${btoa(`user:${project.token}`)}`,
      project.token,
      `Bearer ${project.token} ${project.token}`,
      `Bearer ${unknown}`,
      `Bearer ${env.ASSAY_OPERATOR_TOKEN}`,
      `Bearer ${revoked.token}`,
      `Bearer ${expired.token}`,
    ];
    const before = await storedState();
    const answers = new Set<string>();
    for (const authorization of credentials) {
      for (const id of [run.id, MADE_UP_RUN]) {
        const answer = await send('GET', `/v1/runs/${id}`, { headers: authorization ? { authorization } : {} });
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
        const { status, headers, text } = said(answer);
        answers.add(JSON.stringify({ status, headers, text: text.replace(id, '') }));
      }
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('"status":401');
    expect(await storedState()).toEqual(before);
  });

  test('a revocation holds from its answer on, and a second one finds nothing to revoke', async () => {
    const { id, token } = await makeToken();
    const path = `/v1/runs/${MADE_UP_RUN}`;
    expect((await withToken(token).request('GET', path)).status).toBe(404);
    expect((await operator.request('DELETE', `/v1/tokens/${id}`)).status).toBe(204);
    expect((await withToken(token).request('GET', path)).status).toBe(401);
    expect((await operator.request('DELETE', `/v1/tokens/${id}`)).status).toBe(404);
  });

  test('a time of expiry is kept in one form, because times are compared as text', async () => {
    const { expires_at } = await makeToken({ expires_at: '2099-01-01T00:00:00Z' });
    expect(expires_at).toBe('2099-01-01T00:00:00.000Z');
  });

  test('a token in the query string is no credential', async () => {
    const { token } = await newProject();
    for (const name of ['token', 'access_token', 'api_key']) {
      expect((await send('GET', `/v1/runs/${MADE_UP_RUN}?${name}=${token}`)).status).toBe(401);
    }
  });
});

/** Who may do what. 'nobody' needs no token, 'operator' is the deployment's own. */
const NEEDS: Record<string, (typeof SCOPES)[number] | 'nobody' | 'operator'> = {
  getHealth: 'nobody',
  getHome: 'nobody',
  getProblemPage: 'nobody',
  getSharedReport: 'nobody',
  createToken: 'operator',
  revokeToken: 'operator',
  deleteProject: 'operator',
  getRetention: 'admin',
  putRetention: 'admin',
  previewRetention: 'admin',
  putAgentVersion: 'run',
  createRun: 'run',
  cancelRun: 'run',
  replayRun: 'read',
  createTestRun: 'run',
  createCiRun: 'upload',
  sendResults: 'upload',
  listResults: 'read',
  getResultIndex: 'read',
  getResult: 'read',
  getResultFile: 'read',
  diffResults: 'read',
  pinResult: 'run',
  unpinResult: 'run',
  listTrends: 'read',
  createQualityReport: 'read',
  decideQualityGate: 'read',
  uploadFiles: 'upload',
  createUpload: 'upload',
  getUpload: 'upload',
  putUploadPart: 'upload',
  completeUpload: 'upload',
  putPart: 'upload',
  finishCiRun: 'upload',
  listRunFiles: 'read',
  getRawFile: 'read',
  getEvidenceManifest: 'read',
  listRunTests: 'read',
  listRunFindings: 'read',
  listRunCoverage: 'read',
  measurePatchCoverage: 'read',
  listQuarantine: 'read',
  putQuarantine: 'run',
  deleteQuarantine: 'run',
  validateTestRun: 'read',
  getTestRun: 'read',
  createShare: 'run',
  revokeShare: 'run',
  getAgentVersion: 'read',
  getRun: 'read',
  listCells: 'read',
  getCell: 'read',
  streamRunEvents: 'read',
  getBundle: 'read',
  getReport: 'read',
  getReportAsHTML: 'read',
  getReportAsMD: 'read',
  getReportAsJSON: 'read',
  listShares: 'read',
  listHistory: 'read',
  exportHistory: 'read',
  createCorrection: 'admin',
  getHistoryProof: 'read',
  listAgentVersions: 'read',
  resolveAgentVersion: 'read',
  getAgentScore: 'read',
  listFailureRates: 'read',
  listRetestQueue: 'read',
  listFailures: 'read',
  listTests: 'read',
  getTest: 'read',
  putTestOwners: 'run',
  declareRename: 'run',
  getTrend: 'read',
  getChanges: 'read',
};

/** Every operation that the API describes, with a path that it fits. */
async function operations() {
  const { paths } = await describeApi();
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      operationId,
      method: method.toUpperCase(),
      path: template.replace('{run_id}', MADE_UP_RUN).replaceAll(/\{.+?\}/g, 'made-up'),
    })),
  );
}

test('every operation has its line in the table of scopes', async () => {
  expect((await operations()).map(({ operationId }) => operationId).sort()).toEqual(Object.keys(NEEDS).sort());
});

test.each(SCOPES)(
  'a token with the scope %s does what that scope allows; all else is refused before the request is looked at',
  async (scope) => {
    const { request } = withToken(await newToken('access', [scope]));
    for (const { operationId, method, path } of await operations()) {
      const { status, body } = await request(method, path, method === 'GET' ? undefined : '{"not JSON');
      const need = NEEDS[operationId];
      if (need === 'operator') expect([operationId, status]).toEqual([operationId, 401]);
      else if (need === 'nobody' || need === scope || scope === 'admin') {
        expect([401, 403], operationId).not.toContain(status);
      } else expect({ operationId, status, body }).toMatchObject({ operationId, status: 403, body: { status: 403 } });
    }
  },
);

describe('another project', () => {
  const RUN_REQUESTS: [string, string, unknown?, Record<string, string>?][] = [
    ['GET', ''],
    ['GET', '', undefined, { prefer: 'wait=5' }],
    ['GET', '/cells'],
    ['GET', '/cells?limit=1&cursor=c1'],
    ['GET', '/cells/c0'],
    ['GET', '/cells/c0?trial=1'],
    ['GET', '/events'],
    ['GET', '/events', undefined, { 'last-event-id': '1' }],
    ['POST', '/cancel'],
    ['POST', '/replay'],
    ['GET', '/bundle'],
    ['GET', '/report'],
    ['GET', '/report', undefined, { accept: 'text/html' }],
    ['GET', '/report.html'],
    ['GET', '/report.md'],
    ['GET', '/report.json'],
    ['GET', '/shares'],
    ['POST', '/shares', {}],
  ];

  const FILE = `fil_${'0'.repeat(22)}`;
  const CI_REQUESTS: [string, string, unknown?, Record<string, string>?][] = [
    ['GET', ''],
    ['GET', '', undefined, { prefer: 'wait=5' }],
    ['POST', '/files', '<testsuite/>', { 'content-type': 'application/xml' }],
    ['GET', '/files'],
    ['GET', `/files/${FILE}/raw`],
    ['PUT', '/parts/unit', { exit_code: 0 }],
    ['POST', '/uploads'],
    ['GET', `/uploads/${FILE}`],
    ['PUT', `/uploads/${FILE}/parts/1`, 'bytes', { 'content-type': 'application/octet-stream' }],
    ['POST', `/uploads/${FILE}/complete`],
    ['GET', '/tests'],
    ['GET', '/findings'],
    ['GET', '/coverage'],
    ['POST', '/patch-coverage', '', { 'content-type': 'text/plain' }],
    ['GET', '/evidence'],
    ['POST', '/finish'],
    ['GET', '/report'],
    ['GET', '/report.html'],
    ['GET', '/shares'],
    ['POST', '/shares', {}],
  ];

  test('is asked here about every operation on a run', async () => {
    const described = Object.entries((await describeApi()).paths).flatMap(([path, methods]) => {
      const filled = path
        .replace('{case_id}', 'c0')
        .replace('{job}', 'unit')
        .replace('{file_id}', FILE)
        .replace('{part}', '1');
      const rest = /^\/v1\/runs\/\{run_id\}([^{]*)$/.exec(filled)?.[1];
      return rest === undefined ? [] : Object.keys(methods).map((method) => `${method.toUpperCase()} ${rest}`);
    });
    const asked = [...RUN_REQUESTS, ...CI_REQUESTS].map(([method, rest]) => `${method} ${rest.replace(/\?.*/, '')}`);
    expect([...new Set(asked)].sort()).toEqual(described.sort());
  });

  test.each(RUN_REQUESTS)('is told by %s /v1/runs/{run}%s what it would be told of a made-up run', async (...row) => {
    const [method, rest, body, headers] = row;
    const [a, b] = [await newProject(), await newProject()];
    const run = await a.finished(await a.start(aRecordedRun()));
    const ask = async (id: string) => {
      const answer = said(await b.request(method, `/v1/runs/${id}${rest}`, body, headers));
      return { ...answer, text: answer.text.replaceAll(id, 'ID') };
    };
    const theirs = await ask(run.id);
    expect(theirs).toEqual(await ask(MADE_UP_RUN));
    expect(theirs.status).toBe(404);
  });

  test.each(CI_REQUESTS)('is told by %s /v1/runs/{ci run}%s what it would be told of a made-up run', async (...row) => {
    const [method, rest, body, headers] = row;
    const [a, b] = [await newProject(), await newProject()];
    const { body: sent } = await a.request<{ run: { id: string } }>(
      'POST',
      '/v1/results',
      '<testsuite name="s"><testcase name="t"/></testsuite>',
      { 'content-type': 'application/xml' },
    );
    const ask = async (id: string) => {
      const answer = said(await b.request(method, `/v1/runs/${id}${rest}`, body, headers));
      return { ...answer, text: answer.text.replaceAll(id, 'ID') };
    };
    const theirs = await ask(sent.run.id);
    expect(theirs).toEqual(await ask(`run_ci${'0'.repeat(30)}`));
    expect(theirs.status).toBe(404);
    const own = await a.request<{ verdict: string; files: number }>('GET', `/v1/runs/${sent.run.id}`);
    expect(own.body).toMatchObject({ verdict: 'passed', files: 1 });
  });

  test('opens a run of its own under the same handle', async () => {
    const [a, b] = [await newProject(), await newProject()];
    const open = (project: typeof a) => project.request<{ id: string }>('POST', '/v1/ci-runs', { handle: 'build-1' });
    const [mine, theirs] = [await open(a), await open(b)];
    expect(theirs.headers.has('assay-joined')).toBe(false);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  test('can not revoke a share, and is told what it would be told of a made-up one', async () => {
    const [a, b] = [await newProject(), await newProject()];
    const run = await a.finished(await a.start(aRecordedRun()));
    const { body: share } = await a.request<{ id: string; url: string }>('POST', `/v1/runs/${run.id}/shares`, {});
    const revoke = async (runId: string, id: string) => {
      const answer = said(await b.request('DELETE', `/v1/runs/${runId}/shares/${id}`));
      return { ...answer, text: answer.text.replace(runId, 'RUN').replace(id, 'ID') };
    };
    const made = await revoke(MADE_UP_RUN, 'shr_made-up');
    expect(made.status).toBe(404);
    expect(await revoke(run.id, share.id)).toEqual(made);
    // Nor through a run of its own.
    const own = await b.start(aRecordedRun());
    expect(await revoke(own.id, share.id)).toEqual(made);
    expect((await send('GET', new URL(share.url).pathname)).status).toBe(200);
  });

  test('has agents of its own under the same name and version', async () => {
    const [a, b] = [await newProject(), await newProject()];
    const path = '/v1/agents/shared-name/versions/1';
    const mine = await a.request<{ id: string }>('PUT', path, { system_prompt: 'a secret of A' });
    const missing = said(await b.request('GET', path));
    const madeUp = said(await b.request('GET', '/v1/agents/made-up/versions/1'));
    expect(missing.status).toBe(404);
    expect(missing.text.replace('shared-name', '')).toBe(madeUp.text.replace('made-up', ''));
    const run = (agent: string) => b.request('POST', '/v1/runs', { agent, version: '1' });
    expect(said(await run('shared-name'))).toEqual(said(await run('made-up')));

    const theirs = await b.request<{ id: string }>('PUT', path, { system_prompt: 'other content' });
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect((await a.request('GET', path)).body).toMatchObject({ system_prompt: 'a secret of A' });
  });

  const OF_ONE_THING = new Set(['/v1/history/tests/{test_id}', '/v1/history/trend', '/v1/history/changes']);

  test('is told of its tests, trends and changes what it would be told of made-up ones', async () => {
    const [a, b] = [await newProject(), await newProject()];
    const run = await a.finished(await a.start(aRecordedRun()));
    const { body } = await a.request<{ tests: { test_id: string }[] }>('GET', '/v1/history/tests');
    const testId = body.tests[0]?.test_id ?? '';
    for (const [path, madeUp] of [
      [`tests/${testId}`, `tests/${testId.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))}`],
      [`trend?from_run=${run.id}&to_run=${run.id}`, `trend?from_run=${MADE_UP_RUN}&to_run=${MADE_UP_RUN}`],
      ['changes?agent=recorded', 'changes?agent=made-up'],
    ] as const) {
      expect((await a.request('GET', `/v1/history/${path}`)).status, path).toBe(200);
      const ask = async (of: string) => {
        const { text, ...answer } = said(await b.request('GET', `/v1/history/${of}`));
        return { ...answer, text: text.replace(/"instance":"[^"]*"/, '') };
      };
      const theirs = await ask(path);
      expect(theirs).toEqual(await ask(madeUp));
      expect(theirs.status).toBe(404);
    }
  });

  test('sees nothing of its history', async () => {
    const [a, b] = [await newProject(), await newProject()];
    const run = await a.finished(await a.start(aRecordedRun()));
    const { paths } = await describeApi();
    const lists = Object.entries(paths).flatMap(([path, methods]) =>
      path.startsWith('/v1/history') && 'get' in methods && !OF_ONE_THING.has(path) ? [path] : [],
    );
    for (const path of lists) {
      const answers = await Promise.all([a, b].map((project) => project.request('GET', path)));
      expect([path, ...answers.map(({ status }) => status)]).toEqual([path, 200, 200]);
      expect(answers[1]?.text, path).not.toContain(run.id);
    }
    expect((await a.request('GET', '/v1/history/runs')).text).toContain(run.id);
  });

  test('starts a run of its own under the same idempotency key', async () => {
    const [a, b] = [await newProject(), await newProject()];
    const key = { 'idempotency-key': 'build-1' };
    const mine = await a.start(aRecordedRun(), key);
    const answer = await b.request<{ id: string }>('POST', '/v1/runs', aRecordedRun({ cases: 2 }), key);
    expect(answer.status).toBe(202);
    expect(answer.headers.has('idempotent-replayed')).toBe(false);
    expect(answer.body.id).not.toBe(mine.id);
  });
});
