import type { PathNode, WantedPaths } from './paths';
import { pathTree } from './paths';
import type { JsonObject, JsonValue } from './value';

/** A built value at most: the length of its texts and keys, and 16 for each value in it. */
export const MOST_BUILT = 16 * 1024 * 1024;
const EACH = 16;

/** Where a value stands. */
export interface JsonPlace {
  /** Positions in the lists on its path, outermost first. Changes afterwards: copy it to keep it. */
  readonly indexes: readonly number[];
  readonly offset: number;
  /** Bytes; null of texts, numbers and literals. */
  readonly length: number | null;
}

/** Told of a document what was wanted of it, in its order. `path`: as it was wanted, with its stars. */
export interface JsonEvents {
  /** A list or an object opens in which something may be wanted. */
  open(path: string, kind: 'list' | 'object', place: JsonPlace): void;
  /** A wanted value; also a text, number or literal that stands where something was wanted further in. */
  value(path: string, value: JsonValue, place: JsonPlace): void;
  /** A wanted value that is larger than `MOST_BUILT`, and was let go. */
  dropped(path: string, place: JsonPlace): void;
}

/** A list or object on the way to wanted values. */
interface Step {
  node: PathNode;
  list: boolean;
  key: string;
}

/** A list or object of the value that is being built, by where its next value goes. */
type Part = { list: JsonValue[] } | { object: JsonObject; key: string };

/** Control characters but tab and line breaks, as escapes can write them, and U+FFFE and U+FFFF. */
const CONTROLS = /[^\t\n\r\u0020-\ufffd]/g;

/**
 * Builds the wanted values of a document whose pieces come one by one, and holds nothing else of it. Control characters
 * are taken out of texts and counted; halves of surrogate pairs, which have no UTF-8, become U+FFFD, in keys too.
 */
export class JsonPicker {
  removed = 0;
  firstRemoved: number | null = null;
  readonly #events: JsonEvents;
  readonly #root: PathNode;
  readonly #way: Step[] = [];
  readonly #indexes: number[] = [];
  /** Open lists and objects that nobody wants. */
  #skipped = 0;
  readonly #parts: Part[] = [];
  #building: { node: PathNode; offset: number; dropped: boolean } | null = null;
  #built = 0;

  constructor(paths: WantedPaths, events: JsonEvents) {
    this.#root = pathTree(paths);
    this.#events = events;
  }

  open(list: boolean, offset: number): void {
    if (this.#skipped > 0) {
      this.#skipped += 1;
    } else if (this.#building) {
      this.#openPart(list);
    } else {
      this.#openStep(list, offset);
    }
  }

  /** @param end offset of the first byte after it */
  close(end: number): void {
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      if (this.#skipped === 0 && this.#building?.dropped) this.#settle(null, end);
    } else if (this.#building) {
      const part = this.#parts.pop();
      if (part && this.#parts.length === 0) this.#settle('list' in part ? part.list : part.object, end);
    } else {
      if (this.#way.pop()?.list) this.#indexes.pop();
    }
  }

  key(key: string): void {
    if (this.#skipped > 0) return;
    const part = this.#parts.at(-1);
    const step = this.#way.at(-1);
    if (part && 'object' in part) part.key = key.toWellFormed();
    else if (step) step.key = key;
  }

  scalar(value: null | boolean | number | string, offset: number): void {
    if (this.#skipped > 0) return;
    if (this.#building) {
      if (this.#keeps()) this.#add(this.#harmless(value, offset), typeof value === 'string' ? value.length : 0);
      return;
    }
    const node = this.#next();
    if (!node) return;
    this.#events.value(node.path, this.#harmless(value, offset), { indexes: this.#indexes, offset, length: null });
  }

  #harmless(value: null | boolean | number | string, offset: number): JsonValue {
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value !== 'string') return value;
    if (value.search(CONTROLS) < 0) return value.toWellFormed();
    const clean = value.replaceAll(CONTROLS, '');
    this.removed += value.length - clean.length;
    this.firstRemoved ??= offset;
    return clean.toWellFormed();
  }

  #openStep(list: boolean, offset: number): void {
    const node = this.#next();
    if (!node) {
      this.#skipped = 1;
    } else if (node.wanted) {
      this.#building = { node, offset, dropped: false };
      this.#built = 0;
      this.#parts.push(list ? { list: [] } : { object: emptyObject(), key: '' });
    } else {
      this.#events.open(node.path, list ? 'list' : 'object', { indexes: this.#indexes, offset, length: null });
      this.#way.push({ node, list, key: '' });
      if (list) this.#indexes.push(-1);
    }
  }

  /** The place of the value that comes now, null where nothing of it is wanted; counts the items of lists. */
  #next(): PathNode | null {
    const step = this.#way.at(-1);
    if (!step) return this.#root;
    if (!step.list) return step.node.keys.get(step.key) ?? null;
    const last = this.#indexes.length - 1;
    this.#indexes[last] = (this.#indexes[last] ?? -1) + 1;
    return step.node.items;
  }

  #openPart(list: boolean): void {
    if (!this.#keeps()) {
      this.#skipped = 1;
      return;
    }
    const part: Part = list ? { list: [] } : { object: emptyObject(), key: '' };
    this.#add('list' in part ? part.list : part.object, 0);
    if (this.#building?.dropped) this.#skipped += 1;
    else this.#parts.push(part);
  }

  /** Whether the value that comes now belongs to what is kept of the wanted one. */
  #keeps(): boolean {
    const part = this.#parts[0];
    if (this.#parts.length > 1 || !part || !('object' in part)) return true;
    const wanted = this.#building?.node.wanted;
    return !(wanted instanceof Set) || wanted.has(part.key);
  }

  #add(value: JsonValue, length: number): void {
    const part = this.#parts.at(-1);
    if (!part) return;
    this.#built += EACH + length;
    if ('list' in part) {
      part.list.push(value);
    } else {
      this.#built += part.key.length;
      part.object[part.key] = value;
    }
    if (this.#built > MOST_BUILT && this.#building) {
      this.#building.dropped = true;
      this.#skipped = this.#parts.length;
      this.#parts.length = 0;
    }
  }

  #settle(value: JsonValue, end: number): void {
    if (!this.#building) return;
    const { node, offset, dropped } = this.#building;
    this.#building = null;
    const place = { indexes: this.#indexes, offset, length: end - offset };
    if (dropped) this.#events.dropped(node.path, place);
    else this.#events.value(node.path, value, place);
  }
}

const emptyObject = (): JsonObject => Object.create(null);
