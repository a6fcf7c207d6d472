import { contentHash } from '../hash';
import { type ChangeId, entryOf } from './catalogue';
import type { ContractChange } from './change';
import { type ContractDocument } from './document';
import { type Node, pointerOf } from './node';

/** Steps of work: about one for each keyword, name or value that is looked at. */
const MOST_WORK = 20_000_000;
const MOST_CHANGES = 20_000;

/** Characters of one name or value in a subject or sentence. */
const LONGEST_WORD = 120;

/** Where a change is told of. `template`: the path without the names of its parameters. */
export interface Scope {
  readonly operation: string | null;
  readonly path: string | null;
  readonly template: string | null;
  readonly subject: string;
}

/** What changed: where it stands on both sides, and its old and new value where that is short. */
export interface Detail {
  base?: Node | null | undefined;
  revision?: Node | null | undefined;
  from?: string | null;
  to?: string | null;
}

/** Of the whole document. */
export const DOCUMENT: Scope = { operation: null, path: null, template: null, subject: 'document' };

/** Two documents being compared, what was found, and how much more work it may take. */
export class Comparison {
  readonly base: ContractDocument;
  readonly revision: ContractDocument;
  /** The day, as 2026-01-31, by which sunsets are judged; null: they can't be. */
  readonly today: string | null;
  readonly changes: ContractChange[] = [];
  #left = MOST_WORK;

  constructor(sides: { base: ContractDocument; revision: ContractDocument; today: string | null }) {
    this.base = sides.base;
    this.revision = sides.revision;
    this.today = sides.today;
  }

  spend(steps: number): void {
    this.#left -= steps;
  }

  /** Too much work or too many changes: what was found is not all. */
  get exhausted(): boolean {
    return this.#left < 0 || this.changes.length > MOST_CHANGES;
  }

  tell(scope: Scope, id: ChangeId, { base = null, revision = null, from = null, to = null }: Detail): void {
    if (this.exhausted) return;
    this.spend(1 + ((from?.length ?? 0) + (to?.length ?? 0)) / 16);
    const { level, meaning } = entryOf(id);
    const { operation, path, subject } = scope;
    const digest = contentHash([id, operation, scope.template, subject, from, to]);
    this.changes.push({
      ...{ id, level, operation, path, subject },
      base_pointer: base && pointerOf(base),
      revision_pointer: revision && pointerOf(revision),
      text: `${meaning}${describeValues(from, to)} (${subject})`,
      fingerprint: `chg_${digest.slice(0, 32)}`,
    });
  }
}

function describeValues(from: string | null, to: string | null): string {
  if (from !== null && to !== null) return `: ${clip(from)} to ${clip(to)}`;
  const only = from ?? to;
  return only === null ? '' : `: ${clip(only)}`;
}

/** A name or value as it may stand in a sentence: a long one is cut. */
export function clip(text: string): string {
  return text.length <= LONGEST_WORD ? text : `${text.slice(0, LONGEST_WORD).toWellFormed()}…`;
}

/** The scope of something within another one. */
export const within = (scope: Scope, subject: string): Scope => ({ ...scope, subject });
