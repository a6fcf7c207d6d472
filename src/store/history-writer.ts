import { DurableObject } from 'cloudflare:workers';
import { appendCorrection, type Correction, type CorrectionFault } from './corrections';
import { appendRecords, type HistoryEntry, type RecordRow } from './records';

/** Records that go into D1 in one transaction, and characters of their JSON: D1 takes 2 MB as one value. */
const MOST_IN_ONE_COMMIT = 100;
const MOST_CHARACTERS = 600_000;

interface Waiting {
  entry: HistoryEntry;
  /** Characters of its JSON. */
  size: number;
  resolve: () => void;
  reject: (cause: unknown) => void;
}

/**
 * The one writer of a project's history: many runs that finish at once are recorded one after the other, in groups.
 * It keeps nothing: who appends holds the entry in an outbox until it is told that D1 has it, and where the chain
 * stands is read from D1 each time.
 */
export class HistoryWriter extends DurableObject<Env> {
  #waiting: Waiting[] = [];
  #writing = false;
  /** Ends when all that was begun before has ended. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Resolves when the record is in D1. Appending a run again changes nothing. */
  append(entry: HistoryEntry): Promise<void> {
    const size = JSON.stringify(entry).length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, size, resolve, reject });
      if (!this.#writing) {
        this.#writing = true;
        this.ctx.waitUntil(this.#write().finally(() => (this.#writing = false)));
      }
    });
  }

  /** Appends the correction of a record that is there. Each looks at what the one before it has left. */
  correct(correction: Correction): Promise<{ row: RecordRow; replayed: boolean } | CorrectionFault> {
    return this.#inTurn(() => appendCorrection(this.env.DB, this.#projectId, correction));
  }

  /** One after the other: the chain has one end. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    // Whoever asked for the work is told how it ended; the next turn only waits for it.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  get #projectId(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error('a history writer has the name of its project');
    return name;
  }

  /** Takes group after group; what comes while one is written goes into the next. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      try {
        const entries = group.map(({ entry }) => entry);
        await this.#inTurn(() => appendRecords(this.env.DB, this.#projectId, entries));
        for (const { resolve } of group) resolve();
      } catch (cause) {
        // Nothing of the group is in D1, or all of it: whoever tries again finds out.
        for (const { reject } of group) reject(cause);
      }
    }
  }

  #nextGroup(): Waiting[] {
    let total = 0;
    let count = 0;
    for (const { size } of this.#waiting) {
      total += size;
      if (count > 0 && (total > MOST_CHARACTERS || count === MOST_IN_ONE_COMMIT)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}

/** The writer of a project's history. */
export function historyOf(env: Env, projectId: string): Pick<HistoryWriter, 'append' | 'correct'> {
  return env.HISTORY.getByName(projectId);
}
