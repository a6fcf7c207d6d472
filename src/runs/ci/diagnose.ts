import type { Cluster } from '../../domain/diagnosis/clusters';
import { summariseFailures } from '../../domain/diagnosis/summary';
import type { CiRun } from '../../domain/ci-run/view';
import { randomBase62 } from '../../effects/ids';
import { createModelClient } from '../../effects/messages-api';
import { readSettings } from '../../effects/settings';
import { diagnoseClusters } from '../../judge/diagnosis';
import { clusterView } from './failures';

const LONGEST_DIAGNOSIS_TOKENS = 2000;

/**
 * Has a model diagnose the largest clusters of a finished run; the verdict is not touched, whatever it says.
 *
 * @returns the run with what the model said; null where it could not be asked and may be asked again
 */
export async function diagnoseByModel(
  env: Env,
  { run, clusters, others }: { run: CiRun; clusters: readonly Cluster<null>[]; others: number },
  { last }: { last: boolean },
): Promise<CiRun | null> {
  const { provider, judgeModel } = readSettings(env);
  if (provider.apiKey === null || run.failures === null) return { ...run, diagnosed_by: 'heuristic' };
  const { apiKey, baseURL, timeoutMs } = provider;
  const asked = await diagnoseClusters({
    client: createModelClient({ apiKey, baseURL, timeoutMs, now: () => Date.now() }),
    model: judgeModel,
    maxTokens: LONGEST_DIAGNOSIS_TOKENS,
    clusters,
    newTag: () => randomBase62(24),
  });
  // A reply that is of no use would be none the next time either.
  const silent = asked.usage.output_tokens === 0;
  if (asked.diagnosed === 0 && silent && !last) return null;
  const diagnoses = asked.clusters.map(clusterView);
  const warnings =
    asked.reason === null
      ? []
      : [{ code: 'diagnosis_incomplete', detail: `A model was asked and gave none: ${asked.reason}` }];
  return {
    ...run,
    diagnoses,
    diagnosed_by: asked.diagnosed > 0 ? 'model' : 'heuristic',
    summary: summariseFailures({ clusters: diagnoses, others, classes: run.failures }),
    warnings: [...run.warnings, ...warnings],
  };
}
