import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CellResult } from '../../src/domain/cell';
import { type LocalServer, startLocalServer } from '../../src/cli/local-server';
import { type Client, connect } from '../../src/cli/client';
import { projectClient } from '../../src/cli/temporary-server';
import { spawnWrangler } from '../../src/cli/wrangler';

const ROOT = join(import.meta.dirname, '..', '..');

let state = '';
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'assay-'));
});
afterEach(() => rm(state, { recursive: true, force: true }));

async function startServer(): Promise<LocalServer> {
  const server = await startLocalServer({ port: 0, persistTo: state, shell: {} });
  if ('failure' in server) throw new Error(server.failure);
  return server;
}

/** Finished runs of recorded answers, one a word: 'yes' passes. */
async function recordRuns(client: Client, answers: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [i, answer] of answers.entries()) {
    const started = await client.startRun(
      {
        agent: { name: 'kept', target: { kind: 'recorded' } },
        judge: { enabled: false },
        cases: [
          {
            id: 'a',
            name: 'Says yes',
            input: 'Say yes',
            expectations: [{ id: 'e', path: 'output.text', op: 'eq', expected: 'yes' }],
          },
        ],
        answers: { a: answer },
      },
      { idempotencyKey: `run-${i}` },
    );
    if ('problem' in started) throw new Error(JSON.stringify(started.problem));
    await client.finishedRun(started.value.id, { deadlineSeconds: 30 });
    ids.push(started.value.id);
  }
  return ids;
}

/** What an operator with a shell types. @returns the last lines of the output */
async function executeSql(sql: string): Promise<{ code: number | null; output: string }> {
  const config = join(state, 'worker', 'wrangler.json');
  const args = ['d1', 'execute', 'DB', '--local', '--config', config, '--persist-to', state, '--command', sql];
  const wrangler = spawnWrangler(args, ROOT);
  return { code: await wrangler.exited, output: wrangler.lastLines() };
}

/** Opens the file of the service's database, as somebody does who has the disk. */
async function openDatabase(): Promise<DatabaseSync> {
  const folder = join(state, 'v3', 'd1', 'miniflare-D1DatabaseObject');
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sqlite'))) {
    const database = new DatabaseSync(join(folder, file));
    const found = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'record'").get();
    if (found) return database;
    database.close();
  }
  throw new Error('the service has a database');
}

async function recordsOnDisk(): Promise<unknown[]> {
  const database = await openDatabase();
  const rows = database.prepare('SELECT * FROM record ORDER BY seq').all();
  database.close();
  return rows;
}

test('wrangler d1 execute can neither change nor delete a record; what is edited in the file itself the proof finds', async () => {
  const first = await startServer();
  const client = await projectClient(first, 'kept');
  if ('failure' in client) throw new Error(client.failure);
  const ids = await recordRuns(client, ['yes', 'no', 'yes']);
  await first.stop();

  const before = await recordsOnDisk();
  expect(before).toHaveLength(3);
  for (const sql of [
    "UPDATE record SET verdict = 'passed'",
    `UPDATE record SET record_hash = 'x' WHERE run_id = '${ids[1]}'`,
    'DELETE FROM record',
    `DELETE FROM record WHERE run_id = '${ids[1]}'`,
  ]) {
    const { code, output } = await executeSql(sql);
    expect(code, sql).not.toBe(0);
    expect(output, sql).toContain('record is append-only');
  }
  expect((await executeSql('SELECT count(*) FROM record')).code).toBe(0);
  expect(await recordsOnDisk()).toEqual(before);

  await editBehindTriggers(ids[1] ?? '');
  const second = await startServer();
  try {
    const token = await readToken(second);
    const proof = await fetch(`${second.url}/v1/history/proof`, { headers: { authorization: `Bearer ${token}` } });
    expect(await proof.json()).toMatchObject({
      complete: false,
      checked: 1,
      broken: { seq: 2, run_id: ids[1], reason: 'content_changed' },
    });
  } finally {
    await second.stop();
  }
});

/** Turns a failed run into a passed one and puts the triggers back, so that nothing shows but the hash. */
async function editBehindTriggers(runId: string): Promise<void> {
  const database = await openDatabase();
  const trigger = database.prepare("SELECT sql FROM sqlite_master WHERE name = 'record_refuses_update'").get();
  database.exec('DROP TRIGGER record_refuses_update');
  const edit = database.prepare("UPDATE record SET verdict = 'passed', result_status = 'pass' WHERE run_id = ?");
  expect(edit.run(runId).changes).toBe(1);
  database.exec(String(trigger?.['sql']));
  database.close();
}

async function readToken(server: LocalServer): Promise<string> {
  const operator = connect({ url: server.url, token: server.operatorToken });
  const made = await operator.createToken({ project: 'kept', name: 'auditor' });
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return made.value.token;
}

test('the file of the cells is read by any gunzip, without the service', async () => {
  const server = await startServer();
  const client = await projectClient(server, 'kept');
  if ('failure' in client) throw new Error(client.failure);
  const [run] = await recordRuns(client, ['yes '.repeat(40_000)]);
  await server.stop();

  const folder = join(state, 'v3', 'r2', 'assay-artifacts', 'blobs');
  const blobs = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
  const packed = blobs.find((bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b);
  if (!packed || run === undefined) throw new Error('a finished run has its cells in a gzip file');
  const cells: CellResult[] = gunzipSync(packed)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(cells).toMatchObject([{ case_id: 'a', output: { text: 'yes '.repeat(40_000) } }]);

  const unpacked = promisify(execFile)('gzip', ['-dc'], { encoding: 'buffer', maxBuffer: 10_000_000 });
  unpacked.child.stdin?.end(packed);
  expect((await unpacked).stdout.equals(gunzipSync(packed))).toBe(true);
});
