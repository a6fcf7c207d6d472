/** How long anybody waits for D1, which has stalled for more than a minute. */
const DEADLINE_MS = 10_000;

/** One telling of D1 at a time. Who comes while one is under way waits for that one. */
export class Telling {
  #running: Promise<void> | null = null;

  /** Throws where D1 fails or does not answer in time. */
  async once(tell: () => Promise<void>): Promise<void> {
    this.#running ??= tell().finally(() => {
      this.#running = null;
    });
    const over = new AbortController();
    const late = scheduler.wait(DEADLINE_MS, { signal: over.signal }).then(() => {
      throw new Error('D1 did not answer in time');
    });
    await Promise.race([this.#running, late]).finally(() => over.abort());
  }
}
