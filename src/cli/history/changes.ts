import { z } from 'zod';
import { queryCommand } from '../query-command';
import { type Cell, factLines } from '../table';
import { ComparedRun, comparisonLines, RunComparison, runText } from './comparison';

const Changes = z.looseObject({
  last_green: ComparedRun.nullable(),
  latest: ComparedRun,
  complete: z.boolean(),
  runs_since: z.object({ count: z.int(), more: z.boolean() }).nullable(),
  changed: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  ...RunComparison,
});
type Changes = z.infer<typeof Changes>;

export const historyChangesCommand = queryCommand({
  words: 'history changes',
  about: 'What changed since the last green run of --agent, on --branch where one is named',
  filters: { agent: 'text', branch: 'text' },
  async ask(client, { query }) {
    const changes = await client.read('/v1/history/changes', Changes, query);
    return 'problem' in changes ? changes : { value: [changes.value] };
  },
  show: (answers, paint) =>
    answers.flatMap((changes) => [...factLines(factsOf(changes), paint), ...comparisonLines(changes, paint)]),
});

function factsOf(changes: Changes): (readonly [string, Cell | readonly string[]])[] {
  const { last_green, latest, complete, runs_since, changed } = changes;
  const none = complete ? 'no run was green' : 'none among the newest runs; there may be one further back';
  return [
    ['last green', last_green ? runText(last_green) : none],
    ['latest', runText(latest)],
    ...(runs_since ? ([['runs since', `${runs_since.count}${runs_since.more ? ' and more' : ''}`]] as const) : []),
    ...(last_green ? ([['changed', inputsText(changed)]] as const) : []),
  ];
}

function inputsText(changed: Changes['changed']): Cell | readonly string[] {
  if (changed.length === 0) return 'no input';
  return changed.map(({ field, from, to }) => `${field}: ${short(from)} is now ${short(to)}`);
}

/** A hash by its first digits. */
const short = (value: string | null) => value?.replace(/^([0-9a-f]{12})[0-9a-f]{20,}$/, '$1') ?? 'none';
