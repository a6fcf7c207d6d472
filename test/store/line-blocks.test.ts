import { gunzipSync } from 'node:zlib';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { type LineBlock, LineBlockWriter, placeOf, readLine, readLines } from '../../src/store/line-blocks';

let made = 0;

/** Writes a file under a key of its own. */
async function written(lines: readonly string[]) {
  const key = `line-blocks/${++made}.gz`;
  const file = new LineBlockWriter(env.ARTIFACTS, key);
  const places: number[] = [];
  for (const line of lines) places.push(await file.write(line));
  return { key, places, ...(await file.close()) };
}

async function stored(key: string): Promise<Uint8Array> {
  const object = await env.ARTIFACTS.get(key);
  if (!object) throw new Error(`${key} is not there`);
  return new Uint8Array(await object.arrayBuffer());
}

async function collected(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

/** A bucket that notes what is read of it. */
function noted() {
  const reads: unknown[] = [];
  const bucket = new Proxy(env.ARTIFACTS, {
    get: (target, name) => {
      if (name !== 'get') return Reflect.get(target, name);
      return (key: string, options: R2GetOptions) => {
        reads.push(options.range);
        return target.get(key, options);
      };
    },
  });
  return { bucket, reads };
}

/** Lines of about 500 bytes. */
const records = (count: number) =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ i, text: `${i} ü 🙂 `.repeat(40) }));

test('the whole file is one gzip file of several members, in the order of its lines', async () => {
  const lines = records(700);
  const { key, artifact, blocks } = await written(lines);
  const bytes = await stored(key);
  expect(blocks.length).toBeGreaterThan(3);
  expect(gunzipSync(bytes).toString()).toBe(lines.map((line) => `${line}\n`).join(''));
  expect(artifact).toMatchObject({ key, media_type: 'application/gzip', size: bytes.byteLength });
});

test('blocks lie side by side, from the first byte to the last and from the first line to the last', async () => {
  const { artifact, blocks, places } = await written(records(700));
  expect(places).toEqual(Array.from({ length: 700 }, (_, i) => i));
  let [offset, first] = [0, 0];
  for (const block of blocks) {
    expect(block).toMatchObject({ offset, first });
    offset += block.length;
    first += block.lines;
  }
  expect([offset, first]).toEqual([artifact.size, 700]);
});

test('each line is found again by one ranged read of its block alone', async () => {
  const lines = records(400);
  const { key, blocks } = await written(lines);
  for (const index of [0, 1, 130, 131, 399]) {
    const place = placeOf(blocks, index);
    if (!place) throw new Error('the file has this line');
    const { bucket, reads } = noted();
    expect(await readLine(bucket, key, place)).toBe(lines[index]);
    expect(reads).toEqual([{ offset: place.offset, length: place.length }]);
  }
});

test('all lines are read in order from any line on, by one ranged read a block that has some', async () => {
  const lines = records(400);
  const { key, blocks } = await written(lines);
  const last = blocks.at(-1);
  if (!last) throw new Error('the file has blocks');
  for (const from of [0, 1, 200, last.first - 1, last.first, 399, 400, 1000]) {
    const { bucket, reads } = noted();
    expect(await collected(readLines(bucket, key, blocks, { from }))).toEqual(lines.slice(from));
    expect(reads).toHaveLength(blocks.filter(({ first, lines: n }) => first + n > from).length);
  }
});

test('a line longer than a block is a block of its own, between its neighbours', async () => {
  const lines = ['before', 'x'.repeat(300_000), 'after', '', 'end'];
  const { key, blocks } = await written(lines);
  expect(blocks.map(({ first, lines: n }) => [first, n])).toEqual([
    [0, 1],
    [1, 1],
    [2, 3],
  ]);
  expect(await collected(readLines(env.ARTIFACTS, key, blocks))).toEqual(lines);
});

test('a line comes back as it was, with whatever signs it begins and ends', async () => {
  const lines = ['\ufeffmark first', ' white space ', '\u0000\u0085\u2028', '\r', '🙂', ''];
  const { key, blocks } = await written(lines);
  expect(await collected(readLines(env.ARTIFACTS, key, blocks))).toEqual(lines);
});

test('a file without lines is a gzip file of no bytes, without a block', async () => {
  const { key, blocks } = await written([]);
  expect(blocks).toEqual([]);
  expect(gunzipSync(await stored(key)).byteLength).toBe(0);
  expect(await collected(readLines(env.ARTIFACTS, key, blocks))).toEqual([]);
});

test('there is no place for a line that the file does not have', async () => {
  const { blocks } = await written(['a', 'b']);
  expect([-1, 2, 1e9, Number.NaN].map((index) => placeOf(blocks, index))).toEqual([null, null, null, null]);
  expect(placeOf([], 0)).toBeNull();
});

test('a file that is gone gives no line, and is no empty list of lines', async () => {
  const { key, blocks } = await written(['a']);
  await env.ARTIFACTS.delete(key);
  const place = placeOf(blocks, 0);
  if (!place) throw new Error('the file had this line');
  expect(await readLine(env.ARTIFACTS, key, place)).toBeNull();
  await expect(collected(readLines(env.ARTIFACTS, key, blocks))).rejects.toThrow('is not there');
});

test('a block that unpacks to more than a block may have is refused, and so is one with other lines', async () => {
  const { key, blocks } = await written(['a', 'b']);
  const [block] = blocks;
  if (!block) throw new Error('the file has a block');
  const more: LineBlock[] = [{ ...block, lines: 3 }];
  await expect(collected(readLines(env.ARTIFACTS, key, more))).rejects.toThrow('has 2 lines');
  await expect(readLine(env.ARTIFACTS, key, { ...block, line: 2 })).rejects.toThrow('none at 2');

  const bomb = new Blob([new Uint8Array(40 * 1024 * 1024)]).stream().pipeThrough(new CompressionStream('gzip'));
  const bytes = await new Response(bomb).arrayBuffer();
  await env.ARTIFACTS.put(key, bytes);
  const place = { offset: 0, length: bytes.byteLength, line: 0 };
  await expect(readLine(env.ARTIFACTS, key, place)).rejects.toThrow('longer than one may be');
});

test('what can not be a line is refused and leaves the file as it was', async () => {
  const key = `line-blocks/${++made}.gz`;
  const file = new LineBlockWriter(env.ARTIFACTS, key);
  await file.write('a');
  await expect(file.write('b\nc')).rejects.toThrow('no line end');
  await file.write('d');
  const { blocks } = await file.close();
  expect(await collected(readLines(env.ARTIFACTS, key, blocks))).toEqual(['a', 'd']);
});

test('an aborted file is not there', async () => {
  const key = `line-blocks/${++made}.gz`;
  const file = new LineBlockWriter(env.ARTIFACTS, key);
  await file.write('a');
  await file.abort();
  expect(await env.ARTIFACTS.head(key)).toBeNull();
});
