import type { CiTest } from '../../domain/ci-run/test';
import type { FailingTest, FailureClasses, FailureCluster } from '../../domain/ci-run/view';
import { type Cluster, clusterFailures, signatureOf } from '../../domain/diagnosis/clusters';
import { factsOf } from '../../domain/diagnosis/facts';
import { classifyFailure, type FailureClass } from '../../domain/flakiness';
import { readSettings } from '../../effects/settings';
import { pastsOf } from '../../store/ledger-queries';
import { quarantinedTests } from '../../store/quarantine';

const MOST_LISTED = 50;
const MOST_CLUSTERS = 20;
const MOST_MESSAGE = 500;

/** Worst first: what nobody knew of before is looked at before what everybody knows. */
const ORDER: readonly FailureClass[] = ['new_failure', 'still_failing', 'known_flaky', 'quarantined'];

/** Failing tests with what the history knew of them and why they failed. */
export interface DiagnosedFailures {
  classes: FailureClasses;
  listed: FailingTest[];
  clusters: Cluster<null>[];
  /** Failures in no cluster. */
  others: number;
  byTest: Map<string, { test: CiTest; signature: string }>;
  /** A model is there to be asked about the largest clusters. */
  askModel: boolean;
}

/** Looks failing tests up in the ledger as it was before this run, and puts those of one cause together. */
export async function diagnoseFailures(
  env: Env,
  { projectId, failing, at }: { projectId: string; failing: readonly CiTest[]; at: string },
): Promise<DiagnosedFailures> {
  const facts = failing.map((test) => ({
    test_id: test.test_id,
    ref: test,
    facts: factsOf(test, { runner: test.runner }),
  }));
  const byTest = new Map(
    facts.map(({ ref, facts: own }) => [ref.test_id, { test: ref, signature: signatureOf(own) }] as const),
  );
  const pasts = await pastsOf(env.DB, projectId, [...byTest.keys()]);
  const quarantine = new Set((await quarantinedTests(env.DB, projectId, at)).map(({ test_id }) => test_id));
  const { clusters, others } = clusterFailures(facts, { most: MOST_CLUSTERS });
  const idOf = new Map(clusters.map((cluster) => [cluster.signature, clusterView(cluster).id]));
  const classes: FailureClasses = { new_failure: 0, still_failing: 0, known_flaky: 0, quarantined: 0 };
  const all = failing.map((test) => {
    const quarantined = quarantine.has(test.test_id);
    const known = classifyFailure(pasts.get(test.test_id) ?? null, { quarantined });
    classes[known] += 1;
    return failingView(test, known, idOf.get(byTest.get(test.test_id)?.signature ?? '') ?? null);
  });
  const listed = all.sort((a, b) => ORDER.indexOf(a.class_of_failure) - ORDER.indexOf(b.class_of_failure));
  return {
    classes,
    listed: listed.slice(0, MOST_LISTED),
    clusters: clusters.map(withoutEvidence),
    others,
    byTest,
    askModel: clusters.length > 0 && readSettings(env).provider.apiKey !== null,
  };
}

/** A cluster as a run shows it. */
export function clusterView({ signature, count, examples, facts, diagnosis }: Cluster<unknown>): FailureCluster {
  return {
    id: signature.replace('sig_', 'dgn_'),
    count,
    tests: examples.map(({ test_id }) => test_id),
    message: facts.message?.slice(0, MOST_MESSAGE) ?? null,
    diagnosis,
  };
}

/** What is kept of a cluster for a model to be asked about: its evidence lies in R2. */
function withoutEvidence<Ref>(cluster: Cluster<Ref>): Cluster<null> {
  return { ...cluster, examples: cluster.examples.map(({ test_id }) => ({ test_id, ref: null })) };
}

function failingView(test: CiTest, known: FailureClass, diagnosis: string | null): FailingTest {
  const { test_id, suite, class: className, name, parameters, file, line, status } = test;
  return {
    test_id,
    suite,
    class: className,
    name,
    parameters,
    file,
    line,
    status: status === 'error' ? 'error' : 'failed',
    class_of_failure: known,
    message: test.failures[0]?.message?.slice(0, MOST_MESSAGE) ?? null,
    diagnosis,
  };
}
