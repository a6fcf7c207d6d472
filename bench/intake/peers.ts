import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Kind } from './files';

/** The packages that read such files in Node. */
export const PEERS: Readonly<Record<Kind, readonly string[]>> = {
  junit: ['junit2json', 'fast-xml-parser'],
  sarif: ['JSON.parse'],
  lcov: ['lcov-parse'],
};

/** A reader that is not ours. `failure`: it did not come to an end. Seconds, and MB of its process at most. */
export type PeerFigures = { seconds: number; peakMb: number } | { failure: string };

const Told = z.object({ seconds: z.number(), peakMb: z.number() });
/** Nothing is gained by waiting longer. */
const PATIENCE_MS = 180_000;

/** Reads a file by a package in a process of its own, which may run out of memory alone. */
export function measurePeer(peer: string, file: string): Promise<PeerFigures> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'peer.ts'), peer, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (errors += String(text)));
  return new Promise((settle) => {
    child.once('close', (code) => {
      clearTimeout(late);
      if (code === 0) settle(Told.parse(JSON.parse(output)));
      else settle({ failure: reasonOf(code, errors) });
    });
  });
}

function reasonOf(code: number | null, errors: string): string {
  if (code === null && errors === '') return `it did not end within ${PATIENCE_MS / 1000} s`;
  if (/heap out of memory|ERR_STRING_TOO_LONG|Invalid string length|Cannot create a string/.test(errors)) {
    return 'it ran out of memory';
  }
  return /^\w*Error: .*/m.exec(errors)?.[0] ?? `it ended with code ${code}`;
}
