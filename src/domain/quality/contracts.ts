import { z } from 'zod';
import { ChangeLevel, ContractChange } from '../openapi-diff/change';
import { diffGroup } from './diff';
import type { DiffGroup } from './diff';
import type { TaskForm } from './form';
import { matchItems } from './matching';

const MOST_CHANGES = 20_000;

const count = z.int().nonnegative();

/** One of the two descriptions that were held against each other. */
export const ContractSide = z.strictObject({
  title: z.string().max(1000).nullable().meta({ description: '`info.title`; null where the document has none' }),
  version: z.string().max(1000).nullable().meta({ description: '`info.version`' }),
  openapi: z.string().max(64).meta({ description: 'The version of OpenAPI that it is written in' }),
  operations: count,
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hex')
    .meta({ description: 'SHA-256 of its RFC 8785 text: the same for YAML and JSON' }),
});
export type ContractSide = z.infer<typeof ContractSide>;

/** What changed from one OpenAPI description to the next, and whether clients of the first can live with the second. */
export const ContractsPayload = z
  .strictObject({
    base: ContractSide,
    revision: ContractSide,
    valid: z.boolean().meta({ description: 'Nothing breaks' }),
    counts: z.record(ChangeLevel, count),
    changes: z.array(ContractChange).max(MOST_CHANGES),
  })
  .superRefine(({ valid, counts, changes }, ctx) => {
    const tell = (path: string[], message: string) =>
      ctx.addIssue({ code: 'custom', path, message, params: { code: 'contradiction' } });
    for (const level of ChangeLevel.options)
      if (changes.filter((change) => change.level === level).length !== counts[level])
        tell(['counts', level], 'not the number of such changes');
    if (valid !== (counts.breaking === 0)) tell(['valid'], 'valid is what breaks nothing');
  });
export type ContractsPayload = z.infer<typeof ContractsPayload>;

const TITLES: Readonly<Record<ChangeLevel, string>> = {
  breaking: 'breaking changes',
  warning: 'warnings',
  info: 'harmless changes',
};

export const contractsForm: TaskForm<ContractsPayload> = {
  type: 'validate-contracts',
  payload: ContractsPayload,
  summarise: ({ valid, counts, base, revision }) => ({
    valid,
    breaking_changes: counts.breaking,
    warnings: counts.warning,
    infos: counts.info,
    base_version: base.version,
    revision_version: revision.version,
  }),
  measure: ({ counts }) => ({ breaking: counts.breaking, warnings: counts.warning }),
  compare: (before, after) => {
    if (before.base.hash !== after.base.hash)
      return { incomparable: 'the base differs: their changes are counted from different descriptions' };
    const { fresh, gone } = matchItems(before.changes, after.changes, ({ fingerprint }) => fingerprint);
    return { groups: ChangeLevel.options.flatMap((level) => groupsOf(level, fresh, gone)) };
  },
};

function groupsOf(level: ChangeLevel, fresh: readonly ContractChange[], gone: readonly ContractChange[]): DiffGroup[] {
  const of = (changes: readonly ContractChange[]) => changes.filter((change) => change.level === level);
  const harmless = level === 'info';
  return [
    diffGroup(`New ${TITLES[level]}`, harmless ? 'neutral' : 'worse', of(fresh)),
    diffGroup(`Resolved ${TITLES[level]}`, harmless ? 'neutral' : 'better', of(gone)),
  ];
}
