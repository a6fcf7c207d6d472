import type { FC } from 'hono/jsx';
import type { CiRule } from '../../domain/ci-run/verdict';
import type { CiRun } from '../../domain/ci-run/view';
import { Phrase } from '../words';
import { showCiRule } from './standing';

/** Each rule of the verdict with the number it was held against. */
export const RulesSection: FC<{ run: CiRun }> = ({ run: { rules } }) => (
  <section aria-labelledby="rules">
    <h2 id="rules">Rules</h2>
    {rules.length === 0 ? (
      <p class="empty">The rules are applied when the run is finished.</p>
    ) : (
      <table class="gate">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Asked for</th>
            <th scope="col">Measured</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <RuleRow rule={rule} />
          ))}
        </tbody>
      </table>
    )}
  </section>
);

const RuleRow: FC<{ rule: CiRule }> = ({ rule }) => {
  const { asked, measured } = showCiRule(rule);
  return (
    <tr>
      <th scope="row">
        {rule.rule}
        <small>
          <Phrase text={rule.detail} />
        </small>
      </th>
      <td data-label="Asked for">{asked}</td>
      <td data-label="Measured">{measured}</td>
      <td class={rule.passed ? 'tone-good' : 'tone-poor'}>
        <span class="mark">
          <span aria-hidden="true">{rule.passed ? '✓' : '✕'}</span> {rule.passed ? 'met' : 'not met'}
        </span>
      </td>
    </tr>
  );
};
