import { z } from 'zod';
import { CellResult } from '../domain/cell';
import type { ComparedCell } from '../domain/trend';
import { RUN_FILES, runKey } from './artifacts';
import { type LineBlock, readLines } from './line-blocks';

const Line = z.object({ case_id: CellResult.shape.case_id, passed: CellResult.shape.passed });

/**
 * How each cell of a finished run came out, in the order of its suite. The file is read block by block: of a cell only
 * its outcome stays in memory.
 *
 * @param blocks where the cells lie, as the run's coordinator says
 * @returns null where the run's files are not there
 */
export async function readCellOutcomes(
  bucket: R2Bucket,
  key: { projectId: string; runId: string },
  blocks: readonly LineBlock[],
): Promise<ComparedCell[] | null> {
  const name = runKey(key, RUN_FILES.cells);
  if ((await bucket.head(name)) === null) return null;
  const cells: ComparedCell[] = [];
  for await (const line of readLines(bucket, name, blocks)) cells.push(Line.parse(JSON.parse(line)));
  return cells;
}
