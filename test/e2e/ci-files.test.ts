import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkCorpus } from '../../bench/check-ci-files/checking';
import type { Comparison } from '../../bench/check-ci-files/comparison';
import { readCorpus } from '../../bench/check-ci-files/corpus';
import type { PairComparison } from '../../bench/check-ci-files/pairs';
import { connect } from '../../src/cli/client';
import { withTemporaryServer } from '../../src/cli/temporary-server';
import { CiFile } from '../../src/domain/ci-run/file';
import { CiRun } from '../../src/domain/ci-run/view';

const DATA = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'ci');
const present = existsSync(join(DATA, 'MANIFEST.tsv'));
if (!present) process.stdout.write('skipped: ../shared/data/ci is not there\n');

describe.skipIf(!present)('real files through the real Worker', () => {
  let comparisons: Comparison[] = [];
  let pairs: PairComparison[] = [];
  beforeAll(async () => {
    const checked = await checkCorpus(readCorpus(DATA));
    if ('failure' in checked) throw new Error(checked.failure);
    ({ comparisons, pairs } = checked);
  });

  test('every file is told by the API as an independent parser tells it', () => {
    expect(comparisons.length).toBeGreaterThan(300);
    const compared = comparisons.reduce((sum, comparison) => sum + comparison.compared, 0);
    expect(compared).toBeGreaterThan(7_000);
    const disagreed = comparisons.filter(({ outcome }) => outcome === 'disagreed');
    expect(disagreed.map(({ file, differing }) => ({ path: file.path, differing }))).toEqual([]);
  });

  test('every asserted change between two API descriptions is told, and none that breaks between equal ones', () => {
    expect(pairs.length).toBeGreaterThan(50);
    expect(pairs.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(50);
    expect(pairs.flatMap(({ missing, imagined }) => [...missing, ...imagined])).toEqual([]);
  });

  test('a file that is broken on purpose is refused for what is wrong with it, and no other one is', () => {
    const refused = comparisons.filter(({ outcome }) => outcome === 'refused');
    const byCode = Map.groupBy(refused, ({ code }) => code);
    expect(Object.fromEntries([...byCode].map(([code, files]) => [code, files.length]))).toEqual({
      entities: 1,
      not_well_formed: 2,
      unrecognised: 2,
      wrong_version: 7,
    });
  });
});

const REPORT = 'SF:a.ts\nDA:1,1\nend_of_record\n';

test('an upload whose connection is cut is no file, and sent again it counts once', async () => {
  const outcome = await withTemporaryServer({}, async ({ server }) => {
    const operator = connect({ url: server.url, token: server.operatorToken });
    const made = await operator.createToken({ project: 'cut', name: 'test' });
    if ('problem' in made) throw new Error(JSON.stringify(made.problem));
    const authorization = `Bearer ${made.value.token}`;
    const call = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
      const init = { method, headers: { authorization, ...headers }, ...(body === undefined ? {} : { body }) };
      const response = await fetch(`${server.url}${path}`, init);
      return { status: response.status, body: z.unknown().parse(await response.json()) };
    };
    const opened = await call('POST', '/v1/ci-runs', '{}', { 'content-type': 'application/json' });
    const { id } = z.object({ id: z.string() }).parse(opened.body);
    const path = `/v1/runs/${id}/files`;
    const listed = async () => z.object({ files: z.array(CiFile) }).parse((await call('GET', path)).body).files;

    // What has come is a whole file by itself; that it is not all of it only the cut tells.
    const { hostname, port } = new URL(server.url);
    const socket = connectSocket(Number(port), hostname);
    await once(socket, 'connect');
    const head = [`POST ${path}?name=report HTTP/1.1`, `host: ${hostname}`, `authorization: ${authorization}`];
    socket.write(`${[...head, 'content-type: text/plain', 'content-length: 1000000'].join('\r\n')}\r\n\r\n${REPORT}`);
    await expect.poll(async () => (await listed()).length, { timeout: 30_000 }).toBe(1);
    socket.destroy();
    await once(socket, 'close');
    const afterCut = (await listed()).map(({ state }) => state);

    const again = await call('POST', `${path}?name=report`, REPORT, { 'content-type': 'text/plain' });
    const finished = await call('POST', `/v1/runs/${id}/finish`, undefined, { prefer: 'wait=60' });
    const states = (await listed()).map(({ state }) => state);
    return { afterCut, status: again.status, states, run: CiRun.parse(finished.body) };
  });
  if ('failure' in outcome) throw new Error(outcome.failure);
  expect(outcome.afterCut).toEqual(['receiving']);
  expect(outcome).toMatchObject({ status: 201, states: ['replaced', 'kept'] });
  expect(outcome.run).toMatchObject({ status: 'finished', coverage: { lines: { found: 1, hit: 1 } } });
});
