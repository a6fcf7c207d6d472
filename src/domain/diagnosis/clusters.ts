import { failureSignature, normaliseFailure } from '../failure-signature';
import { diagnose } from './diagnose';
import type { Diagnosis } from './diagnosis';
import { compactFacts, type FailureFacts, readableFacts } from './facts';
import { ownFrames } from './own-frames';

/** A failing test. `ref`: where its evidence lies, for whoever keeps it. */
export interface ClusteredFailure<Ref> {
  test_id: string;
  ref: Ref;
  facts: FailureFacts;
}

/** Failures of one cause. */
export interface Cluster<Ref> {
  signature: string;
  count: number;
  /** The first ones, at most five. */
  examples: { test_id: string; ref: Ref }[];
  /** Of the first one, in a few kilobytes. */
  facts: FailureFacts;
  diagnosis: Diagnosis;
}

export interface Clustering<Ref> {
  /** The largest first; of equal ones that which was met first. */
  clusters: Cluster<Ref>[];
  /** Failures that belong to none of them. */
  others: number;
}

const MOST_EXAMPLES = 5;
/** Causes that are counted at once. A run with more has its rarest ones so far forgotten, and counted as others. */
const MOST_CAUSES = 1_000;
const HEAD_LINES = 3;
const HEAD_LENGTH = 400;

/**
 * Puts failures of one cause together, in memory that does not grow with their number, and diagnoses each cause once.
 *
 * @param most clusters that are returned
 */
export function clusterFailures<Ref>(
  failures: Iterable<ClusteredFailure<Ref>>,
  { most }: { most: number },
): Clustering<Ref> {
  const causes = new Map<string, Omit<Cluster<Ref>, 'diagnosis'>>();
  let total = 0;
  for (const { test_id, ref, facts } of failures) {
    total += 1;
    const signature = signatureOf(facts);
    const known = causes.get(signature);
    if (known) {
      known.count += 1;
      if (known.examples.length < MOST_EXAMPLES) known.examples.push({ test_id, ref });
      continue;
    }
    if (causes.size >= MOST_CAUSES) forgetRarest(causes);
    causes.set(signature, { signature, count: 1, examples: [{ test_id, ref }], facts: compactFacts(facts) });
  }
  // Stable: among equals, the order in which they were met.
  const largest = [...causes.values()].sort((a, b) => b.count - a.count).slice(0, most);
  return {
    clusters: largest.map((cause) => ({ ...cause, diagnosis: diagnose(cause.facts) })),
    others: total - largest.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Half of them at a time, so that each failure costs the same however many there are. */
function forgetRarest(causes: Map<string, { count: number }>): void {
  const rarest = [...causes].sort(([, a], [, b]) => a.count - b.count).slice(0, MOST_CAUSES / 2);
  for (const [signature] of rarest) causes.delete(signature);
}

/**
 * The same for failures of one cause: type, head of the message and the nearest frames of the project's own code,
 * without what differs from one occurrence to the next. Where a text says no more than that two values differ and no
 * such frame is known, failures of different files are different causes.
 */
export function signatureOf(facts: FailureFacts): string {
  const { type, message, stack, file, suite } = readableFacts(facts);
  const said = message !== null && tells(headOf(message)) ? message : [message, stack].join('\n');
  const head = `${type ?? ''}\n${headOf(said)}`;
  const frames = ownFrames(stack ?? '');
  return failureSignature(head, frames.length > 0 || tells(head) ? frames : [file ?? suite]);
}

function headOf(text: string): string {
  const lines = text.split('\n', 40).map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .slice(0, HEAD_LINES)
    .join('\n')
    .slice(0, HEAD_LENGTH);
}

/** Words that every assertion has, whatever it is about. */
const COMMON = new Set(
  'error exception failure failed fail assertion assertionerror assert assertequals expect expected expecting actual received got but was were been not the and value values are should have has object line test with for from this that true false null none undefined nil equal equals equality identical same differ different strictly deeply deep match matched java lang junit org opentest4j assertionfailederror comparisonfailure caught thrown url path time address'.split(
    ' ',
  ),
);
const TELLING_WORDS = 2;

/** Whether a text says what it is about. */
function tells(text: string): boolean {
  const words = normaliseFailure(text).match(/[\p{L}]{3,40}/gu) ?? [];
  return new Set(words.filter((word) => !COMMON.has(word) && !word.startsWith('to'))).size >= TELLING_WORDS;
}
