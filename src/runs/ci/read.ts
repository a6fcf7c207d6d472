import type { CiTest } from '../../domain/ci-run/test';
import type { CoverageSection } from '../../domain/evidence/coverage';
import type { FindingEvidence } from '../../domain/evidence/finding';
import { type Fault, isFault } from '../../domain/fault';
import type { RunKey } from '../pointer';
import { runKey } from '../../store/artifacts';
import { ciCoordinatorOf } from './handle';
import { CI_FILES, filePartKey, readEvidence } from './run-files';

/** A place in the evidence of a run: which of its files, and which line there. */
export interface EvidencePlace {
  file: number;
  line: number;
}

/** A page of evidence. It looks at a bounded number of lines, so it may be short, even empty, and still go on. */
export interface EvidencePage<T> {
  items: T[];
  next: EvidencePlace | null;
}

/** Lines that one page looks at, and what it may hold of them, UTF-16 units. */
const MOST_LOOKED_AT = 2_000;
const MOST_TEXT = 4 * 1024 * 1024;

type Absent = Fault<'not_found' | 'gone'>;

/** Tests of a run in the order of its files and of their elements. */
export const readTests = (
  env: Env,
  key: RunKey,
  terms: { from: EvidencePlace; limit: number; keep: (test: CiTest) => boolean },
) => readKind<CiTest>(env, key, 'tests', terms);

/** Findings of a run in the order of its files and of their results. */
export const readFindings = (
  env: Env,
  key: RunKey,
  terms: { from: EvidencePlace; limit: number; keep: (finding: FindingEvidence) => boolean },
) => readKind<FindingEvidence>(env, key, 'findings', terms);

/** Merged coverage of a finished run, one source file after the other; null where it has none. */
export async function readCoverage(
  env: Env,
  key: RunKey,
  from = 0,
): Promise<AsyncGenerator<CoverageSection> | null | Fault<'not_found' | 'not_finished' | 'gone'>> {
  const blocks = await ciCoordinatorOf(env, key).coverageBlocks();
  if (isFault(blocks)) return blocks;
  return blocks && readEvidence<CoverageSection>(env.ARTIFACTS, runKey(key, CI_FILES.coverage), blocks, from);
}

async function readKind<T>(
  env: Env,
  key: RunKey,
  kind: 'tests' | 'findings',
  { from, limit, keep }: { from: EvidencePlace; limit: number; keep: (item: T) => boolean },
): Promise<EvidencePage<T> | Absent> {
  const files = await ciCoordinatorOf(env, key).evidence();
  if (isFault(files)) return files;
  const items: T[] = [];
  let looked = 0;
  let text = 0;
  for (const { id, seq, body } of files) {
    const blocks = body?.blocks[kind];
    if (!blocks || seq < from.file) continue;
    let line = seq === from.file ? from.line : 0;
    for await (const item of readEvidence<T>(env.ARTIFACTS, filePartKey(key, id, kind), blocks, line)) {
      if (items.length === limit || looked === MOST_LOOKED_AT || text > MOST_TEXT) {
        return { items, next: { file: seq, line } };
      }
      looked += 1;
      line += 1;
      if (!keep(item)) continue;
      items.push(item);
      text += JSON.stringify(item).length;
    }
  }
  return { items, next: null };
}
