import { describe, expect, test, vi } from 'vitest';
import { connectionOf } from '../../src/cli/connection';
import { historyRunsCommand } from '../../src/cli/history/runs';
import { verifyHistoryCommand } from '../../src/cli/verify-history';
import { CHAIN_START, linkHash } from '../../src/domain/chain';
import { HistoryRecord } from '../../src/domain/record';
import { closeServices, json, problem, run, serve } from './service';

const aRecord = (i: number): HistoryRecord =>
  HistoryRecord.parse({
    schema_version: 'record@1',
    seq: i,
    run_id: `run_${i}`,
    kind: 'agent',
    agent_name: 'helper',
    version: '2',
    timestamp: '2026-01-02T03:04:05.678Z',
    result_summary: { total: 4, passed: 3, failed: 1, errored: 0, skipped: 0 },
    result_status: 'fail',
    verdict: 'failed',
    failures: [],
    failures_cut: 0,
    duration: 1.5,
    triggered_by: 'api',
    tags: [],
    overall_score: 7.25,
    dimensions: {},
    coverage: 1,
    rehearsal: false,
    source: { commit: null, branch: null, environment: null, ci_provider: null, build_url: null },
    models: null,
    hashes: {},
    spend: null,
    report_url: 'https://assay.example/r',
    previous_hash: CHAIN_START,
    record_hash: CHAIN_START,
  });

describe('assay history runs', () => {
  test('asks with every filter that it was given, goes on from page to page, and stops at its limit', async () => {
    const asked: URLSearchParams[] = [];
    const url = await serve((request, response) => {
      const query = new URL(request.url ?? '', 'http://assay.test').searchParams;
      asked.push(query);
      expect(request.headers.authorization).toBe('Bearer a-token');
      const from = Number(query.get('cursor') ?? 0);
      const records = Array.from({ length: Number(query.get('limit')) }, (_, i) => aRecord(from + i + 1));
      json(200, { records, next_cursor: String(from + records.length) })(request, response);
    });
    const filters = '--agent helper --version 2 --verdict failed --status fail --tag t --branch main --triggered-by me';
    const { outcome, text } = await run(
      historyRunsCommand,
      ...filters.split(' '),
      ...['--since', '2026-01-01', '--until', '2026-02-01T12:00:00+02:00'],
      ...['--limit', '130', '--json', '--url', `${url}/`, '--token', 'a-token'],
    );
    expect(outcome).toBe(0);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).run_id),
    ).toEqual(Array.from({ length: 130 }, (_, i) => `run_${i + 1}`));
    const filter = {
      agent: 'helper',
      version: '2',
      verdict: 'failed',
      status: 'fail',
      tag: 't',
      branch: 'main',
      triggered_by: 'me',
      since: '2026-01-01T00:00:00.000Z',
      until: '2026-02-01T10:00:00.000Z',
    };
    expect(asked.map((query) => Object.fromEntries(query))).toEqual([
      { ...filter, limit: '100' },
      { ...filter, limit: '30', cursor: '100' },
    ]);
  });

  test('shows a line a record, in which no text of an agent steers the terminal', async () => {
    const hostile = { ...aRecord(2), agent_name: 'a\u001b[2Jb', rehearsal: true, overall_score: null };
    const url = await serve(json(200, { records: [aRecord(1), hostile], next_cursor: null }));
    const { outcome, text } = await run(historyRunsCommand, '--url', url, '--token', 't');
    expect(outcome).toBe(0);
    expect(text).not.toContain('\u001b');
    expect(text.trimEnd().split('\n')).toEqual([
      '2026-01-02T03:04:05Z  failed  7.25  3/4  helper 2       run_1',
      '2026-01-02T03:04:05Z  failed     -  3/4  a\\u{1b}[2Jb 2  run_2  (rehearsal)',
    ]);
  });

  test.each([
    [401, 'unauthenticated', 3],
    [403, 'scope_missing', 3],
    [422, 'validation_failed', 2],
    [500, 'internal', 4],
    [503, 'unavailable', 4],
  ])('ends where the service answers %i %s with %i, and says what to do', async (status, code, exit) => {
    const url = await serve(problem(status, code));
    const { outcome, text } = await run(historyRunsCommand, '--url', url, '--token', 't');
    expect(outcome).toBe(exit);
    expect(text).toContain(`Do this next (${code})`);
  });

  test('ends with 4 where nothing answers, or something that is not Assay', async () => {
    const url = await serve(json(200, { hello: 'world' }));
    expect((await run(historyRunsCommand, '--url', url, '--token', 't')).outcome).toBe(4);
    closeServices();
    const { outcome, text } = await run(historyRunsCommand, '--url', url, '--token', 't');
    expect(outcome).toBe(4);
    expect(text).toContain('unreachable');
  });

  test.each([
    [['--since', 'yesterday'], '--since'],
    [['--limit', '0'], '--limit'],
    [['--limit', 'many'], '--limit'],
    [['--colour'], '--colour'],
  ])('%j is a misuse, and nothing is asked', async (args, words) => {
    const { outcome } = await run(historyRunsCommand, '--url', 'http://127.0.0.1:9', '--token', 't', ...args);
    expect(outcome).toMatchObject({ misuse: expect.stringContaining(words) });
  });
});

describe('where the service is', () => {
  const env = { ASSAY_URL: 'https://env.example', ASSAY_TOKEN: 'env-token' };

  test('is told by options first, else by the environment', () => {
    expect(connectionOf({}, env)).toEqual({ url: 'https://env.example', token: 'env-token' });
    expect(connectionOf({ url: 'http://x//', token: 't' }, env)).toEqual({ url: 'http://x', token: 't' });
  });

  test.each([
    [{}, {}],
    [{ url: 'assay.example' }, env],
    [{ url: 'file:///etc/passwd' }, env],
    [{ url: 'https://' }, env],
    [{ url: 'https://x' }, {}],
  ])('%j with %j is a misuse', (options, environment) => {
    expect(connectionOf(options, environment)).toHaveProperty('misuse');
  });
});

describe('assay verify-history --url', () => {
  /** A chain of `count` records as the export has them. */
  function chain(count: number) {
    const links = [];
    let previous = CHAIN_START;
    for (let seq = 1; seq <= count; seq++) {
      const link = { seq, run_id: `run_${seq}`, verdict: 'passed', previous_hash: previous };
      previous = linkHash(link);
      links.push({ ...link, record_hash: previous });
    }
    return links;
  }
  const lines = (links: object[]) => links.map((link) => `${JSON.stringify(link)}\n`).join('');

  test('checks what the service exports', async () => {
    const links = chain(5);
    const url = await serve((_, response) => response.end(lines(links)));
    const { outcome, text } = await run(verifyHistoryCommand, '--url', url, '--token', 't');
    expect([outcome, text]).toEqual([0, `verified: 5 records, the last one ${links.at(-1)?.record_hash}\n`]);
  });

  test('names the first broken link', async () => {
    const links = chain(5).map((link) => (link.seq === 3 ? { ...link, verdict: 'failed' } : link));
    const url = await serve((_, response) => response.end(lines(links)));
    const { outcome, text } = await run(verifyHistoryCommand, '--url', url, '--token', 't');
    expect(outcome).toBe(1);
    expect(text).toContain('broken at record 3 (run_3): content_changed');
  });

  test('verifies nothing where the answer breaks off, even at the end of a line', async () => {
    const url = await serve((_, response) => {
      response.write(lines(chain(5)), () => response.destroy());
    });
    const { outcome, text } = await run(verifyHistoryCommand, '--url', url, '--token', 't');
    expect(outcome).toBe(4);
    expect(text).not.toContain('verified');
  });

  test('ends with 3 where the token is refused', async () => {
    const url = await serve(problem(401, 'unauthenticated'));
    expect((await run(verifyHistoryCommand, '--url', url, '--token', 't')).outcome).toBe(3);
  });

  test('takes the environment, and is a misuse without a file and a service', async () => {
    vi.stubEnv('ASSAY_URL', '');
    expect((await run(verifyHistoryCommand)).outcome).toHaveProperty('misuse');
    const url = await serve((_, response) => response.end(lines(chain(1))));
    vi.stubEnv('ASSAY_URL', url);
    vi.stubEnv('ASSAY_TOKEN', 't');
    expect((await run(verifyHistoryCommand)).outcome).toBe(0);
  });

  test('a file that is not there ends with 2', async () => {
    const { outcome, text } = await run(verifyHistoryCommand, 'missing.ndjson');
    expect(outcome).toBe(2);
    expect(text).toContain('missing.ndjson');
  });
});
