import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { XMLParser } from 'fast-xml-parser';
import { parse as parseJunit } from 'junit2json';
// It has no types, and is called here alone.
// @ts-expect-error -- see above
import lcovParse from 'lcov-parse';

/** Each reads the text of a whole file, as these packages are used. */
const READERS: Readonly<Record<string, (text: string) => Promise<unknown>>> = {
  junit2json: (text) => parseJunit(text),
  'fast-xml-parser': async (text) => new XMLParser({ ignoreAttributes: false }).parse(text),
  'JSON.parse': async (text) => JSON.parse(text),
  'lcov-parse': (text) =>
    new Promise((settle, fail) => {
      lcovParse(text, (error: unknown, data: unknown) => (error ? fail(error) : settle(data)));
    }),
};

const [peer = '', file = ''] = process.argv.slice(2);
const read = READERS[peer];
if (!read) throw new Error(`no such reader: ${peer}`);
const begin = performance.now();
const parsed = await read(readFileSync(file, 'utf8'));
if (parsed === null || parsed === undefined) throw new Error('nothing was read');
const seconds = (performance.now() - begin) / 1000;
process.stdout.write(JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1024 }));
