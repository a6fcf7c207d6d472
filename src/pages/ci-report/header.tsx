import type { FC } from 'hono/jsx';
import type { CiRun } from '../../domain/ci-run/view';
import { NOT_MEASURED, showCount, showTime } from '../numbers';
import { Badge } from '../score';
import { Code, Phrase } from '../words';
import { ciStandingOf, explainCiRun, showCiRule } from './standing';
import { TestStrip } from './totals';

/** The document's title. */
export function ciTitleOf(run: CiRun): string {
  return `${run.name} · ${ciStandingOf(run).word} · Assay`;
}

/** The verdict with its reasons, and the number of failing tests beside it. */
export const CiHeader: FC<{ run: CiRun }> = ({ run }) => (
  <header class="masthead">
    <p class="eyebrow">Assay report of a CI run · {showTime(run.created_at)}</p>
    <h1>
      <Phrase text={run.name} />
    </h1>
    <Origin source={run.source} />
    <div class="outcome">
      <CiVerdict run={run} />
      <FailingFigure run={run} />
    </div>
  </header>
);

/** An address without a user in front of its host, in characters that look like nothing else. */
const PLAIN_ADDRESS = /^https?:\/\/[\w.:[\]-]+(?:[/?#][\x21-\x7e]*)?$/i;

/** The build's address is a link where it can only be what it seems; nobody vouches for where it leads. */
const Origin: FC<{ source: CiRun['source'] }> = ({ source: { branch, commit, build_url: build } }) => {
  if (branch === null && commit === null && build === null) return null;
  return (
    <ul class="origin">
      {branch === null ? null : (
        <li>
          Branch <Phrase text={branch} />
        </li>
      )}
      {commit === null ? null : (
        <li>
          Commit <Code text={commit.slice(0, 12)} />
        </li>
      )}
      {build === null ? null : (
        <li>
          Build{' '}
          {PLAIN_ADDRESS.test(build) ? (
            <a href={build} rel="nofollow noreferrer">
              <Phrase text={build} />
            </a>
          ) : (
            <Phrase text={build} />
          )}
        </li>
      )}
    </ul>
  );
};

const CiVerdict: FC<{ run: CiRun }> = ({ run }) => {
  const unmet = run.rules.filter(({ passed }) => !passed);
  return (
    <div class="verdict">
      <p class="eyebrow">Verdict: {run.verdict ?? 'not finished'}</p>
      <p class="word">
        <Badge standing={ciStandingOf(run)} />
      </p>
      <p>{explainCiRun(run)}</p>
      {unmet.length === 0 ? null : (
        <ul class="reasons">
          {unmet.map((rule) => {
            const { asked, measured } = showCiRule(rule);
            return (
              <li>
                <b>{rule.rule}</b>: {measured}, where the rule asks for {asked}
                <small>
                  <Phrase text={rule.detail} />
                </small>
              </li>
            );
          })}
        </ul>
      )}
      {run.summary === null ? null : (
        <p>
          <Phrase text={run.summary} />
        </p>
      )}
    </div>
  );
};

/** The big number of the page. Where no test was executed, none has failed and none has passed. */
const FailingFigure: FC<{ run: CiRun }> = ({ run: { tests, ...run } }) => {
  const executed = tests === null ? 0 : tests.tests - tests.skipped;
  const failing = tests === null ? 0 : tests.failed + tests.errored;
  const fresh = run.failures?.new_failure ?? 0;
  return (
    <div class={`headline tone-${tests !== null && failing > 0 ? 'poor' : executed > 0 ? 'good' : 'open'}`}>
      <p class="eyebrow">Failing tests</p>
      <p class="figure">
        {tests === null || executed === 0 ? (
          <span class="none">{NOT_MEASURED}</span>
        ) : (
          <>
            <b>{showCount(failing)}</b> <span class="of">of {showCount(executed)} run</span>
          </>
        )}
      </p>
      {tests === null ? null : <TestStrip tests={tests} />}
      {fresh === 0 ? null : <p class="band">{showCount(fresh)} new</p>}
    </div>
  );
};
