import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { createApi } from '../../src/api/api';
import { describeApi } from '../worker/conformance';
import { newProject, ORIGIN, type Project } from '../worker/project';
import { aRecordedRun, MADE_UP_RUN } from '../worker/requests';

const BOOKMARK = 'x-d1-bookmark';

const bookmarkOf = ({ headers }: { headers: Headers }) => {
  const bookmark = headers.get(BOOKMARK);
  if (bookmark === null) throw new Error('the answer has no bookmark');
  return bookmark;
};

/** The API over D1 as it is, which notes how it is asked: the sessions it opens, and what goes past them. */
function overNotedD1(open: (start: string) => D1DatabaseSession = (start) => env.DB.withSession(start)) {
  const sessions: { start: string; session: D1DatabaseSession }[] = [];
  const outside: string[] = [];
  const DB = new Proxy(env.DB, {
    get(target, key) {
      if (key === 'withSession') {
        return (start: string) => {
          const session = open(start);
          sessions.push({ start, session });
          return session;
        };
      }
      if (key === 'prepare') {
        return (sql: string) => {
          outside.push(sql);
          return target.prepare(sql);
        };
      }
      return Reflect.get(target, key).bind(target);
    },
  });
  const api = createApi();
  const request = (project: Project, method: string, path: string, headers: object = {}, body?: object) =>
    api.fetch(
      new Request(new URL(path, ORIGIN), {
        method,
        headers: { authorization: `Bearer ${project.token}`, 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      }),
      { ...env, DB },
      createExecutionContext(),
    );
  return { request, sessions, outside, starts: () => sessions.map(({ start }) => start) };
}

describe('the answer that a run is finished', () => {
  test('gives a bookmark under which the history has its record', async () => {
    const project = await newProject();
    const { id } = await project.start(aRecordedRun());
    const finished = await project.request('GET', `/v1/runs/${id}`, undefined, { prefer: 'wait=30' });
    const headers = { [BOOKMARK]: bookmarkOf(finished) };
    const list = await project.request<{ records: { run_id: string }[] }>(
      'GET',
      '/v1/history/runs',
      undefined,
      headers,
    );
    expect(list.status).toBe(200);
    expect(list.body.records.map(({ run_id }) => run_id)).toEqual([id]);
    expect(bookmarkOf(list)).not.toBe('');
  });

  test('gives it where the caller has the answer already, and where the same request starts the run again', async () => {
    const project = await newProject();
    const key = { 'idempotency-key': 'again' };
    const { id } = await project.finished(await project.start(aRecordedRun(), key));
    const etag = (await project.request('GET', `/v1/runs/${id}`)).headers.get('etag') ?? '';
    const unchanged = await project.request('GET', `/v1/runs/${id}`, undefined, { 'if-none-match': etag });
    expect(unchanged.status).toBe(304);
    const replayed = await project.request('POST', '/v1/runs', aRecordedRun(), key);
    expect(replayed.headers.get('idempotent-replayed')).toBe('true');
    for (const answer of [unchanged, replayed]) {
      const list = await project.request('GET', '/v1/history/runs', undefined, { [BOOKMARK]: bookmarkOf(answer) });
      expect(list.text).toContain(id);
    }
  });

  test('asks the primary for it, and for no run that has no record', async () => {
    const project = await newProject();
    const { id } = await project.finished(await project.start(aRecordedRun()));
    const { request, starts } = overNotedD1();
    expect((await request(project, 'GET', `/v1/runs/${id}`)).headers.has(BOOKMARK)).toBe(true);
    expect(starts()).toEqual(['first-primary']);

    const started = await project.request('POST', '/v1/runs', aRecordedRun());
    expect(started.headers.has(BOOKMARK)).toBe(false);
    expect((await project.request('GET', `/v1/runs/${MADE_UP_RUN}`)).headers.has(BOOKMARK)).toBe(false);
  });

  test('comes without one where D1 fails then, with the same verdict', async () => {
    const project = await newProject();
    const { id, verdict } = await project.finished(await project.start(aRecordedRun()));
    const { request } = overNotedD1(() => {
      const fail = () => {
        throw new Error('D1 is away');
      };
      return { prepare: fail, batch: fail, getBookmark: () => null };
    });
    const answer = await request(project, 'GET', `/v1/runs/${id}`);
    expect([answer.status, answer.headers.has(BOOKMARK)]).toEqual([200, false]);
    expect(await answer.json()).toMatchObject({ status: 'finished', verdict });
  });

  test('gives a bookmark for a test run too, when it is made and when it is read', async () => {
    const project = await newProject();
    const suite = { suite_name: 's', scenarios: [] };
    const made = await project.request<{ id: string }>('POST', '/v1/test-runs', { suite, expectations: [] });
    expect(made.status, made.text).toBe(201);
    const read = await project.request('GET', `/v1/test-runs/${made.body.id}`);
    for (const answer of [made, read]) {
      const list = await project.request('GET', '/v1/history/runs', undefined, { [BOOKMARK]: bookmarkOf(answer) });
      expect(list.text).toContain(made.body.id);
    }
  });
});

describe('what the history and the agents answer', () => {
  /** Every operation that reads them, with a path that is answered with 200. */
  async function reads() {
    const project = await newProject();
    const run = await project.finished(await project.start(aRecordedRun()));
    await project.request('PUT', '/v1/agents/recorded/versions/1', { system_prompt: 'Agree.' });
    const { body } = await project.request<{ tests: { test_id: string }[] }>('GET', '/v1/history/tests');
    const queries: Record<string, string> = {
      '/v1/history/trend': `?from_run=${run.id}&to_run=${run.id}`,
      '/v1/history/changes': '?agent=recorded',
      '/v1/agents/{agent}/resolve': '?strategy=latest',
    };
    const paths = Object.entries((await describeApi()).paths).flatMap(([template, operations]) =>
      /^\/v1\/(history|agents)\//.test(template) && 'get' in operations
        ? `${template}${queries[template] ?? ''}`
            .replace('{agent}', 'recorded')
            .replace('{version}', '1')
            .replace('{test_id}', body.tests[0]?.test_id ?? '')
        : [],
    );
    return { project, paths };
  }

  test('may come from any replica, but whose token it is from the primary', async () => {
    const { project, paths } = await reads();
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      const { request, starts, outside } = overNotedD1();
      const answer = await request(project, 'GET', path);
      expect([path, answer.status, answer.headers.has(BOOKMARK)]).toEqual([path, 200, true]);
      expect(starts(), path).toEqual(['first-unconstrained']);
      expect(outside, path).toEqual([expect.stringContaining('from "token"')]);
    }
  });

  test('is as new as the bookmark that the caller sends, as D1 gave it', async () => {
    const { project, paths } = await reads();
    const first = overNotedD1();
    const bookmark = bookmarkOf(await first.request(project, 'GET', '/v1/history/runs'));
    const given = first.sessions[0]?.session.getBookmark();
    for (const path of paths) {
      const { request, starts } = overNotedD1();
      expect((await request(project, 'GET', path, { [BOOKMARK]: bookmark })).status, path).toBe(200);
      expect(starts(), path).toEqual([given]);
    }
  });

  test('is a problem for a bookmark that this project was not given, and D1 never sees it', async () => {
    const [project, other] = [await newProject(), await newProject()];
    await project.finished(await project.start(aRecordedRun({ cases: 2 })));
    const own = bookmarkOf(await project.request('GET', '/v1/history/runs'));
    const page = await project.request<{ next_cursor: string }>('GET', '/v1/history/tests?limit=1');
    const foreign = [
      bookmarkOf(await other.request('GET', '/v1/history/runs')),
      page.body.next_cursor,
      `${own}x`,
      `x${own}`,
      own.replace(/\..*/, ''),
      '00000000-00000001-00000000-00000000000000000000000000000000',
      'first-primary',
      'rubbish',
      '.',
      '',
    ];
    for (const bookmark of foreign) {
      const { request, sessions } = overNotedD1();
      const answer = await request(project, 'GET', '/v1/history/runs', { [BOOKMARK]: bookmark });
      expect([bookmark, answer.status]).toEqual([bookmark, 400]);
      expect(await answer.json()).toMatchObject({ code: 'malformed_request' });
      expect(sessions).toEqual([]);
    }
    const accepted = await project.request('GET', '/v1/history/runs', undefined, { [BOOKMARK]: own });
    expect(accepted.status).toBe(200);
  });
});

test('what changes the history or the agents goes to the primary and gives a bookmark of the change', async () => {
  const project = await newProject();
  await project.finished(await project.start(aRecordedRun()));
  const { body } = await project.request<{ tests: { test_id: string }[] }>('GET', '/v1/history/tests');
  const from = body.tests[0]?.test_id ?? '';
  const changes: [string, string, object][] = [
    ['PUT', '/v1/agents/changed/versions/1', { system_prompt: 'Agree.' }],
    ['PUT', `/v1/history/tests/${from}/owners`, { owners: ['team-a'] }],
    ['POST', '/v1/history/renames', { from, to: { suite: 'recorded', name: 'renamed' } }],
  ];
  for (const [method, path, sent] of changes) {
    const { request, starts } = overNotedD1();
    const answer = await request(project, method, path, {}, sent);
    expect([path, answer.ok, answer.headers.has(BOOKMARK)]).toEqual([path, true, true]);
    expect(starts(), path).toEqual(['first-primary']);
  }
});
