import type { CellResult, Usage } from '../../domain/cell';
import type { Run } from '../../domain/run';
import { NOT_KNOWN, showCost, showCount, showDuration, showShare, showTime } from '../numbers';

/**
 * A named value of a run or a cell. `own`: words and numbers of Assay itself; `text`: somebody else's words;
 * `code`: an id or a hash.
 */
export interface Fact {
  name: string;
  form: 'own' | 'text' | 'code';
  value: string;
}

export const own = (name: string, value: string): Fact => ({ name, form: 'own', value });
export const text = (name: string, value: string | null): Fact =>
  value === null ? own(name, NOT_KNOWN) : { name, form: 'text', value };
export const code = (name: string, value: string | null, none = NOT_KNOWN): Fact =>
  value === null ? own(name, none) : { name, form: 'code', value };

/** What tells one run from another and what it took: the same list in every form of the report. */
export function runFacts(run: Run): Fact[] {
  const { agent, hashes, models, spend } = run;
  return [
    code('Run', run.id),
    ...(run.rehearsal ? [own('Mode', 'rehearsal: approves nothing')] : []),
    own('Started', showTime(run.created_at)),
    own('Finished', showTime(run.finished_at)),
    own('Duration', showDuration(run.duration_ms)),
    text('Triggered by', run.triggered_by),
    ...run.tags.map((tag) => text('Tag', tag)),
    ...sourceFacts(run.source),
    own('Target', models.target),
    text('Answering model', models.answer),
    models.judge === null ? own('Judging model', 'no judge') : text('Judging model', models.judge),
    own('Tokens, answers', showUsage(spend.answer)),
    own('Tokens, judge', showUsage(spend.judge)),
    own('Cost', showCost(spend.cost_usd)),
    code('Agent version id', agent.id, 'given with the run'),
    code('Agent content hash', agent.content_hash),
    code('Prompt hash', hashes.prompt),
    code('Target hash', hashes.target),
    code('Dataset hash', hashes.dataset),
    code('Rubric hash', hashes.rubric, 'no rubric'),
    code('Judge hash', hashes.judge, 'no judge'),
    code('Evidence hash', hashes.evidence, 'not written yet'),
    code('Schema', run.schema_version),
  ];
}

/** Only what the caller has told. The build's address is shown and is no link: nobody vouches for where it leads. */
export function sourceFacts({ commit, branch, environment, ci_provider, build_url }: Run['source']): Fact[] {
  const told = { Commit: commit, Branch: branch, Environment: environment, CI: ci_provider, Build: build_url };
  return Object.entries(told).flatMap(([name, value]) => (value === null ? [] : [text(name, value)]));
}

/** How many cells came to what. Shares are of all cells; skipped cases never became cells. */
export function totalFacts({ result_summary: totals, coverage }: Run): Fact[] {
  return [
    own('Cells', showCount(totals.total)),
    own('Passed', showCount(totals.passed)),
    own('Failed', showCount(totals.failed)),
    own('Errors', showCount(totals.errored)),
    own('Skipped cases', showCount(totals.skipped)),
    own('Coverage', showShare(coverage)),
  ];
}

/** What is known of a cell besides its texts and scores. */
export function cellFacts(cell: CellResult): Fact[] {
  const { attempts, answer_usage: answer, judge_usage: judge } = cell;
  return [
    code('Case', cell.case_id),
    own('Trial', showCount(cell.trial)),
    text('Category', cell.category),
    cell.rubric_focus.length === 0 ? own('Rubric focus', 'none') : text('Rubric focus', cell.rubric_focus.join(', ')),
    own('Attempts', `${showCount(attempts.simulate)} to answer, ${showCount(attempts.judge)} to judge`),
    own('Latency', showDuration(cell.latency_ms)),
    own('Tokens, answer', answer === null ? NOT_KNOWN : showUsage(answer)),
    own('Tokens, judge', judge === null ? NOT_KNOWN : showUsage(judge)),
    code('Evidence hash', cell.evidence_hash),
  ];
}

function showUsage({ input_tokens, output_tokens }: Usage): string {
  return `${showCount(input_tokens)} in, ${showCount(output_tokens)} out`;
}
