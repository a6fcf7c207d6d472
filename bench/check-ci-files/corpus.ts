import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A file that some tool wrote, with what is known of it. */
export interface CorpusFile {
  path: string;
  format: string;
  producer: string;
  /** By an independent parser, in its words; of a file that is broken on purpose, what is wrong. */
  facts: Record<string, unknown>;
  /** A second parser agrees: a difference is ours. */
  strict: boolean;
  sha256: string | null;
}

/** The files of a folder, and how many of its entries are no results that are taken here, by what they are. */
export interface Corpus {
  folder: string;
  files: CorpusFile[];
  notTaken: Record<string, number>;
}

const Facts = z.record(z.string(), z.unknown());

const Expected = z.object({
  files: z.record(
    z.string(),
    z.object({
      facts: Facts,
      // Of a pair of files a list.
      sha256: z.union([z.string(), z.array(z.string())]).optional(),
      oracles: z.object({ strict: z.boolean() }).optional(),
    }),
  ),
  history: z.object({ runs: z.array(z.object({ file: z.string() }).catchall(z.unknown())) }).optional(),
});

/** JUnit reports of runs that followed each other; to a reader, JUnit reports. */
const HISTORY = 'junit-history';
/** What is no file of results. */
const OTHERS: ReadonlySet<string> = new Set(['schema']);
/** Two files that are compared with each other: `pairs.ts` reads them. */
const PAIR = 'openapi-pair';

/**
 * Reads a folder with a `MANIFEST.tsv` (path, format, producer, …) and an `expected.json` of what is in its files.
 * Throws where one of the two is missing or of another shape.
 */
export function readCorpus(folder: string): Corpus {
  const expected = Expected.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  const runs = new Map((expected.history?.runs ?? []).map((run) => [`history/${run.file}`, run]));
  const corpus: Corpus = { folder, files: [], notTaken: {} };
  for (const { path, format, producer } of manifestOf(readFileSync(join(folder, 'MANIFEST.tsv'), 'utf8'))) {
    if (format === PAIR) continue;
    if (OTHERS.has(format)) {
      corpus.notTaken[format] = (corpus.notTaken[format] ?? 0) + 1;
    } else {
      const entry = expected.files[path];
      const facts = entry?.facts ?? runFacts(runs.get(path));
      const sha256 = typeof entry?.sha256 === 'string' ? entry.sha256 : null;
      const known = format === HISTORY ? 'junit' : format;
      corpus.files.push({ path, format: known, producer, facts, strict: entry?.oracles?.strict ?? false, sha256 });
    }
  }
  return corpus;
}

export const bytesOf = ({ folder }: Corpus, { path }: CorpusFile): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(folder, path)));

/** Of a run of the history the facts tell the counts alone. */
function runFacts(run: Record<string, unknown> | undefined): Record<string, unknown> {
  const { tests, passed, failed, skipped } = run ?? {};
  return run ? { wellFormed: true, tests, passed, failed, skipped } : {};
}

function manifestOf(text: string): { path: string; format: string; producer: string }[] {
  const [head = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const columns = head.split('\t');
  const [path, format, producer] = ['path', 'format', 'producer'].map((column) => columns.indexOf(column));
  if (path === undefined || path < 0 || format === undefined || producer === undefined) {
    throw new Error('the first line of MANIFEST.tsv names no path');
  }
  return lines.map((line) => {
    const cells = line.split('\t');
    return { path: cells[path] ?? '', format: cells[format] ?? '', producer: cells[producer] ?? '' };
  });
}
