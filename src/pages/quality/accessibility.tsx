import type { FC } from 'hono/jsx';
import type {
  AccessibilityFinding,
  AccessibilityPayload,
  AccessibilityRule,
  Impact,
} from '../../domain/quality/accessibility';
import type { ResultDocument } from '../../domain/quality/result';
import { NOT_MEASURED, showCount, showTime } from '../numbers';
import { Page, renderPage } from '../page';
import { FactList } from '../report/fact-list';
import { own, text } from '../report/facts';
import { Badge } from '../score';
import type { Standing } from '../standing';
import { Code, Phrase } from '../words';
import type { ResultAbout } from './about';
import { countImpacts, type CriterionGroup, groupByCriterion } from './accessibility-groups';
import { htmlDocument, payloadDocument } from './payload-document';
import { writeRows } from './rows';

/** What an accessibility test found, as JSON, and as a page that goes through it by success criterion and impact. */
export function accessibilityDocuments(payload: AccessibilityPayload, about: ResultAbout): ResultDocument[] {
  return [payloadDocument('_test.json', payload), htmlDocument('_test.html', accessibilityHtml(payload, about))];
}

function accessibilityHtml(payload: AccessibilityPayload, about: ResultAbout): string {
  return renderPage(
    <Page title={`${about.name} · accessibility · Assay`}>
      <a class="skip" href="#violations">
        Skip to the violations
      </a>
      <header class="masthead">
        <p class="eyebrow">Accessibility · {showTime(about.created_at)}</p>
        <h1>
          <Phrase text={about.name} />
        </h1>
      </header>
      <main>
        <TotalsSection payload={payload} />
        <FindingsSection
          id="violations"
          title="Violations"
          none="None of the rules that were tested is broken."
          count={payload.violations.length}
          groups={groupByCriterion(payload.rules, payload.violations)}
        />
        <FindingsSection
          id="incomplete"
          title="To be looked at by a person"
          none="The tool could decide on everything that it tested."
          count={payload.incomplete.length}
          groups={groupByCriterion(payload.rules, payload.incomplete)}
        />
        <PagesSection payload={payload} />
      </main>
      <footer>
        <h2>Provenance</h2>
        <FactList kind="facts" facts={provenanceFacts(payload)} />
      </footer>
    </Page>,
  );
}

const showMeasured = (count: number | null) => (count === null ? NOT_MEASURED : showCount(count));

const TotalsSection: FC<{ payload: AccessibilityPayload }> = ({ payload }) => (
  <section aria-labelledby="totals">
    <h2 id="totals">In all</h2>
    <FactList
      kind="tiles"
      facts={[
        own('Violations', showCount(payload.violations.length)),
        ...countImpacts(payload)
          .filter(({ impact, count }) => impact !== null || count > 0)
          .map(({ impact, count }) => own(impact ?? 'impact not known', showCount(count))),
        own('To be looked at', showCount(payload.incomplete.length)),
        own('Rules kept', showMeasured(payload.passes)),
      ]}
    />
    <p class="aside">A violation is a rule that an element breaks. Tools find only a part of all barriers.</p>
  </section>
);

interface Findings {
  id: string;
  title: string;
  none: string;
  count: number;
  groups: readonly CriterionGroup[];
}

const FindingsSection: FC<Findings> = ({ id, title, none, count, groups }) => (
  <section aria-labelledby={id}>
    <h2 id={id}>
      {title} <span class="count">{showCount(count)}</span>
    </h2>
    {groups.length === 0 ? <p class="empty">{none}</p> : groups.map((group) => <CriterionTable group={group} />)}
  </section>
);

const CriterionTable: FC<{ group: CriterionGroup }> = ({ group: { title, count, findings } }) => (
  <figure>
    <h3>
      {title} <span class="count">{showCount(count)}</span>
    </h3>
    <table class="parts">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Impact</th>
          <th scope="col">Element</th>
        </tr>
      </thead>
      <tbody>
        {findings.map(({ rule, found }) => writeRows(found, (finding) => <FindingRow rule={rule} finding={finding} />))}
      </tbody>
    </table>
  </figure>
);

const FindingRow: FC<{ rule: AccessibilityRule; finding: AccessibilityFinding }> = ({ rule, finding }) => (
  <tr>
    <th scope="row">
      <Code text={rule.id} />
      {rule.help === null ? null : (
        <small>
          <Phrase text={rule.help} />
        </small>
      )}
    </th>
    <td data-label="Impact">
      <Badge standing={IMPACTS[finding.impact ?? 'unknown']} />
    </td>
    <td>
      <Element finding={finding} />
    </td>
  </tr>
);

const Element: FC<{ finding: AccessibilityFinding }> = ({ finding: { page, target, html, summary } }) => (
  <>
    {target.length === 0 ? 'the page itself' : <Code text={target.join(' in frame ')} />}
    {html === null ? null : (
      <small>
        <Code text={html} />
      </small>
    )}
    {summary === null ? null : (
      <small>
        <Phrase text={summary} />
      </small>
    )}
    <small>
      on <Phrase text={page} />
    </small>
  </>
);

const IMPACTS: Readonly<Record<Impact | 'unknown', Standing>> = {
  critical: { word: 'CRITICAL', symbol: '✕', tone: 'poor' },
  serious: { word: 'SERIOUS', symbol: '✕', tone: 'poor' },
  moderate: { word: 'MODERATE', symbol: '△', tone: 'fair' },
  minor: { word: 'MINOR', symbol: '○', tone: 'open' },
  unknown: { word: 'NOT KNOWN', symbol: '?', tone: 'open' },
};

const PagesSection: FC<{ payload: AccessibilityPayload }> = ({ payload: { pages, violations } }) => {
  const byPage = Map.groupBy(violations, ({ page }) => page);
  return (
    <section aria-labelledby="pages">
      <h2 id="pages">
        Pages <span class="count">{showCount(pages.length)}</span>
      </h2>
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Page</th>
            <th scope="col">Tested</th>
            <th scope="col">Violations</th>
          </tr>
        </thead>
        <tbody>
          {pages.map(({ url, tested_at }) => (
            <tr>
              <th scope="row">
                <Phrase text={url} />
              </th>
              <td data-label="Tested">{showTime(tested_at)}</td>
              <td data-label="Violations">{showCount(byPage.get(url)?.length ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const provenanceFacts = ({ tool, run_only, inapplicable }: AccessibilityPayload) => [
  text('Tool', tool?.name ?? null),
  text('Version', tool?.version ?? null),
  run_only === null ? own('Rules tested', 'all of the tool') : text('Rules tested', run_only.join(', ')),
  own('Rules that did not apply', showMeasured(inapplicable)),
];
