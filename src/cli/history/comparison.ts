import { z } from 'zod';
import { Comparison, NotComparable } from '../../domain/trend';
import { agentText, percentText, scoreText, timeText } from '../figures';
import { type Cell, factLines } from '../table';
import type { Terminal } from '../terminal';

export const ComparedRun = z.looseObject({
  run_id: z.string(),
  agent_name: z.string(),
  version: z.string().nullable(),
  timestamp: z.string(),
  verdict: z.enum(['passed', 'failed', 'inconclusive']),
  overall_score: z.number().nullable(),
  rehearsal: z.boolean(),
});
type ComparedRun = z.infer<typeof ComparedRun>;

export const RunComparison = { not_comparable: NotComparable.nullable(), comparison: Comparison.nullable() };
type RunComparison = { not_comparable: NotComparable | null; comparison: Comparison | null };

/** Cases that a list names. */
const SHOWN_CASES = 20;

const LISTS = [
  'newly_failing',
  'newly_passing',
  'still_failing',
  'still_passing',
  'not_measured',
  'only_in_from',
  'only_in_to',
] as const;

/** A list of cases whose names say nothing new beside their number. */
const COUNTED_ONLY: ReadonlySet<string> = new Set(['still_passing']);

export function runText(run: ComparedRun): string {
  const mark = run.rehearsal ? ' (rehearsal)' : '';
  const { agent_name, version, verdict, overall_score, timestamp, run_id } = run;
  return `${agentText(agent_name, version)}: ${verdict}${mark}, ${scoreText(overall_score)}, ${timeText(timestamp)}, ${run_id}`;
}

/** What changed between two runs, or why that can not be said. */
export function comparisonLines({ not_comparable, comparison }: RunComparison, paint: Terminal['paint']): string[] {
  if (not_comparable) {
    const { field, from, to } = not_comparable;
    return factLines([['not comparable', `${field} differs: ${from ?? 'none'} is now ${to ?? 'none'}`]], paint);
  }
  if (!comparison) return [];
  const { from, to, pass_rate: rate, mcnemar_p } = comparison;
  const facts: (readonly [string, Cell | readonly string[]])[] = LISTS.filter((name) => comparison[name].count > 0).map(
    (name) => [name.replaceAll('_', ' '), casesText(name, comparison)],
  );
  const passRate =
    rate === null
      ? 'no case was measured in both runs'
      : `${share(from)} to ${share(to)}: ${rate.delta > 0 ? '+' : ''}${percentText(rate.delta)}, 95 % from ${percentText(rate.low)} to ${percentText(rate.high)}`;
  const p = mcnemar_p === null ? [] : ([['exact McNemar p', mcnemar_p.toPrecision(2)]] as const);
  return factLines([['pass rate', passRate], ...p, ...facts], paint);
}

const share = ({ passed, measured }: Comparison['from']) => `${passed}/${measured}`;

function casesText(name: (typeof LISTS)[number], comparison: Comparison): Cell | readonly string[] {
  const { count, case_ids } = comparison[name];
  if (COUNTED_ONLY.has(name)) return String(count);
  const named = case_ids.slice(0, SHOWN_CASES);
  const rest = count - named.length;
  return [String(count), ...named, ...(rest === 0 ? [] : [`and ${rest} more: --json names them`])];
}
