import type { FailingGroup } from '../../domain/ci-run/failing-groups';
import { type Part, PART_ERRORS } from '../../domain/ci-run/part';
import type { CiRule } from '../../domain/ci-run/verdict';
import type { CiRun, FailingTest } from '../../domain/ci-run/view';
import { NOT_MEASURED, showCount } from '../numbers';
import type { Standing } from '../standing';

const STANDINGS: Record<'open' | NonNullable<CiRun['verdict']>, Standing> = {
  open: { word: 'NOT FINISHED', symbol: '…', tone: 'open' },
  passed: { word: 'PASSED', symbol: '✓', tone: 'good' },
  failed: { word: 'FAILED', symbol: '✕', tone: 'poor' },
  inconclusive: { word: 'INCONCLUSIVE', symbol: '?', tone: 'open' },
};

/** What a CI run came to. */
export const ciStandingOf = ({ verdict }: CiRun): Standing => STANDINGS[verdict ?? 'open'];

/** A sentence or two on why the run stands where it stands. They hold no text of the run's. */
export function explainCiRun({ verdict, ended_by }: CiRun): string {
  const ending = ended_by === 'deadline' ? ' Nobody finished the run before its deadline.' : '';
  switch (verdict) {
    case null:
      return 'The run is not finished; what follows is what has come so far.';
    case 'inconclusive':
      return `Something is missing, so nobody can tell. That is no pass and no failure: the run has to be repeated.${ending}`;
    case 'failed':
      return `A test fails outside quarantine, or a tool did not do its work.${ending}`;
    case 'passed':
      return 'Every rule is met.';
  }
}

/** What a rule asks for and what was there. */
export function showCiRule({ rule, threshold, actual, passed }: CiRule): { asked: string; measured: string } {
  const least = threshold ?? 1;
  const asked = {
    ended: 'all that was begun',
    parts: `at least ${showCount(least)} complete`,
    files: 'none unread',
    measured: `at least ${showCount(least)} executed`,
    tools: 'none at fault',
    tests: 'none failing',
  }[rule];
  if (rule === 'ended') return { asked, measured: passed ? 'all of it' : 'not all of it' };
  return { asked, measured: actual === null ? NOT_MEASURED : showCount(actual) };
}

/** What a failing test ended with. What is in quarantine decides nothing, and is not in the tone of what does. */
export function failingStandingOf({ status, class_of_failure }: FailingTest): Standing {
  const tone = class_of_failure === 'quarantined' ? 'open' : class_of_failure === 'known_flaky' ? 'fair' : 'poor';
  return status === 'error' ? { word: 'ERROR', symbol: '!', tone } : { word: 'FAILED', symbol: '✕', tone };
}

/** What each class of failures means to a reader. */
export const EXPLAINED_CLASSES: Record<FailingGroup['class_of_failure'], string> = {
  new_failure: 'They passed when they were last measured, or nobody has seen them before.',
  still_failing: 'They failed in the run before, too.',
  known_flaky: 'The history has them as flaky. They count all the same: nobody has put them in quarantine.',
  quarantined: 'They do not count for the verdict.',
};

/** How a part ended: all that can be said against it, else that it is complete. `detail`: somebody else's words. */
export function partStandingsOf({ error, skipped, complete }: Part): (Standing & { detail: string | null })[] {
  const against: ReturnType<typeof partStandingsOf> = [];
  if (error !== null) {
    against.push({ word: PART_ERRORS[error.code], symbol: '✕', tone: 'poor', detail: error.detail });
  }
  if (skipped !== null) against.push({ word: 'skipped', symbol: '–', tone: 'open', detail: skipped });
  if (!complete) against.push({ word: 'not complete', symbol: '…', tone: 'open', detail: null });
  return against.length > 0 ? against : [{ word: 'complete', symbol: '✓', tone: 'good', detail: null }];
}

/** Where a test stands: `test/cart.ts:12`; null where its report does not say. */
export function showPlace({ file, line }: Pick<FailingTest, 'file' | 'line'>): string | null {
  return file === null || line === null ? file : `${file}:${line}`;
}

/** What a test is called, with the values it was run with. */
export const showTestName = ({ name, parameters }: Pick<FailingTest, 'name' | 'parameters'>): string =>
  parameters === null ? name : `${name} [${parameters}]`;

/** Who found a cause, and how sure of it they are. */
export function showSource({ source, confidence }: CiRun['diagnoses'][number]['diagnosis']): {
  by: string;
  sure: number;
} {
  return { by: source === 'model' ? 'a model, by its own word' : 'rules', sure: confidence };
}

/** What Assay has to warn of, each with a code that stays what it is. */
export function ciNotes({ warnings, not_followed: beyond }: CiRun): CiRun['warnings'] {
  if (beyond === 0) return warnings;
  const detail = `${showCount(beyond)} tests are too many for the history: they are in the evidence alone.`;
  return [{ code: 'not_followed', detail }, ...warnings];
}
