const MOST = 1_000_000;
const SMALLEST = 1024;
const EMPTY = -1;

/** Two lanes of FNV-1a (RFC 9923), 53 bits of them: what a number holds exactly. */
function digestOf(parts: readonly string[]): number {
  let low = 0x811c9dc5;
  let high = 0x050c5d1f;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const unit = part.charCodeAt(i);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit ^ (low >>> 15), 0x01000193);
    }
    // No unit has this number: where one part ends and the next begins is part of the identity.
    low = Math.imul(low ^ 0x10000, 0x01000193);
    high = Math.imul(high ^ low, 0x01000193);
  }
  return (low >>> 0) * 0x200000 + (high >>> 11);
}

/**
 * Identities that were met, up to a million of them, in 16 MiB at most. Kept are 53 bits of each: of a million
 * different ones two are taken for one with a probability of 1 in 18,000.
 */
export class DigestSet {
  #slots = new Float64Array(SMALLEST).fill(EMPTY);
  #size = 0;

  /** @returns whether it was new; null where the set is full */
  add(...parts: readonly string[]): boolean | null {
    const digest = digestOf(parts);
    if (this.#size >= MOST) return null;
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    const isNew = put(this.#slots, digest);
    if (isNew) this.#size += 1;
    return isNew;
  }

  #grow(): void {
    const larger = new Float64Array(this.#slots.length * 2).fill(EMPTY);
    for (const digest of this.#slots) if (digest !== EMPTY) put(larger, digest);
    this.#slots = larger;
  }
}

/** Open addressing over a power of two; the table is never more than half full. */
function put(slots: Float64Array, digest: number): boolean {
  const mask = slots.length - 1;
  for (let at = digest % slots.length; ; at = (at + 1) & mask) {
    const there = slots[at];
    if (there === digest) return false;
    if (there === EMPTY) {
      slots[at] = digest;
      return true;
    }
  }
}
