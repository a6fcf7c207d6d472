import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Client, connect, type Outcome } from '../../src/cli/client';
import { withTemporaryServer } from '../../src/cli/temporary-server';

const ROOT = join(import.meta.dirname, '..', '..');

/** The command as a CI job runs it: the service and the token come from the environment. */
async function assay(args: string[], env: Record<string, string>): Promise<{ code: number; output: string }> {
  const command = ['--import', 'tsx', 'src/cli/main.ts', ...args];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, command, {
      cwd: ROOT,
      env: { ...process.env, ...env },
    });
    return { code: 0, output: stdout };
  } catch (cause) {
    const { code, stdout } = cause as { code: number; stdout: string };
    return { code, output: stdout };
  }
}

/** What a step that has to succeed brings. */
function succeeded<T>(outcome: Outcome<T>): T {
  if ('problem' in outcome) throw new Error(JSON.stringify(outcome.problem));
  return outcome.value;
}

/** A finished run of one case, which passes where its recorded answer is 'yes'. */
async function finishedRun(
  client: Client,
  { agent, version, answer }: { agent: string; version: string; answer: string },
) {
  const request = {
    agent: { name: agent, version, target: { kind: 'recorded' as const } },
    judge: { enabled: false },
    cases: [
      {
        id: 'a',
        name: 'Says yes',
        input: 'Say yes',
        expectations: [{ id: 'e', path: 'output.text', op: 'eq' as const, expected: 'yes' }],
      },
    ],
    answers: { a: answer },
  };
  const { id } = succeeded(await client.startRun(request, { idempotencyKey: `${agent}-${version}` }));
  return succeeded(await client.finishedRun(id, { deadlineSeconds: 30 }));
}

const jsonOf = ({ output }: { output: string }) =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('the history of a real service is listed and verified from the command line', async () => {
  const outcome = await withTemporaryServer({}, async ({ server }) => {
    const operator = connect({ url: server.url, token: server.operatorToken });
    const { token } = succeeded(await operator.createToken({ project: 'history', name: 'ci' }));
    const client = connect({ url: server.url, token });
    await finishedRun(client, { agent: 'first', version: '1', answer: 'yes' });
    await finishedRun(client, { agent: 'second', version: '1', answer: 'no' });
    const env = { ASSAY_URL: server.url, ASSAY_TOKEN: token };
    return {
      failed: await assay(['history', 'runs', '--verdict', 'failed', '--json'], env),
      none: await assay(['history', 'runs', '--agent', 'nobody'], env),
      refused: await assay(['history', 'runs'], { ...env, ASSAY_TOKEN: 'wrong' }),
      verified: await assay(['verify-history'], env),
    };
  });
  if ('failure' in outcome) throw new Error(outcome.failure);
  const { failed, none, refused, verified } = outcome;
  expect(failed.code).toBe(0);
  expect(jsonOf(failed)).toMatchObject([{ agent_name: 'second', verdict: 'failed' }]);
  expect(none).toEqual({ code: 0, output: 'No record fits.\n' });
  expect(refused.code).toBe(3);
  expect(verified).toMatchObject({ code: 0, output: expect.stringMatching(/^verified: 2 records/) });
});

test('every question about the history of a real service is answered from the command line', async () => {
  const outcome = await withTemporaryServer({}, async ({ server }) => {
    const operator = connect({ url: server.url, token: server.operatorToken });
    const { token } = succeeded(await operator.createToken({ project: 'history', name: 'ci' }));
    const client = connect({ url: server.url, token });
    succeeded(await client.registerAgent('support', '1', { system_prompt: 'Agree.' }));
    await finishedRun(client, { agent: 'support', version: '1', answer: 'yes' });
    await finishedRun(client, { agent: 'support', version: '2', answer: 'no' });
    const ask = (words: string) => assay(words.split(' '), { ASSAY_URL: server.url, ASSAY_TOKEN: token });
    const tests = await ask('history tests --state failing --json');
    const [{ test_id: testId }] = jsonOf(tests);
    return {
      tests,
      failures: await ask('history failures --json'),
      test: await ask(`history test ${testId}`),
      unknown: await ask(`history test ${testId.replaceAll(/[0-9]/g, '0')}`),
      trend: await ask('history trend --agent support --from 1 --to 2'),
      changes: await ask('history changes --agent support --json'),
      versions: await ask('agents versions support --json'),
      latest: await ask('agents resolve support --strategy latest'),
      best: await ask('agents resolve support --strategy best'),
      score: await ask('agents score support --json'),
      rates: await ask('agents rates --min-runs 1 --threshold 0 --json'),
      retest: await ask('agents retest --json'),
    };
  });
  if ('failure' in outcome) throw new Error(outcome.failure);
  expect(jsonOf(outcome.tests)).toMatchObject([{ suite: 'support', name: 'a', outcomes: 'fp', owners: [] }]);
  expect(jsonOf(outcome.failures)).toMatchObject([{ runs: 1, groups: [{ count: 1 }] }]);
  expect(outcome.test).toMatchObject({ code: 0, output: expect.stringMatching(/^state +failing$/m) });
  expect(outcome.unknown).toMatchObject({ code: 2, output: expect.stringContaining('(not_found)') });
  expect(outcome.trend).toMatchObject({ code: 0, output: expect.stringMatching(/^newly failing +1\n +a$/m) });
  expect(jsonOf(outcome.changes)).toMatchObject([
    { last_green: { version: '1' }, latest: { version: '2' }, runs_since: { count: 1, more: false } },
  ]);
  expect(jsonOf(outcome.versions)).toMatchObject([{ agent: 'support', version: '1' }]);
  expect(outcome.latest).toMatchObject({ code: 0, output: expect.stringMatching(/^version +1$/m) });
  expect(outcome.best).toMatchObject({ code: 2, output: expect.stringContaining('(not_found)') });
  expect(jsonOf(outcome.score)).toMatchObject([{ final: null, runs_used: { reusability: 2 } }]);
  expect(jsonOf(outcome.rates)).toMatchObject([{ agent: 'support', runs: 2, failed: 1 }]);
  expect(jsonOf(outcome.retest)).toMatchObject([{ agent: 'support', version: '1' }]);
});
