import type { FC } from 'hono/jsx';
import { summariseCoverage } from '../../domain/quality/coverage';
import {
  type CoverageGap,
  type CoveragePayload,
  type CoveredFile,
  fileCoverageOf,
  gapsOf,
  sectionOf,
  totalsOf,
} from '../../domain/quality/line-coverage';
import type { ResultDocument } from '../../domain/quality/result';
import type { CoverageRatio, LineRange } from '../../domain/evidence/coverage';
import { writeLcovSection } from '../../formats/lcov/writer';
import { escapeMarkdown, fenceInline } from '../escape-markdown';
import { NOT_MEASURED, showCount, showShare, showTime } from '../numbers';
import { Page, renderPage } from '../page';
import { FactList } from '../report/fact-list';
import { own, text } from '../report/facts';
import { Code, Phrase } from '../words';
import type { ResultAbout } from './about';
import { jsonDocument, markdownDocument } from './json-document';

const ESTIMATED = 'These numbers are estimates: nothing was run to measure them.';
const INCOMPLETE = 'A file of this result did not end: what it came to say is not all that was measured.';

/** Coverage as LCOV, as JSON, as a page, and its gaps as Markdown. Nothing to list makes no LCOV. */
export function coverageDocuments(payload: CoveragePayload, about: ResultAbout): ResultDocument[] {
  const lcov: ResultDocument = {
    role: 'primary',
    ending: '_coverage.lcov',
    format: 'lcov',
    media_type: 'text/plain; charset=utf-8',
    text: payload.files.map((file) => writeLcovSection(sectionOf(file))).join(''),
  };
  const html: ResultDocument = {
    role: 'secondary',
    ending: '_coverage.html',
    format: 'html',
    media_type: 'text/html; charset=utf-8',
    text: coverageHtml(payload, about),
  };
  // An estimate is none of what LCOV says, that a line was run so often.
  const measured = payload.files.length > 0 && !payload.estimated;
  return [
    ...(measured ? [lcov] : []),
    jsonDocument('_coverage.json', about, { ...summariseCoverage(payload), gaps: gapsOf(payload) }, payload),
    html,
    markdownDocument('_gaps.md', gapBlocks(payload, about)),
  ];
}

function gapBlocks(payload: CoveragePayload, { name, created_at }: ResultAbout): string[] {
  const gaps = gapsOf(payload);
  const { uncovered_lines } = summariseCoverage(payload);
  const head = [
    `# Coverage gaps: ${escapeMarkdown(name)}`,
    showTime(created_at),
    ...notesOf(payload).map((note) => `**${note}**`),
  ];
  if (!payload.files.some(({ lines }) => lines.length > 0)) return [...head, `Lines: ${NOT_MEASURED}`];
  if (gaps.length === 0) return [...head, 'Every line that was measured was run.'];
  return [
    ...head,
    `${showCount(uncovered_lines)} lines in ${showCount(gaps.length)} files were not run; the largest gaps first.`,
    ...gaps.flatMap(gapBlock),
  ];
}

function gapBlock({ file, uncovered, ranges, risk }: CoverageGap): string[] {
  return [
    `## ${fenceInline(file)}`,
    `${showCount(uncovered)} uncovered, risk by size: ${risk}`,
    `Lines ${ranges.map(showRange).join(', ')}`,
  ];
}

const showRange = ([from, to]: LineRange) => (from === to ? String(from) : `${from}–${to}`);

const notesOf = ({ estimated, incomplete }: CoveragePayload) => [
  ...(estimated ? [ESTIMATED] : []),
  ...(incomplete ? [INCOMPLETE] : []),
];

/** A page of its own: no script, nothing loaded, to be served with `REPORT_CSP`. */
function coverageHtml(payload: CoveragePayload, { name, created_at }: ResultAbout): string {
  return renderPage(
    <Page title={`Coverage: ${name} · Assay`}>
      <header class="masthead">
        <p class="eyebrow">Assay · coverage · {showTime(created_at)}</p>
        <h1>
          <Phrase text={name} />
        </h1>
        {notesOf(payload).map((note) => (
          <p>
            <strong>{note}</strong>
          </p>
        ))}
      </header>
      <main>
        <TotalsSection payload={payload} />
        <FilesSection payload={payload} />
      </main>
    </Page>,
  );
}

const TotalsSection: FC<{ payload: CoveragePayload }> = ({ payload }) => {
  const { lines, branches, functions } = totalsOf(payload);
  const { meets_threshold: meets } = summariseCoverage(payload);
  const standing = meets === null ? NOT_MEASURED : meets ? 'yes' : 'no';
  const facts = [
    own(`at least ${payload.threshold} % of lines`, standing),
    own('source files', showCount(payload.files.length)),
    text('measured by', payload.method),
  ];
  return (
    <section aria-labelledby="totals">
      <h2 id="totals">In all</h2>
      <table class="coverage">
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col">Covered</th>
          </tr>
        </thead>
        <tbody>
          <TotalRow name="lines" ratio={lines} />
          <TotalRow name="branches" ratio={branches} />
          <TotalRow name="functions" ratio={functions} />
        </tbody>
      </table>
      <FactList kind="facts" facts={facts} />
    </section>
  );
};

const TotalRow: FC<{ name: string; ratio: CoverageRatio | null }> = ({ name, ratio }) => (
  <tr>
    <th scope="row">{name}</th>
    <td>
      <Covered ratio={ratio} />
    </td>
  </tr>
);

const Covered: FC<{ ratio: CoverageRatio | null }> = ({ ratio }) => {
  if (ratio === null || ratio.found === 0) return <>{NOT_MEASURED}</>;
  const share = ratio.hit / ratio.found;
  return (
    <>
      {showShare(share)}
      <small>
        {showCount(ratio.hit)} of {showCount(ratio.found)}
      </small>
      <svg class="bar tone-open" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="8" />
        <rect class="fill" width={share * 100} height="8" />
      </svg>
    </>
  );
};

const FilesSection: FC<{ payload: CoveragePayload }> = ({ payload }) => {
  const gaps = new Map(gapsOf(payload).map((gap) => [gap.file, gap]));
  return (
    <section aria-labelledby="files">
      <h2 id="files">
        Source files <span class="count">{showCount(payload.files.length)}</span>
      </h2>
      {payload.files.length === 0 ? (
        <p class="empty">none</p>
      ) : (
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Lines</th>
              <th scope="col">Branches</th>
              <th scope="col">Functions</th>
              <th scope="col">Lines that were not run</th>
            </tr>
          </thead>
          <tbody>
            {payload.files.map((file) => (
              <FileRow file={file} gap={gaps.get(file.file) ?? null} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

const FileRow: FC<{ file: CoveredFile; gap: CoverageGap | null }> = ({ file, gap }) => {
  const { lines, branches, functions } = fileCoverageOf(file);
  return (
    <tr>
      <th scope="row">
        <Code text={file.file} />
      </th>
      <td data-label="Lines">
        <Covered ratio={lines} />
      </td>
      <td data-label="Branches">
        <Covered ratio={branches} />
      </td>
      <td data-label="Functions">
        <Covered ratio={functions} />
      </td>
      <td data-label="Lines that were not run">{gap === null ? '' : gap.ranges.map(showRange).join(', ')}</td>
    </tr>
  );
};
