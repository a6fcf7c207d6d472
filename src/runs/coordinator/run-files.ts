import type { BundleCell } from '../../domain/bundle';
import type { CellResult } from '../../domain/cell';
import type { Run } from '../../domain/run';
import { htmlReport } from '../../pages/report/html';
import { jsonReport } from '../../pages/report/json';
import { markdownReport } from '../../pages/report/markdown';
import type { ReportWriter } from '../../pages/report/writer';
import { ArtifactWriter, RUN_FILES, runKey } from '../../store/artifacts';
import { type LineBlock, LineBlockWriter } from '../../store/line-blocks';
import type { RunState } from './state';
import { bundleCell, shownCell } from './view';

const PAGE = 100;

/** A settled cell: the evidence, and how it is shown. */
interface SettledCell {
  evidence: BundleCell;
  shown: CellResult;
}

/** Cells in the order of the suite, a page of them in memory at a time. */
export function* settledCells(state: RunState): Generator<SettledCell> {
  for (let from = 0; ; from += PAGE) {
    const rows = state.cells.page(from, PAGE);
    for (const row of rows) {
      const evidence = bundleCell(state, row);
      yield { evidence, shown: shownCell(state, row, evidence) };
    }
    if (rows.length < PAGE) return;
  }
}

/** A file of a run, written piece by piece. */
interface RunFile {
  name: string;
  mediaType: string;
  head(run: Run): string;
  cell(cell: SettledCell): string;
  foot(run: Run): string;
}

/**
 * Writes every file of a finished run side by side: each cell is read and hashed once.
 *
 * @returns where the cells lie in their file, which has a line of JSON a cell, at the place that the cell has in the
 * suite
 */
export async function writeRunFiles(state: RunState, run: Run, bucket: R2Bucket): Promise<LineBlock[]> {
  const key = { projectId: state.header.project_id, runId: state.header.run_id };
  const open = [
    report(RUN_FILES.html, htmlReport),
    report(RUN_FILES.md, markdownReport),
    report(RUN_FILES.json, jsonReport),
    bundle(state),
  ].map((form) => ({ form, file: new ArtifactWriter(bucket, runKey(key, form.name), form.mediaType) }));
  const cells = new LineBlockWriter(bucket, runKey(key, RUN_FILES.cells));
  try {
    for (const { form, file } of open) await file.write(form.head(run));
    for (const cell of settledCells(state)) {
      for (const { form, file } of open) await file.write(form.cell(cell));
      await cells.write(JSON.stringify(cell.shown));
    }
    for (const { form, file } of open) {
      await file.write(form.foot(run));
      await file.close();
    }
    return (await cells.close()).blocks;
  } catch (cause) {
    // What it failed on is the news, not what else can't be tidied up then.
    await Promise.allSettled([...open.map(({ file }) => file), cells].map((file) => file.abort()));
    throw cause;
  }
}

function report(name: string, { mediaType, head, cell, foot }: ReportWriter): RunFile {
  return { name, mediaType, head, cell: ({ shown }) => cell(shown), foot };
}

/** The run as one file that can be verified anywhere (`Bundle`). */
function bundle({ header }: RunState): RunFile {
  return {
    name: RUN_FILES.bundle,
    mediaType: 'application/json; charset=utf-8',
    head: (run) =>
      `{"schema_version":"bundle@1","manifest":${JSON.stringify(header)},"run":${JSON.stringify(run)},"cells":[`,
    cell: ({ evidence, shown }) => (shown.index === 0 ? '' : ',') + JSON.stringify(evidence),
    foot: () => ']}\n',
  };
}
