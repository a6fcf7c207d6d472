import { z } from 'zod';
import { Verdict } from './gate';
import { RunSource } from './manifest';
import { label, prose } from './text';

const { commit, branch, environment, ci_provider, build_url } = RunSource.shape;

/**
 * How a record is to be read from now on, as a caller says it. What is left out stays as it reads now. Counts, scores
 * and hashes are evidence: nobody's word changes them.
 */
export const NewCorrection = z
  .strictObject({
    run_id: z.string().regex(/^run_(?:ci[0-9a-f]{30}|[0-9a-f]{32})$/, 'the id of a run'),
    reason: prose(4).refine((text) => text.trim() !== '', { error: 'say why', params: { code: 'required' } }),
    verdict: Verdict.optional(),
    tags: z.array(label(64)).max(32).optional().meta({ description: 'All tags, not those to add' }),
    source: z
      .strictObject({
        commit: commit.unwrap().optional(),
        branch: branch.unwrap().optional(),
        environment: environment.unwrap().optional(),
        ci_provider: ci_provider.unwrap().optional(),
        build_url: build_url.unwrap().optional(),
      })
      .optional()
      .meta({ description: 'null: it is not known' }),
  })
  .superRefine(({ verdict, tags, source = {} }, ctx) => {
    const named = [verdict, tags, ...Object.values(source)].filter((value) => value !== undefined);
    if (named.length === 0) {
      ctx.addIssue({
        code: 'custom',
        message: 'name what reads otherwise: verdict, tags or a field of source',
        params: { code: 'required' },
      });
    }
  });
export type NewCorrection = z.infer<typeof NewCorrection>;
