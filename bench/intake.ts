import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '../src/cli/client';
import type { StartFailure } from '../src/cli/local-server';
import { describeProblem } from '../src/cli/problem';
import { withTemporaryServer } from '../src/cli/temporary-server';
import { type Kind, writeFile } from './intake/files';
import { measurePeer, PEERS } from './intake/peers';
import { type BenchFile, finish, plainRead, upload, type Upload } from './intake/upload';

/** Memory that one file may take of workerd beyond what it had, MB. */
const GROWTH_BAR = 160;
/**
 * A tenth of the file may take so much less, MB. Lists that end at some length (identities of a million tests, 20,000
 * that the history follows, 100,000 source files) fill up with the file, and V8 sweeps late while there is room.
 */
const FLAT_BAR = 110;
/**
 * How often a tenth is sent first. A heap that nothing has widened takes some 200 MB for a file of 30 as for one of
 * 300, before V8 finds it worth its while to sweep.
 */
const WARM_UPS = 2;

const WORKER = join(import.meta.dirname, 'intake-worker.ts');
const write = (...lines: string[]) => process.stdout.write(`${lines.join('\n')}\n`);

const { values } = parseArgs({
  options: {
    'junit-mb': { type: 'string', default: '300' },
    'sarif-mb': { type: 'string', default: '200' },
    'lcov-mb': { type: 'string', default: '200' },
  },
});
const SIZES: Readonly<Record<Kind, number>> = {
  junit: Number(values['junit-mb']),
  sarif: Number(values['sarif-mb']),
  lcov: Number(values['lcov-mb']),
};

/** What was measured of one file. */
type Measured = Upload & { finishSeconds: number; plainSeconds: number };

const ITEMS = { junit: 'suites of 25 tests', sarif: 'findings', lcov: 'source files' } as const;

const growthOf = ({ memory }: Upload) => memory.peak - memory.before;

const speed = (mb: number, seconds: number) =>
  `${seconds.toFixed(1).padStart(6)} s, ${(mb / seconds).toFixed(1).padStart(6)} MB/s`;

const memoryOf = ({ memory: { before, peak, after } }: Upload) =>
  `memory ${before.toFixed(0)} MB before, ${peak.toFixed(0)} at most, ${after.toFixed(0)} after`;

process.exitCode = await main();

async function main(): Promise<number> {
  if (!Object.values(SIZES).every((mb) => Number.isInteger(mb) && mb >= 0)) {
    write('--junit-mb, --sarif-mb and --lcov-mb are whole numbers; 0 leaves a format out');
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'assay-intake-'));
  try {
    let held = true;
    for (const kind of ['junit', 'sarif', 'lcov'] as const) {
      const outcome = SIZES[kind] === 0 || (await measureKind(kind, folder));
      if (typeof outcome !== 'boolean') write(`${kind}: ${outcome.failure}`);
      held = outcome === true && held;
    }
    return held ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns whether every bar is held */
async function measureKind(kind: Kind, folder: string): Promise<boolean | StartFailure> {
  const generate = async (mb: number): Promise<BenchFile> => {
    const path = join(folder, `${kind}-${mb}`);
    return { path, kind, items: await writeFile(path, kind, mb * 1024 * 1024) };
  };
  const small = await generate(Math.ceil(SIZES[kind] / 10));
  const file = await generate(SIZES[kind]);
  const tenth = await measure(small, small);
  if ('failure' in tenth) return tenth;
  const whole = await measure(small, file);
  if ('failure' in whole) return whole;
  write(`${kind}: ${whole.mb.toFixed(0)} MB, ${file.items} ${ITEMS[kind]}`);
  write(`  the Worker            ${speed(whole.mb, whole.seconds)}, ${memoryOf(whole)}`);
  write(`  a tenth of it         ${speed(tenth.mb, tenth.seconds)}, ${memoryOf(tenth)}`);
  write(`  only read, by it      ${speed(whole.mb, whole.plainSeconds)}`);
  write(
    `  finishing the run     ${whole.finishSeconds.toFixed(1).padStart(6)} s; after a tenth ${tenth.finishSeconds.toFixed(1)} s`,
  );
  for (const peer of PEERS[kind]) {
    const figures = await measurePeer(peer, file.path);
    const told =
      'failure' in figures
        ? figures.failure
        : `${speed(whole.mb, figures.seconds)}, peak ${figures.peakMb.toFixed(0)} MB; the Worker takes ${(whole.seconds / figures.seconds).toFixed(2)} times as long`;
    write(`  ${peer.padEnd(21)} ${told}`);
  }
  const bars = [
    { name: 'growth', figure: growthOf(whole), most: GROWTH_BAR },
    { name: 'growth beyond that of a tenth', figure: growthOf(whole) - growthOf(tenth), most: FLAT_BAR },
  ];
  for (const { name, figure, most } of bars) {
    write(`  ${name} ${figure.toFixed(0)} MB, bar ${most}: ${figure <= most ? 'held' : 'MISSED'}`);
  }
  return bars.every(({ figure, most }) => figure <= most);
}

/** In a server of its own, so that no file before has left anything in memory. */
function measure(warmUp: BenchFile, file: BenchFile): Promise<Measured | StartFailure> {
  return withTemporaryServer({ entry: WORKER }, async ({ server }) => {
    const operator = connect({ url: server.url, token: server.operatorToken });
    const made = await operator.createToken({ project: 'intake', name: 'bench' });
    if ('problem' in made) return { failure: describeProblem(made.problem) };
    const service = { url: server.url, token: made.value.token };
    for (let times = 0; times < WARM_UPS; times++) await upload(service, warmUp);
    const uploaded = await upload(service, file);
    const finishSeconds = await finish(service, uploaded.run);
    return { ...uploaded, finishSeconds, plainSeconds: await plainRead(service, file.path) };
  });
}
