import type { FC } from 'hono/jsx';
import type { Part } from '../../domain/ci-run/part';
import type { CiRun } from '../../domain/ci-run/view';
import { NOT_KNOWN, showCount } from '../numbers';
import { Phrase } from '../words';
import { partStandingsOf } from './standing';

/** What each job or shard sent, and how it ended. */
export const PartsSection: FC<{ run: CiRun }> = ({ run: { parts } }) => (
  <section aria-labelledby="parts">
    <h2 id="parts">
      Parts <span class="count">{showCount(parts.length)}</span>
    </h2>
    {parts.length === 0 ? (
      <p class="empty">none came</p>
    ) : (
      <table class="parts">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Tool</th>
            <th scope="col">Exit code</th>
            <th scope="col">Files</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <PartRow part={part} />
          ))}
        </tbody>
      </table>
    )}
  </section>
);

const PartRow: FC<{ part: Part }> = ({ part }) => (
  <tr>
    <th scope="row">
      <Phrase text={part.name} />
      <small>attempt {showCount(part.attempt)}</small>
    </th>
    <td data-label="Tool">
      <Tool tool={part.tool} />
    </td>
    <td data-label="Exit code">{part.exit_code === null ? NOT_KNOWN : String(part.exit_code)}</td>
    <td data-label="Files">{showCount(part.files)}</td>
    <td>
      {partStandingsOf(part).map(({ symbol, word, tone, detail }) => (
        <div class={`tone-${tone}`}>
          <span class="mark">
            <span aria-hidden="true">{symbol}</span> {word}
          </span>
          {detail === null ? null : (
            <small>
              <Phrase text={detail} />
            </small>
          )}
        </div>
      ))}
    </td>
  </tr>
);

const Tool: FC<{ tool: Part['tool'] }> = ({ tool }) => {
  if (tool === null) return <>{NOT_KNOWN}</>;
  return (
    <>
      <Phrase text={tool.name} />
      {tool.version === null ? null : (
        <>
          {' '}
          <Phrase text={tool.version} />
        </>
      )}
    </>
  );
};
