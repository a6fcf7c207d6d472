import { TestEvidence, type TestFileSummary } from '../../src/domain/evidence/test';
import type { FileFault, FileReader, FileWarning } from '../../src/formats/reading';

export { absent, realFiles } from './coverage-files';

type Reader<Summary> = (emit: (test: TestEvidence) => void) => FileReader<Summary>;

export interface Taken<Summary> {
  tests: TestEvidence[];
  summary: Summary;
  warnings: FileWarning[];
}

/** Reads bytes cut into pieces; `sizes` are taken in turn, again and again. */
export function readPieces<Summary>(
  reader: Reader<Summary>,
  bytes: Uint8Array,
  sizes: readonly number[] = [bytes.length],
): Taken<Summary> | FileFault {
  const tests: TestEvidence[] = [];
  const open = reader((test) => tests.push(TestEvidence.parse(test)));
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const to = from + Math.max(1, sizes[turn % sizes.length] ?? 1);
    const fault = open.write(bytes.slice(from, to));
    if (fault) return fault;
    from = to;
  }
  const closed = open.close();
  return 'fault' in closed ? closed : { tests, ...closed };
}

export const readText = <Summary>(reader: Reader<Summary>, text: string) =>
  readPieces(reader, new TextEncoder().encode(text));

/** For a file that is taken: a fault fails the test that did not expect it. */
export function taken<Summary>(read: Taken<Summary> | FileFault): Taken<Summary> {
  if ('fault' in read) throw new Error(`not taken: ${JSON.stringify(read)}`);
  return read;
}

/** How many bytes of a file must be there for it to be taken: all of them but for white space at its end. */
export function firstTakenLength(reader: Reader<unknown>, text: string): number {
  const bytes = new TextEncoder().encode(text);
  for (let length = 0; length <= bytes.length; length++) {
    if (!('fault' in readPieces(reader, bytes.slice(0, length)))) return length;
  }
  return Infinity;
}

/** Tests by what they came out as, in the order of the words. */
export const tallyOf = ({ passed, failed, errored, skipped }: TestFileSummary) => ({
  passed,
  failed,
  errored,
  skipped,
});
