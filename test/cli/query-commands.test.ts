import { describe, expect, test } from 'vitest';
import { agentRatesCommand } from '../../src/cli/agents/rates';
import { agentResolveCommand } from '../../src/cli/agents/resolve';
import { agentRetestCommand } from '../../src/cli/agents/retest';
import { agentScoreCommand } from '../../src/cli/agents/score';
import { agentVersionsCommand } from '../../src/cli/agents/versions';
import type { Command } from '../../src/cli/command';
import { historyChangesCommand } from '../../src/cli/history/changes';
import { historyFailuresCommand } from '../../src/cli/history/failures';
import { historyTestCommand } from '../../src/cli/history/test';
import { historyTestsCommand } from '../../src/cli/history/tests';
import { historyTrendCommand } from '../../src/cli/history/trend';
import { failureRate } from '../../src/domain/failure-rate';
import { json, problem, run, serve } from './service';

/** What an agent or a test may call itself: erases the screen, turns the direction of writing, breaks the line. */
const HOSTILE = `a\u001b[2J\u009b1m\u202eb\u2028${'long '.repeat(40)}`;
const TEST_ID = `tst_${'0123456789abcdef'.repeat(2)}`;
const RUN_ID = `run_${'0123456789abcdef'.repeat(2)}`;
const AT = '2026-01-02T03:04:05.678Z';

const aTest = (name: string) => ({
  test_id: TEST_ID,
  suite: 'support',
  file: null,
  class: null,
  name,
  parameters: null,
  owners: [name, '@alice'],
  first_seen: AT,
  last_seen: AT,
  last_run_id: RUN_ID,
  last_outcome: 'failed',
  failing: { since: AT, since_run_id: RUN_ID, runs: 2, days: 3 },
  last_failed_at: AT,
  outcomes: 'ffp',
  runs: 3,
  passed: 1,
  failed: 2,
  errored: 0,
  flips: 1,
  flake_rate: 0.5,
  flakiness: { state: 'stable', rate: 0.1, interval: { low: 0, high: 0.3 }, reasons: [], sample: 5 },
  last_flaky_at: null,
  mean_duration: 1.5,
  last_failures: [{ run_id: RUN_ID, timestamp: AT, description: name, signature: name }],
});

const aFailure = (text: string) => ({
  test_id: TEST_ID,
  suite: text,
  signature: 'sig_1',
  run_id: RUN_ID,
  timestamp: AT,
  version: text,
  branch: text,
  commit: null,
  case_id: 'c0',
  index: 0,
  category: 'general',
  description: text,
});

const aWindow = { since: AT, until: AT, groups: null, failures: null, groups_cut: 0, failures_cut: 0, runs: 3 };

const aGroup = (text: string) => ({
  key: TEST_ID,
  count: 4,
  runs: 3,
  tests: 1,
  newest: aFailure(text),
  oldest: aFailure(text),
});

const aVersion = (agent: string) => ({
  agent,
  version: '2',
  created_at: AT,
  status: 'active',
  framework_approved: true,
  last_test_score: 8.5,
  last_test_at: AT,
  last_test_run_id: RUN_ID,
  best_test_score: 9,
  worst_test_score: null,
  runs: 4,
  conclusive_runs: 3,
});

const aRun = (agent_name: string) => ({
  run_id: RUN_ID,
  agent_name,
  version: '2',
  timestamp: AT,
  verdict: 'passed',
  overall_score: null,
  rehearsal: false,
  commit: null,
  branch: null,
});

const cases = (...case_ids: string[]) => ({ count: case_ids.length, case_ids });

const aComparison = (caseId: string) => ({
  not_comparable: null,
  comparison: {
    newly_failing: cases(caseId),
    newly_passing: cases(),
    still_failing: cases(),
    still_passing: { count: 20, case_ids: ['x'] },
    not_measured: cases(),
    only_in_from: cases(),
    only_in_to: cases(),
    from: { passed: 21, measured: 21 },
    to: { passed: 20, measured: 21 },
    pass_rate: { pairs: 21, delta: -0.0476, standard_error: 0.05, low: -0.15, high: 0.05 },
    mcnemar_p: 1,
  },
});

const changesOf = (text: string) => ({
  last_green: aRun(text),
  latest: aRun(text),
  complete: true,
  runs_since: { count: 2, more: false },
  changed: [{ field: 'prompt', from: 'a'.repeat(64), to: null }],
  ...aComparison(text),
});

const aScore = (text: string) => ({
  evaluated_at: AT,
  quality: 0.9,
  pass_rate: 0.95,
  execution_quality: 0.8,
  stability: null,
  reusability: 0.5,
  final: null,
  weights: { quality: 0.5, stability: 0.25, reusability: 0.25 },
  deploy_threshold: 0.8,
  deployable: null,
  runs_used: { quality: [RUN_ID, RUN_ID, text], stability: [], reusability: 10 },
});

interface Asked {
  command: Command;
  args: string[];
  path: string;
  query: Record<string, string>;
  /** The service's answer, with a text of the caller's in every field that holds one. */
  answer: (text: string) => object;
  /** Lines that the answer 'plain' is shown in. */
  lines: RegExp[];
}

const listed = (member: string, items: object[]) => ({ [member]: items, next_cursor: null });

const COMMANDS: Record<string, Asked> = {
  'history tests': {
    command: historyTestsCommand,
    args: ['--suite', 'support', '--state', 'failing', '--owner', '@alice', '--limit', '7'],
    path: '/v1/history/tests',
    query: { suite: 'support', state: 'failing', owner: '@alice', limit: '7' },
    answer: (text) => listed('tests', [aTest(text)]),
    lines: [/^failing {2}ffp {2}2 runs, 3 d {2}support \/ plain {2}tst_0123456789abcdef0123456789abcdef$/],
  },
  'history test': {
    command: historyTestCommand,
    args: [TEST_ID],
    path: `/v1/history/tests/${TEST_ID}`,
    query: {},
    answer: aTest,
    lines: [
      /^state +failing$/,
      /^failing since +2026-01-02T03:04:05Z, 2 runs, 3 days$/,
      /^owners +plain$/,
      /^ +@alice$/,
      /^mean duration +1\.500 s$/,
    ],
  },
  'history failures': {
    command: historyFailuresCommand,
    args: ['--group', 'test', '--since', '2026-01-01', '--limit', '5'],
    path: '/v1/history/failures',
    query: { group: 'test', since: '2026-01-01T00:00:00.000Z', limit: '5' },
    answer: (text) => ({ ...aWindow, groups: [aGroup(text)], groups_cut: 2, next_cursor: 'further' }),
    lines: [
      /^4 failed {2}3 runs {2}2026-01-02T03:04:05Z {2}plain \/ c0 {2}tst_/,
      /^ {4}plain$/,
      /^3 failing runs from /,
      /^2 less frequent groups not shown/,
      /--cursor further$/,
    ],
  },
  'history failures --group none': {
    command: historyFailuresCommand,
    args: ['--group', 'none', '--cursor', 'further'],
    path: '/v1/history/failures',
    query: { group: 'none', cursor: 'further' },
    answer: (text) => ({ ...aWindow, failures: [aFailure(text)], failures_cut: 1, next_cursor: null }),
    lines: [/^2026-01-02T03:04:05Z {2}plain \/ c0 {2}run_/, /^ {4}plain$/, /^1 failure not counted/],
  },
  'history trend': {
    command: historyTrendCommand,
    args: ['--agent', 'support', '--from', '1', '--to', '2'],
    path: '/v1/history/trend',
    query: { agent: 'support', from: '1', to: '2' },
    answer: (text) => ({ from: aRun(text), to: aRun(text), ...aComparison(text) }),
    lines: [
      /^from +plain 2: passed, -, 2026-01-02T03:04:05Z, run_/,
      /^pass rate +21\/21 to 20\/21: -4\.8 %, 95 % from -15\.0 % to 5\.0 %$/,
      /^newly failing +1$/,
      /^still passing +20$/,
    ],
  },
  'history trend of runs that differ': {
    command: historyTrendCommand,
    args: ['--from-run', RUN_ID, '--to-run', RUN_ID],
    path: '/v1/history/trend',
    query: { from_run: RUN_ID, to_run: RUN_ID },
    answer: (text) => ({
      from: aRun(text),
      to: aRun(text),
      not_comparable: { field: 'judge', from: text, to: null },
      comparison: null,
    }),
    lines: [/^not comparable +judge differs: plain is now none$/],
  },
  'history changes': {
    command: historyChangesCommand,
    args: ['--agent', 'support', '--branch', 'main'],
    path: '/v1/history/changes',
    query: { agent: 'support', branch: 'main' },
    answer: changesOf,
    lines: [/^runs since +2$/, /^changed +prompt: aaaaaaaaaaaa is now none$/, /^newly failing +1$/],
  },
  'agents rates': {
    command: agentRatesCommand,
    args: ['--since', '2026-01-01', '--min-runs', '5', '--threshold', '0.1'],
    path: '/v1/history/failure-rates',
    query: { since: '2026-01-01', min_runs: '5', threshold: '0.1' },
    answer: (agent) => listed('agents', [failureRate({ agent, runs: 10, failed: 5 }) ?? {}]),
    lines: [/^50\.0 % {2}23\.7 % to 76\.3 % {2}5 of 10 runs failed {2}plain$/],
  },
  'agents retest': {
    command: agentRetestCommand,
    args: [],
    path: '/v1/history/retest-queue',
    query: { limit: '25' },
    answer: (text) => listed('versions', [{ ...aVersion(text), reason: 'low_score', priority: 3 }]),
    lines: [/^3 {2}low_score {2}plain 2 {2}active {2}8\.50 {2}2026-01-02T03:04:05Z$/],
  },
  'agents versions': {
    command: agentVersionsCommand,
    args: ['a/b', '--limit', '3'],
    path: '/v1/agents/a%2Fb/versions',
    query: { limit: '3' },
    answer: (text) => listed('versions', [{ ...aVersion('support'), version: text }]),
    lines: [/^plain {2}active {2}last 8\.50 {2}best 9\.00 {2}worst - {2}4 runs {2}2026-01-02T03:04:05Z$/],
  },
  'agents resolve': {
    command: agentResolveCommand,
    args: ['support', '--strategy', 'best'],
    path: '/v1/agents/support/resolve',
    query: { strategy: 'best' },
    answer: aVersion,
    lines: [/^agent +plain$/, /^approved +yes$/, /^last test +8\.50 at 2026-01-02T03:04:05Z in run_/],
  },
  'agents score': {
    command: agentScoreCommand,
    args: ['support', '--deploy-threshold', '0.8'],
    path: '/v1/agents/support/score',
    query: { deploy_threshold: '0.8' },
    answer: aScore,
    lines: [/^deployable +not known: too little was measured$/, /^score +not measured, needed 80\.0 %$/],
  },
};

const NOT_PRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe.each(Object.entries(COMMANDS))('assay %s', (_name, { command, args, path, query, answer, lines }) => {
  test('asks the service what it was asked, and shows the answer', async () => {
    const asked: URL[] = [];
    const url = await serve((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://assay.test'));
      json(200, answer('plain'))(request, response);
    });
    const { outcome, text } = await run(command, ...args, '--url', url, '--token', 't');
    expect(outcome, text).toBe(0);
    expect(asked.map(({ pathname }) => pathname)).toEqual([path]);
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual(query);
    const shown = text.trimEnd().split('\n');
    for (const line of lines) expect(shown).toContainEqual(expect.stringMatching(line));
    for (const line of shown) expect([...line].length, line).toBeLessThanOrEqual(100);
  });

  test('lets no text steer the terminal, in a table or in JSON, and cuts what no line has room for', async () => {
    const url = await serve(json(200, answer(HOSTILE)));
    const table = await run(command, ...args, '--url', url, '--token', 't');
    const lines = await run(command, ...args, '--url', url, '--token', 't', '--json');
    for (const { outcome, text } of [table, lines]) {
      expect(outcome).toBe(0);
      for (const line of text.split('\n')) expect(line).not.toMatch(NOT_PRINTABLE);
    }
    expect(lines.text.trimEnd()).not.toContain('\n');
    expect(JSON.stringify(JSON.parse(lines.text))).toContain(JSON.stringify(HOSTILE).slice(1, -1));
    const isList = 'next_cursor' in answer(HOSTILE);
    for (const line of isList ? table.text.split('\n') : []) expect([...line].length, line).toBeLessThanOrEqual(100);
  });

  test.each([
    [404, 'not_found', 2],
    [401, 'unauthenticated', 3],
    [503, 'unavailable', 4],
  ])('ends where the service answers %i %s with %i', async (status, code, exit) => {
    const url = await serve(problem(status, code));
    const { outcome, text } = await run(command, ...args, '--url', url, '--token', 't');
    expect([outcome, text]).toEqual([exit, `Do this next (${code})\n`]);
  });

  test('is a misuse with one argument more, and nothing is asked', async () => {
    const { outcome } = await run(command, ...args, 'more', '--url', 'http://127.0.0.1:9', '--token', 't');
    expect(outcome).toHaveProperty('misuse');
  });
});

test.each([historyTestCommand, agentVersionsCommand, agentResolveCommand, agentScoreCommand])(
  '$usage is a misuse without what it needs',
  async (command) => {
    const { outcome } = await run(command, '--url', 'http://127.0.0.1:9', '--token', 't');
    expect(outcome).toMatchObject({ misuse: expect.stringMatching(/^One (TEST_ID|AGENT) is needed/) });
  },
);

test('a list goes on over short and empty pages until its limit, and each page sees what the one before saw', async () => {
  const pages: Record<string, object> = {
    first: { tests: [aTest('a')], next_cursor: 'second' },
    second: { tests: [], next_cursor: 'third' },
    third: { tests: [aTest('b'), aTest('c')], next_cursor: 'fourth' },
  };
  const asked: (string | string[] | undefined)[][] = [];
  const url = await serve((request, response) => {
    const query = new URL(request.url ?? '', 'http://assay.test').searchParams;
    const cursor = query.get('cursor') ?? 'first';
    asked.push([cursor, query.get('limit') ?? '', request.headers['x-d1-bookmark']]);
    response.setHeader('x-d1-bookmark', `of-${cursor}`);
    json(200, pages[cursor] ?? {})(request, response);
  });
  const { text } = await run(historyTestsCommand, '--limit', '3', '--json', '--url', url, '--token', 't');
  const names = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).name);
  expect(names).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual([
    ['first', '3', undefined],
    ['second', '2', 'of-first'],
    ['third', '2', 'of-second'],
  ]);
});

test('the surest rates of all pages come first, not those of the first page', async () => {
  const rate = (agent: string, failed: number) => failureRate({ agent, runs: 10, failed });
  const url = await serve((request, response) => {
    const first = !request.url?.includes('cursor');
    const agents = first ? [rate('some', 6), rate('few', 5)] : [rate('all', 10)];
    json(200, { agents, next_cursor: first ? 'more' : null })(request, response);
  });
  const { text } = await run(agentRatesCommand, '--limit', '2', '--json', '--url', url, '--token', 't');
  const agents = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).agent);
  expect(agents).toEqual(['all', 'some']);
});

test.each([
  [historyTestsCommand, listed('tests', []), 'No test fits.'],
  [agentRatesCommand, listed('agents', []), 'No agent fails that often.'],
  [agentRetestCommand, listed('versions', []), 'No version needs a test.'],
  [historyFailuresCommand, { ...aWindow, runs: 0, groups: [], next_cursor: null }, 'No run failed from'],
])('an answer with nothing in it is said in words, and is no failure', async (command, answer, words) => {
  const url = await serve(json(200, answer));
  const { outcome, text } = await run(command, '--url', url, '--token', 't');
  expect([outcome, text]).toEqual([0, expect.stringContaining(words)]);
});

test('a 404 of something that is not Assay is a missing service, not a wrong name', async () => {
  const url = await serve(json(404, { message: 'no such page' }));
  expect((await run(historyTestCommand, TEST_ID, '--url', url, '--token', 't')).outcome).toBe(4);
});
