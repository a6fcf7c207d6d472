import { z } from 'zod';
import { betaQuantile } from './beta-distribution';
import { ALTERNATES_FROM, turnsIn } from './turns';

export const FlakyReason = z.enum(['both_on_one_commit', 'alternation', 'passed_on_retry']);
export type FlakyReason = z.infer<typeof FlakyReason>;

/** How reliable a test is, by its last outcomes. */
export const Flakiness = z
  .strictObject({
    state: z.enum(['stable', 'flaky', 'broken', 'unknown']).meta({
      description: 'broken: it only fails, which is no flakiness. unknown: too few outcomes to tell',
    }),
    rate: z.number().min(0).max(1).nullable().meta({
      description: 'Posterior mean of the share of runs it fails in; null where none was measured',
    }),
    interval: z
      .strictObject({ low: z.number().min(0).max(1), high: z.number().min(0).max(1) })
      .nullable()
      .meta({ description: '95 % credible interval of the rate, equal tails' }),
    reasons: z.array(FlakyReason).meta({ description: 'Why it is flaky; empty for another state' }),
    sample: z.int().nonnegative().meta({ description: 'Outcomes since its last recovery that passed or failed' }),
  })
  .meta({ description: 'How reliable a test is' });
export type Flakiness = z.infer<typeof Flakiness>;

/** What a failing test is to those who read the run. */
export const FailureClass = z.enum(['new_failure', 'still_failing', 'known_flaky', 'quarantined']);
export type FailureClass = z.infer<typeof FailureClass>;

/** What the ledger has of a test. */
export interface TestPast {
  /** Letters p f e s, newest first, at most 100. */
  outcomes: string;
  /** Eight characters an outcome: the commit's first hexadecimal digits, or spaces where it is unknown. */
  commits: string;
  /** Runs in which it passed after it had failed. */
  flaky_passes: number;
  /** RFC 3339; null: never. */
  last_flaky_at: string | null;
  /** RFC 3339, when it ran last. */
  last_seen: string;
}

/** From here on an alternation tells of more than chance: one change that broke it and one that mended it need less. */
const LEAST_SAMPLE = 5;
/** Failures in a row that no longer look like flakiness. At a rate of one half, one flaky test in a thousand has them. */
const BROKEN_AFTER = 10;
/** Failures in a row of a test without any sign of flakiness. */
const BROKEN_FROM = 3;
/** Passes in a row after which what was before no longer counts, as in Codecov's flake detection. */
const RECOVERED_AFTER = 30;
/** Days without a pass on retry after which one no longer counts, as in Datadog's flaky test management. */
const FORGOTTEN_AFTER_DAYS = 30;
const DAY_MS = 86_400_000;
const COMMIT_WIDTH = 8;

/** Whether a test is flaky, and how often it fails. What was skipped or could not be measured never counts. */
export function measureFlakiness(past: TestPast): Flakiness {
  const runs = measuredRuns(past);
  const outcomes = runs.map(({ outcome }) => outcome).join('');
  const failures = outcomes.replaceAll('p', '').length;
  const failingNow = outcomes.length - outcomes.replace(/^f+/, '').length;
  const reasons = failingNow >= BROKEN_AFTER ? [] : reasonsOf(runs, outcomes, past);
  const state = () => {
    if (reasons.length > 0) return 'flaky';
    if (failingNow >= BROKEN_FROM) return 'broken';
    return outcomes.length < LEAST_SAMPLE ? 'unknown' : 'stable';
  };
  return { state: state(), ...failureShare(failures, outcomes.length), reasons, sample: outcomes.length };
}

/**
 * What a failure of this run is, by what was known before it.
 *
 * @param past the test's row as it stood before this run; null where the history does not know it
 */
export function classifyFailure(past: TestPast | null, { quarantined }: { quarantined: boolean }): FailureClass {
  if (quarantined) return 'quarantined';
  if (past === null) return 'new_failure';
  if (measureFlakiness(past).state === 'flaky') return 'known_flaky';
  return /^[^pf]*f/.test(past.outcomes) ? 'still_failing' : 'new_failure';
}

interface MeasuredRun {
  outcome: 'p' | 'f';
  /** null: unknown. */
  commit: string | null;
}

/** The measured outcomes, newest first, down to the end of the last recovery. */
function measuredRuns({ outcomes, commits }: TestPast): MeasuredRun[] {
  const runs: MeasuredRun[] = [];
  let passes = 0;
  for (const [i, letter] of [...outcomes].entries()) {
    if (letter !== 'p' && letter !== 'f') continue;
    const commit = commits.slice(i * COMMIT_WIDTH, (i + 1) * COMMIT_WIDTH);
    runs.push({ outcome: letter, commit: /^[0-9a-f]{7}[0-9a-f ]$/.test(commit) ? commit : null });
    passes = letter === 'p' ? passes + 1 : 0;
    if (passes === RECOVERED_AFTER) break;
  }
  return runs;
}

function reasonsOf(runs: readonly MeasuredRun[], outcomes: string, past: TestPast): FlakyReason[] {
  const { turns, measured } = turnsIn(outcomes);
  const reasons: [FlakyReason, boolean][] = [
    ['both_on_one_commit', hasBothOnOneCommit(runs)],
    ['alternation', turns >= ALTERNATES_FROM && measured >= LEAST_SAMPLE],
    ['passed_on_retry', passedOnRetry(past)],
  ];
  return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []));
}

function hasBothOnOneCommit(runs: readonly MeasuredRun[]): boolean {
  const seen = new Map<string, MeasuredRun['outcome']>();
  return runs.some(({ outcome, commit }) => {
    if (commit === null) return false;
    const before = seen.get(commit);
    seen.set(commit, outcome);
    return before !== undefined && before !== outcome;
  });
}

function passedOnRetry({ flaky_passes, last_flaky_at, last_seen }: TestPast): boolean {
  if (flaky_passes === 0 || last_flaky_at === null) return false;
  return Date.parse(last_seen) - Date.parse(last_flaky_at) <= FORGOTTEN_AFTER_DAYS * DAY_MS;
}

/**
 * Mean and central 95 % of the posterior Beta(½ + failures, ½ + passes): a binomial likelihood under Jeffreys' prior
 * Beta(½, ½) (H. Jeffreys, Proc. R. Soc. A 186, 1946; its intervals: Brown, Cai, DasGupta, Statistical Science 16, 2001).
 */
function failureShare(failures: number, measured: number): Pick<Flakiness, 'rate' | 'interval'> {
  if (measured === 0) return { rate: null, interval: null };
  const posterior = { a: 0.5 + failures, b: 0.5 + measured - failures };
  const interval = { low: betaQuantile(0.025, posterior), high: betaQuantile(0.975, posterior) };
  return { rate: posterior.a / (posterior.a + posterior.b), interval };
}
