import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What was written a line of JSON each; `T` is what that was. The file is made by this process itself. */
export async function* readLines<T>(path: string): AsyncGenerator<T> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const item: T = JSON.parse(line);
    yield item;
  }
}
