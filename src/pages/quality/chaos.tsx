import type { FC } from 'hono/jsx';
import {
  type ChaosExperiment,
  type ChaosPayload,
  judgeSteadyState,
  type LoadSummary,
} from '../../domain/quality/chaos';
import type { Verdict } from '../../domain/gate';
import type { ResultDocument } from '../../domain/quality/result';
import { NOT_KNOWN, NOT_MEASURED, showCount, showDuration, showShare, showTime } from '../numbers';
import { Page, renderPage } from '../page';
import { FactList } from '../report/fact-list';
import { own, text } from '../report/facts';
import { Badge } from '../score';
import type { Standing } from '../standing';
import { Phrase } from '../words';
import type { ResultAbout } from './about';
import { ErrorStrip, LatencyBars, LatencyCurve } from './latency-charts';
import { showMilliseconds } from './milliseconds';
import { htmlDocument, payloadDocument } from './payload-document';

/** What a load test or chaos experiments measured, as JSON, and as a dashboard. */
export function chaosDocuments(payload: ChaosPayload, about: ResultAbout): ResultDocument[] {
  return [payloadDocument('_chaos.json', payload), htmlDocument('_chaos.html', chaosHtml(payload, about))];
}

function chaosHtml(payload: ChaosPayload, about: ResultAbout): string {
  return renderPage(
    <Page title={`${about.name} · load and chaos · Assay`}>
      <header class="masthead">
        <p class="eyebrow">Load and chaos · {showTime(about.created_at)}</p>
        <h1>
          <Phrase text={about.name} />
        </h1>
        <p>
          <Badge standing={STANDINGS[judgeSteadyState(payload) ?? 'none']} />
        </p>
      </header>
      <main>
        {payload.load === null ? null : <LoadSections load={payload.load} />}
        <ConditionsSection payload={payload} />
        <ExperimentsSection experiments={payload.experiments} />
        <ChecksSection payload={payload} />
      </main>
      <footer>
        <h2>Provenance</h2>
        <FactList
          kind="facts"
          facts={[
            text('Tool', payload.tool?.name ?? null),
            text('Version', payload.tool?.version ?? null),
            text('Target', payload.target),
            text('What counts as an error', payload.load?.error_rate_of ?? null),
          ]}
        />
      </footer>
    </Page>,
  );
}

const STANDINGS: Readonly<Record<Verdict | 'none', Standing>> = {
  passed: { word: 'STEADY STATE HELD', symbol: '✓', tone: 'good' },
  failed: { word: 'STEADY STATE LOST', symbol: '✕', tone: 'poor' },
  inconclusive: { word: 'INCONCLUSIVE', symbol: '?', tone: 'open' },
  none: { word: 'NO STEADY STATE WAS ASKED FOR', symbol: '–', tone: 'open' },
};

const showRate = (rate: number | null) => (rate === null ? NOT_MEASURED : Number(rate.toFixed(2)).toString());

const LoadSections: FC<{ load: LoadSummary }> = ({ load }) => (
  <>
    <section aria-labelledby="load">
      <h2 id="load">Load</h2>
      <ErrorStrip rate={load.error_rate} />
      <FactList
        kind="tiles"
        facts={[
          own('Error rate', showShare(load.error_rate)),
          own('p95', showMilliseconds(load.latency_ms.p95)),
          own('p99', showMilliseconds(load.latency_ms.p99)),
          own('Requests a second', showRate(load.requests_per_second)),
          own('Requests', load.requests === null ? NOT_MEASURED : showCount(load.requests)),
          own('Connections', load.connections === null ? NOT_KNOWN : showCount(load.connections)),
          own('Duration', showDuration(load.duration_ms)),
          own(
            'Bytes a second',
            load.bytes_per_second === null ? NOT_MEASURED : showCount(Math.round(load.bytes_per_second)),
          ),
        ]}
      />
    </section>
    <section aria-labelledby="latency">
      <h2 id="latency">Latency</h2>
      <LatencyCurve latencies={load.latency_ms} />
      <LatencyBars latencies={load.latency_ms} />
    </section>
  </>
);

const HELD = {
  true: ['good', '✓', 'held'],
  false: ['poor', '✕', 'did not hold'],
  null: ['open', '–', NOT_MEASURED],
} as const;

const Held: FC<{ held: boolean | null }> = ({ held }) => {
  const [tone, symbol, word] = HELD[`${held}`];
  return (
    <span class={`tone-${tone}`}>
      <span class="mark">
        <span aria-hidden="true">{symbol}</span> {word}
      </span>
    </span>
  );
};

const ConditionsSection: FC<{ payload: ChaosPayload }> = ({ payload: { steady_state: conditions } }) =>
  conditions.length === 0 ? null : (
    <section aria-labelledby="steady-state">
      <h2 id="steady-state">
        Steady state <span class="count">{showCount(conditions.length)}</span>
      </h2>
      <table class="gate">
        <thead>
          <tr>
            <th scope="col">Condition</th>
            <th scope="col">Measured</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map(({ name, held, measured }) => (
            <tr>
              <th scope="row">
                <Phrase text={name} />
              </th>
              <td data-label="Measured">{measured === null ? NOT_KNOWN : String(measured)}</td>
              <td>
                <Held held={held} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

const VERDICTS: Readonly<Record<Verdict, Standing>> = {
  passed: { word: 'PASSED', symbol: '✓', tone: 'good' },
  failed: { word: 'FAILED', symbol: '✕', tone: 'poor' },
  inconclusive: { word: 'INCONCLUSIVE', symbol: '?', tone: 'open' },
};

const ExperimentsSection: FC<{ experiments: readonly ChaosExperiment[] }> = ({ experiments }) =>
  experiments.length === 0 ? null : (
    <section aria-labelledby="experiments">
      <h2 id="experiments">
        Experiments <span class="count">{showCount(experiments.length)}</span>
      </h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Experiment</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Recovered within</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {experiments.map((experiment) => (
            <tr>
              <th scope="row">
                <Phrase text={experiment.name} />
                {[experiment.hypothesis, experiment.fault, experiment.detail]
                  .filter((words) => words !== null)
                  .map((words) => (
                    <small>
                      <Phrase text={words} />
                    </small>
                  ))}
              </th>
              <td data-label="Before">
                <Held held={experiment.steady_state_before} />
              </td>
              <td data-label="After">
                <Held held={experiment.steady_state_after} />
              </td>
              <td data-label="Recovered within">{showMilliseconds(experiment.recovery_ms)}</td>
              <td>
                <Badge standing={VERDICTS[experiment.verdict]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

const ChecksSection: FC<{ payload: ChaosPayload }> = ({ payload: { checks } }) =>
  checks.length === 0 ? null : (
    <section aria-labelledby="checks">
      <h2 id="checks">
        Checks <span class="count">{showCount(checks.length)}</span>
      </h2>
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Passed</th>
            <th scope="col">Failed</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ name, passes, fails }) => (
            <tr>
              <th scope="row">
                <Phrase text={name} />
              </th>
              <td data-label="Passed">{showCount(passes)}</td>
              <td data-label="Failed">{showCount(fails)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
