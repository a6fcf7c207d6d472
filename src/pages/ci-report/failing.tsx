import type { FC } from 'hono/jsx';
import { countUngrouped, type FailingGroup, groupFailing } from '../../domain/ci-run/failing-groups';
import type { CiRun, FailingTest, FailureCluster } from '../../domain/ci-run/view';
import { NOT_MEASURED, showCount } from '../numbers';
import { Part } from '../report/case';
import { Badge } from '../score';
import { Code, Phrase } from '../words';
import { causeAnchor } from './causes';
import { Message } from './message';
import { EXPLAINED_CLASSES, failingStandingOf, showPlace, showTestName } from './standing';

/** The failing tests by what the history knew of them, new ones first. */
export const FailingSections: FC<{ run: CiRun }> = ({ run }) => {
  const groups = groupFailing(run);
  const ungrouped = countUngrouped(run);
  return (
    <div id="failing">
      {groups.map((group) => (
        <Group group={group} diagnoses={run.diagnoses} />
      ))}
      {ungrouped === 0 ? null : (
        <section aria-labelledby="more-failures">
          <h2 id="more-failures">
            More failures <span class="count">{showCount(ungrouped)}</span>
          </h2>
          <p>{UNGROUPED}</p>
        </section>
      )}
      {groups.length + ungrouped > 0 ? null : (
        <section aria-labelledby="none-failing">
          <h2 id="none-failing">Failing tests</h2>
          <p class="empty">{run.tests === null ? NOT_MEASURED : 'none'}</p>
        </section>
      )}
    </div>
  );
};

/** What is said of failures that are counted alone. */
export const UNGROUPED =
  'They are of tests that failed in several parts or under one name, or too many to be looked up in the history.';

const Group: FC<{ group: FailingGroup; diagnoses: readonly FailureCluster[] }> = ({ group, diagnoses }) => {
  const { class_of_failure: name, title, count, listed } = group;
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>
        {title} <span class="count">{showCount(count)}</span>
      </h2>
      <p class="aside">{EXPLAINED_CLASSES[name]}</p>
      {listed.map((test) => (
        <FailingCase test={test} cause={diagnoses.findIndex(({ id }) => id === test.diagnosis)} diagnoses={diagnoses} />
      ))}
      {count === listed.length ? null : (
        <p class="rest">and {showCount(count - listed.length)} more, which the list of the run's tests has</p>
      )}
    </section>
  );
};

/** One failing test, open where it is news. `cause`: its place among the diagnoses, -1: none. */
const FailingCase: FC<{ test: FailingTest; cause: number; diagnoses: readonly FailureCluster[] }> = ({
  test,
  cause,
  diagnoses,
}) => {
  const cluster = diagnoses[cause];
  const place = showPlace(test);
  return (
    <details class="case" open={test.class_of_failure === 'new_failure'}>
      <summary>
        <Badge standing={failingStandingOf(test)} />
        <h3>
          <Phrase text={showTestName(test)} />
        </h3>
        <span class="about">
          <Phrase text={test.suite} />
          {test.class === null ? null : (
            <>
              {' · '}
              <Phrase text={test.class} />
            </>
          )}
          {place === null ? null : (
            <>
              {' · '}
              <Code text={place} />
            </>
          )}
        </span>
      </summary>
      <div class="body">
        <Part title="Message">
          {test.message === null ? <p class="empty">none</p> : <Message text={test.message} />}
        </Part>
        <Part title="Diagnosis">
          {cluster === undefined ? (
            <p class="empty">none</p>
          ) : (
            <p>
              <b>
                <Phrase text={cluster.diagnosis.category} />
              </b>
              : <Phrase text={cluster.diagnosis.root_cause} /> <a href={`#${causeAnchor(cause)}`}>cause {cause + 1}</a>
            </p>
          )}
        </Part>
        <Part title="Test">
          <Code text={test.test_id} />
        </Part>
      </div>
    </details>
  );
};
