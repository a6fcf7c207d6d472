import type { FC } from 'hono/jsx';
import type { CiRun } from '../../domain/ci-run/view';
import { NOT_MEASURED, showCount } from '../numbers';
import { FactList } from '../report/fact-list';
import { Code } from '../words';
import { changeFacts, type CoverageFact, coverageFacts, findingFacts } from './facts';

/** Tests that failed and then passed: the run knows them by their ids. */
export const FlakySection: FC<{ run: CiRun }> = ({ run: { flaky, tests } }) => {
  const count = Math.max(tests?.flaky ?? 0, flaky.length);
  if (count === 0) return null;
  return (
    <section aria-labelledby="flaky">
      <h2 id="flaky">
        Flaky in this run <span class="count">{showCount(count)}</span>
      </h2>
      <p class="aside">They failed and passed in this run. They count as passed.</p>
      <ul>
        {flaky.map((id) => (
          <li>
            <Code text={id} />
          </li>
        ))}
      </ul>
      {count === flaky.length ? null : <p class="rest">and {showCount(count - flaky.length)} more</p>}
    </section>
  );
};

/** Findings of static analyses by level, and what has changed since the run before. */
export const CiFindingsSection: FC<{ run: CiRun }> = ({ run: { findings, finding_changes: changes } }) => (
  <section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    {findings === null ? (
      <p class="empty">{NOT_MEASURED}</p>
    ) : (
      <>
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">Level</th>
              <th scope="col">Active</th>
              <th scope="col">All</th>
            </tr>
          </thead>
          <tbody>
            {findingFacts(findings).map(({ name, active, all }) => (
              <tr>
                <th scope="row">{name}</th>
                <td data-label="Active">{showCount(active)}</td>
                <td data-label="All">{showCount(all)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="aside">
          {showCount(findings.suppressed)} of {showCount(findings.findings)} are suppressed.
        </p>
        {changes === null ? (
          <p class="aside">They are not compared with those of an earlier run.</p>
        ) : (
          <FactList kind="facts" facts={changeFacts(changes)} />
        )}
      </>
    )}
  </section>
);

/** How much of the code the tests ran through. */
export const CoverageSection: FC<{ run: CiRun }> = ({ run: { coverage } }) => (
  <section aria-labelledby="coverage">
    <h2 id="coverage">Coverage</h2>
    {coverage === null ? (
      <p class="empty">{NOT_MEASURED}</p>
    ) : (
      <>
        <table class="coverage">
          <thead>
            <tr>
              <th scope="col">Of</th>
              <th scope="col">Covered</th>
            </tr>
          </thead>
          <tbody>
            {coverageFacts(coverage).map((fact) => (
              <CoverageRow fact={fact} />
            ))}
          </tbody>
        </table>
        <p class="aside">
          In {showCount(coverage.files)} source files
          {coverage.declared_files === 0
            ? '.'
            : `; of ${showCount(coverage.declared_files)} of them a report gives sums alone.`}
        </p>
      </>
    )}
  </section>
);

const CoverageRow: FC<{ fact: CoverageFact }> = ({ fact: { name, share, shown } }) => (
  <tr>
    <th scope="row">{name}</th>
    <td>
      {shown}
      {share === null ? null : (
        <svg class="bar tone-open" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class="track" width="100" height="8" />
          <rect class="fill" width={share * 100} height="8" />
        </svg>
      )}
    </td>
  </tr>
);
