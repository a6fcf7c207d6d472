import type { FC } from 'hono/jsx';
import type { CiRun, FailingTest, FailureCluster } from '../../domain/ci-run/view';
import { showCount, showShare } from '../numbers';
import { Part } from '../report/case';
import { Code, Listing, Passage, Phrase } from '../words';
import { Message } from './message';
import { showSource, showTestName } from './standing';

/** The fragment of a cause by its place in the list. */
export const causeAnchor = (index: number): string => `cause-${index + 1}`;

export const PENDING =
  'A model is still being asked about the largest causes. This report is written again when it has answered.';

/** Why tests failed, those of one cause together, the largest first. */
export const CausesSection: FC<{ run: CiRun }> = ({ run: { diagnoses, diagnosed_by, failing } }) => {
  if (diagnoses.length === 0) return null;
  const names = new Map(failing.map((test) => [test.test_id, test]));
  return (
    <section aria-labelledby="causes">
      <h2 id="causes">Causes</h2>
      {diagnosed_by === 'pending' ? <p class="aside">{PENDING}</p> : null}
      {diagnoses.map((cluster, index) => (
        <Cause cluster={cluster} index={index} names={names} />
      ))}
    </section>
  );
};

const Cause: FC<{ cluster: FailureCluster; index: number; names: ReadonlyMap<string, FailingTest> }> = ({
  cluster: { count, tests, message, diagnosis },
  index,
  names,
}) => {
  const { by, sure } = showSource(diagnosis);
  return (
    <details class="case" id={causeAnchor(index)} open>
      <summary>
        <span class="badge tone-open">
          {showCount(count)} {count === 1 ? 'test' : 'tests'}
        </span>
        <h3>
          <Phrase text={diagnosis.root_cause} />
        </h3>
        <span class="about">
          Cause {index + 1} · <Phrase text={diagnosis.category} /> · found by {by}, confidence {showShare(sure)}
        </span>
      </summary>
      <div class="body">
        <Part title="Suggestion">
          <Passage text={diagnosis.suggestion} />
        </Part>
        <Part title="Message of the first">
          {message === null ? <p class="empty">none</p> : <Message text={message} />}
        </Part>
        {diagnosis.evidence.length === 0 ? null : (
          <Part title="Evidence">
            {diagnosis.evidence.map(({ where, quote }) => (
              <figure>
                <figcaption>
                  in the <Phrase text={where} />
                </figcaption>
                <Listing text={quote} />
              </figure>
            ))}
          </Part>
        )}
        {diagnosis.patch === null ? null : (
          <Part title="Proposed change">
            <p class="aside">A model proposes it. Nobody has tried it, and Assay never applies it.</p>
            <Listing text={diagnosis.patch} />
          </Part>
        )}
        <Part title="Tests">
          <ul>
            {tests.map((id) => (
              <li>
                <TestName test={names.get(id)} id={id} />
              </li>
            ))}
          </ul>
          {count > tests.length ? <p class="rest">and {showCount(count - tests.length)} more</p> : null}
        </Part>
      </div>
    </details>
  );
};

const TestName: FC<{ test: FailingTest | undefined; id: string }> = ({ test, id }) =>
  test === undefined ? <Code text={id} /> : <Phrase text={showTestName(test)} />;
