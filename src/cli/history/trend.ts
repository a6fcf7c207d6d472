import { z } from 'zod';
import { queryCommand } from '../query-command';
import { factLines } from '../table';
import { ComparedRun, comparisonLines, RunComparison, runText } from './comparison';

const Trend = z.looseObject({ from: ComparedRun, to: ComparedRun, ...RunComparison });

export const historyTrendCommand = queryCommand({
  words: 'history trend',
  about: 'What changed between two versions, case by case: --agent with --from and --to, or --from-run and --to-run',
  filters: { agent: 'text', from: 'text', to: 'text', 'from-run': 'text', 'to-run': 'text' },
  async ask(client, { query }) {
    const trend = await client.read('/v1/history/trend', Trend, query);
    return 'problem' in trend ? trend : { value: [trend.value] };
  },
  show: (trends, paint) =>
    trends.flatMap((trend) => [
      ...factLines(
        [
          ['from', runText(trend.from)],
          ['to', runText(trend.to)],
        ],
        paint,
      ),
      ...comparisonLines(trend, paint),
    ]),
});
