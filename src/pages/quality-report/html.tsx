import type { FC } from 'hono/jsx';
import type { Offenders } from '../../domain/quality/offenders';
import type { QualityReport, ReportSection } from '../../domain/quality/report';
import type { MetricTrend } from '../../domain/quality/trend';
import { NOT_MEASURED, showCount, showScore, showTime } from '../numbers';
import { Page, renderPage } from '../page';
import { Badge } from '../score';
import { Code, Phrase } from '../words';
import { TrendChart } from './chart';
import {
  explainGaps,
  showAge,
  showChangePoint,
  showDelta,
  showMetric,
  showOffenderValue,
  showSlope,
  stateStanding,
  trendStanding,
} from './words';

/** The report over quality results as a web page: no script, nothing loaded, to be served with `REPORT_CSP`. */
export function qualityReportHtml(report: QualityReport): string {
  return renderPage(
    <Page title="Quality report · Assay">
      <header class="masthead">
        <p class="eyebrow">Assay quality report · {showTime(report.created_at)}</p>
        <h1>Quality</h1>
        <p>
          Results from {showTime(report.date_range.from)} to {showTime(report.date_range.to)}. {explainGaps(report)}
        </p>
      </header>
      <main>
        {report.sections.map((section) => (
          <TaskSection section={section} />
        ))}
        <AgentsSection agents={report.agents} />
      </main>
      <footer>
        <p class="aside">
          Trends are of daily medians and end today, whatever the range. A slope is Theil–Sen’s with its 95 % interval;
          a trend is told from a confidence of 95 % on (Mann–Kendall).
        </p>
      </footer>
    </Page>,
  );
}

const TaskSection: FC<{ section: ReportSection }> = ({ section }) => (
  <section aria-labelledby={section.task_type}>
    <h2 id={section.task_type}>
      {section.task_type} <Badge standing={stateStanding(section)} />
    </h2>
    <Latest latest={section.latest} />
    {section.latest === null ? null : (
      <dl class="tiles">
        {section.metrics.map(({ title, value, unit }) => (
          <div>
            <dt>{title}</dt>
            <dd>{showMetric(value, unit)}</dd>
          </div>
        ))}
      </dl>
    )}
    {section.trend?.metrics.map((trend) => (
      <MetricSection trend={trend} metric={section.metrics.find(({ key }) => key === trend.metric)} />
    ))}
    <OffenderList offenders={section.offenders} />
  </section>
);

const Latest: FC<{ latest: ReportSection['latest'] }> = ({ latest }) =>
  latest === null ? (
    <p class="empty">There is no result in the range.</p>
  ) : (
    <p class="aside">
      <Code text={latest.id} /> <Phrase text={latest.name} />, {showTime(latest.created_at)}, {showAge(latest.age_days)}
      {latest.branch === null ? null : (
        <>
          , branch <Phrase text={latest.branch} />
        </>
      )}
      {latest.commit === null ? null : (
        <>
          , commit <Code text={latest.commit.slice(0, 12)} />
        </>
      )}
    </p>
  );

const MetricSection: FC<{ trend: MetricTrend; metric: ReportSection['metrics'][number] | undefined }> = ({
  trend,
  metric,
}) => {
  if (metric === undefined || trend.days.length === 0) return null;
  const { unit } = metric;
  const changes = trend.windows.at(-1)?.change_points ?? [];
  return (
    <div class="trend">
      <h3>Trend of {metric.title}</h3>
      <TrendChart trend={trend} />
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Window</th>
            <th scope="col">Trend</th>
            <th scope="col">Change</th>
            <th scope="col">Slope</th>
            <th scope="col">Days measured</th>
          </tr>
        </thead>
        <tbody>
          {trend.windows.map((window) => (
            <tr>
              <th scope="row">{showCount(window.window_days)} days</th>
              <td>
                <Badge standing={trendStanding(window)} />
              </td>
              <td data-label="Change">{showDelta(window.delta, unit)}</td>
              <td data-label="Slope">{showSlope(window, unit)}</td>
              <td data-label="Days measured">{showCount(window.days)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length === 0 ? null : (
        <p class="aside">The level changed on {changes.map((change) => showChangePoint(change, unit)).join('; ')}.</p>
      )}
    </div>
  );
};

const OffenderList: FC<{ offenders: Offenders | null }> = ({ offenders }) => {
  if (offenders === null || offenders.count === 0) return null;
  const rest = offenders.count - offenders.listed.length;
  return (
    <div class="offenders">
      <h3>Worst offenders</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Where</th>
            <th scope="col">Measured</th>
          </tr>
        </thead>
        <tbody>
          {offenders.listed.map((offender) => (
            <tr>
              <th scope="row">
                <Phrase text={offender.title} />
                {offender.detail === null ? null : (
                  <small>
                    <Phrase text={offender.detail} />
                  </small>
                )}
              </th>
              <td>{offender.place === null ? null : <Code text={offender.place} />}</td>
              <td>{showOffenderValue(offender)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest === 0 ? null : <p class="rest">and {showCount(rest)} more</p>}
    </div>
  );
};

const AgentsSection: FC<{ agents: QualityReport['agents'] }> = ({ agents }) => {
  if (agents.length === 0) return null;
  return (
    <section aria-labelledby="agents">
      <h2 id="agents">Agents</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">Newest run</th>
            <th scope="col">Score</th>
          </tr>
        </thead>
        <tbody>
          {agents.map(({ name, run }) => (
            <tr>
              <th scope="row">
                <Phrase text={name} />
              </th>
              <td>
                {run === null ? (
                  <i class="empty">none in the range</i>
                ) : (
                  <>
                    {run.verdict}, {showTime(run.timestamp)} <Code text={run.run_id} />
                  </>
                )}
              </td>
              <td>{run === null ? NOT_MEASURED : showScore(run.overall_score)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
