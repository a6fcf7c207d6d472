import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addCoverage, coverageOf, NO_COVERAGE } from '../../src/domain/coverage/totals';
import { type CoverageSource, mergeInPasses } from '../../src/domain/coverage/merge';
import type { CoverageSection } from '../../src/domain/evidence/coverage';
import type { FileFault, FileReader, FileWarning } from '../../src/formats/reading';

const DATA = join(import.meta.dirname, '../../../shared/data/ci');

/** Why the tests over real files do not run; null: they do. */
export const absent = existsSync(DATA) ? null : 'the folder ../shared/data/ci is absent';

/** The files of a format, each with what an independent parser says of it. */
export function realFiles<Facts>(format: string): { name: string; bytes: Uint8Array; facts: Facts; strict: boolean }[] {
  if (absent !== null) return [];
  const expected: { files: Record<string, { facts: Facts; oracles?: { strict?: boolean } }> } = JSON.parse(
    readFileSync(join(DATA, 'expected.json'), 'utf8'),
  );
  return Object.entries(expected.files)
    .filter(([path]) => path.startsWith(`${format}/`))
    .map(([path, { facts, oracles }]) => ({
      name: path.slice(format.length + 1),
      bytes: readFileSync(join(DATA, path)),
      facts,
      strict: oracles?.strict ?? false,
    }));
}

export type Read<Summary> = { sections: CoverageSection[]; summary: Summary; warnings: FileWarning[] } | FileFault;

/** Reads bytes cut into pieces; `sizes` are taken in turn, again and again. */
export function readPieces<Summary>(
  reader: (emit: (section: CoverageSection) => void) => FileReader<Summary>,
  bytes: Uint8Array,
  sizes: readonly number[] = [bytes.length],
): Read<Summary> {
  const sections: CoverageSection[] = [];
  const open = reader((section) => sections.push(section));
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const to = from + Math.max(1, sizes[turn % sizes.length] ?? 1);
    const fault = open.write(bytes.slice(from, to));
    if (fault) return fault;
    from = to;
  }
  const closed = open.close();
  return 'fault' in closed ? closed : { sections, ...closed };
}

export function readText<Summary>(
  reader: (emit: (section: CoverageSection) => void) => FileReader<Summary>,
  text: string,
): Read<Summary> {
  return readPieces(reader, new TextEncoder().encode(text));
}

/** For a file that is taken: a fault fails the test that did not expect it. */
export function taken<Summary>(read: Read<Summary>): Exclude<Read<Summary>, FileFault> {
  if ('fault' in read) throw new Error(`not taken: ${JSON.stringify(read)}`);
  return read;
}

export function sourceOf(sections: readonly CoverageSection[], overlap: CoverageSource['overlap']): CoverageSource {
  return {
    overlap,
    read: async function* () {
      yield* sections;
    },
  };
}

/** Merges in as many passes as the budget makes necessary. */
export async function merged(sources: readonly CoverageSource[], budget = Number.MAX_SAFE_INTEGER) {
  const files: CoverageSection[] = [];
  const end = await mergeInPasses({ sources, budget, emit: (file) => void files.push(file) });
  return { files, end };
}

export const totalsOf = (files: readonly CoverageSection[]) => files.map(coverageOf).reduce(addCoverage, NO_COVERAGE);
