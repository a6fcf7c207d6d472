import type { LedgerEntry } from '../../domain/ledger';
import type { Cell } from '../table';

/** How a test stands, in one word: a failure matters more than that it flakes. */
export function stateCell({ failing, flakiness, last_outcome }: LedgerEntry): Cell {
  const flaky = flakiness.state === 'flaky';
  if (failing !== null) return { text: flaky ? 'failing, flaky' : 'failing', colour: 'red' };
  if (flaky) return { text: 'flaky', colour: 'yellow' };
  return last_outcome === 'passed' ? { text: 'passed', colour: 'green' } : last_outcome;
}

/** What tells a test from others of its suite. */
export const testText = ({ suite, file, class: className, name, parameters }: LedgerEntry) =>
  `${[suite, file, className, name].filter((part) => part !== null).join(' / ')}${parameters ?? ''}`;
