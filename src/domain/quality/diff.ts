import { z } from 'zod';
import { JsonValue } from '../json';

/** Items that one group lists; how many more there are it says. */
export const MOST_ITEMS = 200;

/** What changed in one respect: new findings, closed gaps, removed edges, … */
export const DiffGroup = z.strictObject({
  title: z.string(),
  effect: z.enum(['better', 'worse', 'neutral']),
  count: z.int().nonnegative(),
  items: z.array(z.record(z.string(), JsonValue)).max(MOST_ITEMS),
});
export type DiffGroup = z.infer<typeof DiffGroup>;

/** Two results of one task, compared; or why they can't be. */
export const ResultDiff = z
  .strictObject({
    task_type: z.string(),
    before: z.string().meta({ description: 'Id of the earlier result' }),
    after: z.string(),
    comparable: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Why they are not comparable' }),
    metrics: z.array(
      z.strictObject({
        key: z.string(),
        before: z.number().nullable(),
        after: z.number().nullable(),
        delta: z.number().nullable(),
        effect: z.enum(['better', 'worse', 'neutral']).nullable().meta({ description: 'null: not measured in both' }),
      }),
    ),
    groups: z.array(DiffGroup),
  })
  .meta({ description: 'What changed between two results of one task' });
export type ResultDiff = z.infer<typeof ResultDiff>;

/** A group of any number of items, of which the first are listed. */
export function diffGroup(
  title: string,
  effect: DiffGroup['effect'],
  items: readonly DiffGroup['items'][number][],
): DiffGroup {
  return { title, effect, count: items.length, items: items.slice(0, MOST_ITEMS) };
}
