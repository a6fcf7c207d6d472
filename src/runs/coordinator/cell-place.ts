import type { CellResult } from '../../domain/cell';
import { type Fault, fault } from '../../domain/fault';
import { type LineBlock, type LinePlace, placeOf } from '../../store/line-blocks';
import { TRIAL } from './cells';
import type { RunState } from './state';
import { cellResult } from './view';

/**
 * One cell of a case. Once the run is finished its file has the cell: here is only where it lies there.
 *
 * @param trial from 1
 * @returns `not_finished`: the cell is not settled yet
 */
export function findCell(
  state: RunState,
  caseId: string,
  trial: number,
): { cell: CellResult } | { place: LinePlace } | Fault<'not_found' | 'not_finished'> {
  const row = trial === TRIAL ? state.cells.ofCase(caseId) : undefined;
  if (!row) return fault('not_found', 'The run has no such cell: list its cells');
  const place = state.run.status === 'finished' ? placeOf(cellBlocks(state), row.i) : null;
  if (place) return { place };
  return row.state === 'settled'
    ? { cell: cellResult(state, row) }
    : fault('not_finished', 'The cell is not settled yet: ask again, or wait for the run');
}

/** Where the cells of a finished run lie in their file: the line of a cell is its place in the suite. */
export function cellBlocks(state: RunState): LineBlock[] {
  return state.documents.get<LineBlock[]>('cell_blocks') ?? [];
}
