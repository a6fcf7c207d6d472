import { raw } from 'hono/html';

/** Rows whose text is put together at once. */
const BATCH = 64;

/**
 * Many rows of a table, written out batch by batch: as one tree, or as strings that still hang together of their
 * pieces, ten thousands of them would not fit into the memory of a Worker.
 *
 * @param render gives JSX, which has escaped all text in it
 */
export function writeRows<T>(items: readonly T[], render: (item: T) => { toString(): string }) {
  const batches: string[] = [];
  for (let from = 0; from < items.length; from += BATCH)
    batches.push(
      items
        .slice(from, from + BATCH)
        .map((item) => render(item).toString())
        .join(''),
    );
  return raw(batches.join(''));
}
