import { z } from 'zod';
import { FailureRate } from '../../domain/failure-rate';
import { percentText } from '../figures';
import { queryCommand } from '../query-command';
import { tableLines } from '../table';

const Page = z.object({ agents: z.array(FailureRate), next_cursor: z.string().nullable() });

export const agentRatesCommand = queryCommand({
  words: 'agents rates',
  about:
    'Agents whose runs fail often, beyond doubt: the lower bound of the rate is above --threshold (0.2) over at least ' +
    '--min-runs (10), --since a day (7 days ago)',
  filters: { since: 'text', 'min-runs': 'text', threshold: 'text' },
  isList: true,
  async ask(client, { query, limit }) {
    // A page has the surest of the agents that it looked at: which are the surest of all, only all pages tell.
    const rates = await client.readList('/v1/history/failure-rates', Page, ({ agents }) => agents, {
      query,
      sized: false,
    });
    return 'problem' in rates ? rates : { value: rates.value.sort((a, b) => b.low - a.low).slice(0, limit) };
  },
  show(rates, paint) {
    if (rates.length === 0) return ['No agent fails that often.'];
    const rows = rates.map(({ agent, runs, failed, rate, low, high }) => [
      { text: percentText(rate), colour: 'red' as const },
      `${percentText(low)} to ${percentText(high)}`,
      `${failed} of ${runs} runs failed`,
      agent,
    ]);
    return tableLines(rows, { paint, right: [0, 1, 2], gives: 3 });
  },
});
