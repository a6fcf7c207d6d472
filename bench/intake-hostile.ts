import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import { connect } from '../src/cli/client';
import type { StartFailure } from '../src/cli/local-server';
import { describeProblem } from '../src/cli/problem';
import { withTemporaryServer } from '../src/cli/temporary-server';
import { withMemory, workerdOfThis } from './intake/memory';

const MIB = 1024 * 1024;
/** What a file may take of workerd, whatever is in it, MB. */
const GROWTH_BAR = 200;

/** Files in their full size, which are too long for the tests: what each holds, and the code that refuses it. */
const FILES: readonly { name: string; code: string; gzip: boolean; body: () => Readable }[] = [
  { name: 'a line of 1,000 MiB', code: 'too_long', gzip: false, body: () => text('SF:', 'a', 1000 * MIB, '\n') },
  { name: 'a gzip bomb of 1,025 MiB', code: 'too_large', gzip: true, body: () => lines().pipe(createGzip()) },
  {
    name: 'two million empty tests',
    code: 'too_many',
    gzip: false,
    body: () => text('<testsuite name="s">', '<testcase name="t"/>', 2_000_000, '</testsuite>'),
  },
  {
    name: 'ten million elements, one in the other',
    code: 'too_deep',
    gzip: false,
    body: () => text('<testsuites>', '<a>', 10_000_000, ''),
  },
];

/** LCOV that is right as far as it goes. */
const lines = () => text('SF:a\n', '#'.padEnd(63, ' ').concat('\n'), (1025 * MIB) / 64, 'end_of_record\n');

const Opened = z.object({ id: z.string() });
const Refused = z.object({ errors: z.array(z.object({ code: z.string() })) });
const write = (line: string) => process.stdout.write(`${line}\n`);

process.exitCode = await main();

async function main(): Promise<number> {
  const held = await withTemporaryServer({}, async ({ server }): Promise<boolean | StartFailure> => {
    const operator = connect({ url: server.url, token: server.operatorToken });
    const made = await operator.createToken({ project: 'hostile', name: 'bench' });
    if ('problem' in made) return { failure: describeProblem(made.problem) };
    let all = true;
    for (const file of FILES) all = (await refuse({ url: server.url, token: made.value.token }, file)) && all;
    return all;
  });
  if (typeof held === 'boolean') return held ? 0 : 1;
  write(held.failure);
  return 1;
}

/** @returns whether it was refused for what it is, within the memory that it may take */
async function refuse(
  { url, token }: { url: string; token: string },
  { name, code, gzip, body }: (typeof FILES)[number],
): Promise<boolean> {
  const post = (path: string, init: RequestInit, headers: Record<string, string>) =>
    fetch(`${url}${path}`, { method: 'POST', ...init, headers: { authorization: `Bearer ${token}`, ...headers } });
  const opened = await post('/v1/ci-runs', { body: '{}' }, { 'content-type': 'application/json' });
  const { id } = Opened.parse(await opened.json());
  const begin = performance.now();
  const { value, memory } = await withMemory(workerdOfThis(), async () => {
    // Node's own fetch takes its own streams; the types here are those of the Worker.
    const init = { body: Readable.toWeb(body()) as unknown as ReadableStream, duplex: 'half' };
    const encoding: Record<string, string> = gzip ? { 'content-encoding': 'gzip' } : {};
    const response = await post(`/v1/runs/${id}/files`, init, { 'content-type': 'text/plain', ...encoding });
    return { status: response.status, answer: await response.json() };
  });
  const told = value.status === 422 ? Refused.parse(value.answer).errors[0]?.code : `status ${value.status}`;
  const growth = memory.peak - memory.before;
  const isHeld = told === code && growth <= GROWTH_BAR;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  write(
    `${name}: ${told}, ${seconds} s, growth ${growth.toFixed(0)} MB, bar ${GROWTH_BAR}: ${isHeld ? 'held' : 'MISSED'}`,
  );
  return isHeld;
}

function text(head: string, unit: string, times: number, tail: string): Readable {
  const atOnce = Math.ceil(MIB / unit.length);
  const block = unit.repeat(atOnce);
  return Readable.from(
    (function* () {
      yield Buffer.from(head);
      for (let left = times; left > 0; left -= atOnce) {
        yield Buffer.from(left >= atOnce ? block : unit.repeat(left));
      }
      yield Buffer.from(tail);
    })(),
  );
}
