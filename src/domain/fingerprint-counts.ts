const FIRST_SLOTS = 1024;

/**
 * How often each of up to millions of digests was met, in 12 bytes a slot, of which at most half are taken: a `Map` of
 * their texts would need more than a Worker has. Of a digest 64 bits are kept: among a million different ones two are
 * taken for one with a probability of 1 in 37 million.
 */
export class FingerprintCounts {
  #slots = FIRST_SLOTS;
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #counts = new Uint32Array(FIRST_SLOTS);
  #used = 0;

  /** @param digest ends in at least 16 hexadecimal digits of a cryptographic hash */
  get(digest: string): number {
    const { high, low } = bitsOf(digest);
    return this.#counts[this.#slotOf(high, low)] ?? 0;
  }

  /** @returns how often it has been met now */
  add(digest: string): number {
    if (this.#used * 2 >= this.#slots) this.#grow();
    const { high, low } = bitsOf(digest);
    const slot = this.#slotOf(high, low);
    // A slot is never given back, so a count that fell to 0 still holds its own.
    if (this.#high[slot] === 0 && this.#low[slot] === 0) this.#used += 1;
    return this.#put(slot, high, low, (this.#counts[slot] ?? 0) + 1);
  }

  /** @returns false where none was left to take */
  take(digest: string): boolean {
    const { high, low } = bitsOf(digest);
    const slot = this.#slotOf(high, low);
    const count = this.#counts[slot] ?? 0;
    if (count === 0) return false;
    this.#counts[slot] = count - 1;
    return true;
  }

  #put(slot: number, high: number, low: number, count: number): number {
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#counts[slot] = count;
    return count;
  }

  /** Its slot, or the free one where it belongs: the next one on from where its bits point. */
  #slotOf(high: number, low: number): number {
    const mask = this.#slots - 1;
    let slot = low & mask;
    while (this.#high[slot] !== high || this.#low[slot] !== low) {
      if (this.#high[slot] === 0 && this.#low[slot] === 0) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts];
    this.#slots *= 2;
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#counts = new Uint32Array(this.#slots);
    counts.forEach((count, i) => {
      const [upper, lower] = [high[i] ?? 0, low[i] ?? 0];
      if (upper !== 0 || lower !== 0) this.#put(this.#slotOf(upper, lower), upper, lower, count);
    });
  }
}

/** 64 bits of a digest; never all 0, which marks a free slot. */
function bitsOf(digest: string): { high: number; low: number } {
  const high = Number.parseInt(digest.slice(-16, -8), 16) >>> 0;
  const low = Number.parseInt(digest.slice(-8), 16) >>> 0;
  return high === 0 && low === 0 ? { high: 0, low: 1 } : { high, low };
}
