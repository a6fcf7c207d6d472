/** An alarm that should have fired this long ago is lost. */
const LOST_AFTER_MS = 60_000;

/** The one alarm of a Durable Object: set to the earliest time that anybody asked for. */
export class Alarm {
  #storage: DurableObjectStorage;
  #now: () => number;
  /** When it is set for; null: not at all. A copy of what the platform holds. */
  #at: number | null = null;

  constructor(storage: DurableObjectStorage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** To be called once when the object wakes. */
  async read(): Promise<void> {
    this.#at = await this.#storage.getAlarm();
  }

  /** To be called first of all when it fires. */
  fired(): void {
    this.#at = null;
  }

  /** Sees to it that it fires at this time or before. */
  ensure(at: number): void {
    const lost = this.#at !== null && this.#at < this.#now() - LOST_AFTER_MS;
    if (this.#at !== null && this.#at <= at && !lost) return;
    this.#at = at;
    // Not awaited: the platform holds back what leaves the object until the alarm is stored.
    void this.#storage.setAlarm(at);
  }
}
