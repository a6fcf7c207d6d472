import type { Child, FC } from 'hono/jsx';
import type { CellError, CellResult } from '../../domain/cell';
import { showJson } from '../json-text';
import { Badge, Score } from '../score';
import { outcomeOf } from '../standing';
import { Code, Listing, Passage, Phrase } from '../words';
import { FactList } from './fact-list';
import { cellFacts } from './facts';
import { Grades } from './grades';
import { JudgementPart } from './judgement';

/** One cell, folded. What failed or could not be measured is open, because that is what a reader came for. */
export const Case: FC<{ cell: CellResult }> = ({ cell }) => {
  const { outcome, ...standing } = outcomeOf(cell);
  return (
    <details class={`case ${outcome}`} open={outcome !== 'passed'}>
      <summary>
        <Badge standing={standing} />
        <h3>
          <Phrase text={cell.name} />
        </h3>
        <span class="about">
          <Phrase text={cell.category} /> · trial {cell.trial}
        </span>
        <Score score={cell.score} />
      </summary>
      <div class="body">
        {cell.error === null ? null : <ErrorPart error={cell.error} />}
        <Part title="Input">
          <Passage text={cell.input} />
        </Part>
        <Part title="Expected behaviour">
          {cell.expected_behavior === null ? (
            <p class="empty">none given</p>
          ) : (
            <Passage text={cell.expected_behavior} />
          )}
        </Part>
        <Part title="Answer">
          <Answer output={cell.output} />
        </Part>
        <Part title="Expectations">
          <Grades grades={cell.grades} />
        </Part>
        <Part title="Judgement">
          <JudgementPart judgement={cell.judgement} />
        </Part>
        <FactList kind="facts" facts={cellFacts(cell)} />
      </div>
    </details>
  );
};

export const Part: FC<{ title: string; children?: Child }> = ({ title, children }) => (
  <div class="part">
    <h4>{title}</h4>
    <div>{children}</div>
  </div>
);

const ErrorPart: FC<{ error: CellError }> = ({ error: { code, stage, detail } }) => (
  <Part title="Error">
    <p>
      <Code text={code} /> while the cell was {stage === 'judge' ? 'judged' : 'answered'}. It has no score, and the
      run's score does not count it.
    </p>
    <Passage text={detail} />
  </Part>
);

const Answer: FC<{ output: CellResult['output'] }> = ({ output }) => {
  if (output === null) return <p class="empty">no answer</p>;
  return (
    <>
      <Passage text={output.text} />
      {output.tool_calls.map(({ id, name, arguments: args }) => (
        <div class="call">
          <p>
            Tool call <Code text={name} />
            {id === undefined ? null : (
              <>
                {' '}
                <Code text={id} />
              </>
            )}
          </p>
          <Listing text={showJson(args)} />
        </div>
      ))}
    </>
  );
};
