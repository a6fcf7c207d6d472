import type { FC } from 'hono/jsx';
import type { CiRun } from '../../domain/ci-run/view';
import { Page, renderPage } from '../page';
import { FactList } from '../report/fact-list';
import { Code, Phrase } from '../words';
import { CausesSection } from './causes';
import { provenanceFacts } from './facts';
import { FailingSections } from './failing';
import { CiHeader, ciTitleOf } from './header';
import { CiFindingsSection, CoverageSection, FlakySection } from './measures';
import { PartsSection } from './parts';
import { RulesSection } from './rules';
import { ciNotes } from './standing';
import { CiTotalsSection } from './totals';

/** The report of a CI run as a web page of its own: no script, nothing loaded, to be served with `REPORT_CSP`. */
export function ciReportHtml(run: CiRun): string {
  return renderPage(
    <Page title={ciTitleOf(run)}>
      <a class="skip" href="#failing">
        Skip to the failing tests
      </a>
      <CiHeader run={run} />
      <main>
        <RulesSection run={run} />
        <CiTotalsSection run={run} />
        <FailingSections run={run} />
        <CausesSection run={run} />
        <FlakySection run={run} />
        <CiFindingsSection run={run} />
        <CoverageSection run={run} />
        <PartsSection run={run} />
        <NotesSection run={run} />
      </main>
      <footer>
        <h2>Provenance</h2>
        <FactList kind="facts" facts={provenanceFacts(run)} />
      </footer>
    </Page>,
  );
}

/** What Assay itself has to warn of. */
const NotesSection: FC<{ run: CiRun }> = ({ run }) => {
  const notes = ciNotes(run);
  if (notes.length === 0) return null;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">Notes on this run</h2>
      <ul>
        {notes.map(({ code, detail }) => (
          <li>
            <Phrase text={detail} /> <Code text={code} />
          </li>
        ))}
      </ul>
    </section>
  );
};
