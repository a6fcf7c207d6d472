import { contentHash } from './hash';

/** What a chain's first record points back to. */
export const CHAIN_START = '0'.repeat(64);

/** The part of a record that makes it a link: its place, what it follows, and the hash of all of it but the hash. */
export interface Link {
  seq: number;
  run_id: string;
  previous_hash: string;
  record_hash: string;
}

/** Fields that the first records did not have: where one is null it is no part of a record, nor of its hash. */
const LATER_FIELDS = new Set(['corrects', 'reason']);

/** A record without what is null because its kind does not have it: the form that is hashed and exported. */
export function linkForm(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).filter(([name, value]) => value !== null || !LATER_FIELDS.has(name)),
  );
}

/** SHA-256 (RFC 8785) of a record without its own hash: its content, its place and what it follows. */
export function linkHash(record: Omit<Link, 'record_hash'>): string {
  const { record_hash: _, ...hashed } = linkForm(record);
  return contentHash(hashed);
}

/** Where a chain breaks, and how. */
export interface Break {
  seq: number;
  run_id: string;
  reason: 'content_changed' | 'link_broken' | 'gap';
}

/** Follows a chain record by record, in the order of `seq`. */
export class ChainCheck {
  #next: number;
  #previous: string;
  #checked = 0;
  #broken: Break | null = null;

  /** @param after where to go on: the last link that was checked, and its hash as it was then */
  constructor(after: { seq: number; record_hash: string } = { seq: 0, record_hash: CHAIN_START }) {
    this.#next = after.seq + 1;
    this.#previous = after.record_hash;
  }

  /** Looks at the next record; after the first break nothing more is looked at. */
  add(record: Link): void {
    if (this.#broken) return;
    const reason = this.#fault(record);
    if (reason) {
      this.#broken = { seq: record.seq, run_id: record.run_id, reason };
      return;
    }
    this.#checked += 1;
    this.#next = record.seq + 1;
    this.#previous = record.record_hash;
  }

  #fault(record: Link): Break['reason'] | null {
    if (record.seq !== this.#next) return 'gap';
    if (record.previous_hash !== this.#previous) return 'link_broken';
    return linkHash(record) === record.record_hash ? null : 'content_changed';
  }

  get checked(): number {
    return this.#checked;
  }

  get broken(): Break | null {
    return this.#broken;
  }

  /** The last link that holds; null where none was looked at. */
  get head(): { seq: number; record_hash: string } | null {
    return this.#checked === 0 ? null : { seq: this.#next - 1, record_hash: this.#previous };
  }
}
