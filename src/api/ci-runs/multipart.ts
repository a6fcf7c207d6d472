import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { SentFile } from '../../runs/ci/pieces';

/** A file of a form. */
export interface FormFile {
  name: string | null;
  file: SentFile;
}

/** Files of one form; more belong into several requests. */
const MOST_FILES = 200;

/** The body is no form, or is cut short. */
export class FormError extends Error {}

/**
 * The files of a `multipart/form-data` body (RFC 7578) one after the other, each a stream: the next one begins when
 * this one was read to its end. Throws `FormError` where the body is no such form or ends early.
 */
export async function* formFiles(body: ReadableStream<Uint8Array>, contentType: string): AsyncGenerator<FormFile> {
  const events = new EventQueue<FormFile | 'end' | FormError>();
  const form = openForm(contentType);
  form.on('file', (_field, stream, filename, _encoding, type) => {
    const gzip = type === 'application/gzip' || type === 'application/x-gzip' || filename?.endsWith('.gz') === true;
    events.put({ name: filename ?? null, file: { body: webStream(stream), gzip } });
  });
  form.on('filesLimit', () => events.put(new FormError(`a form has at most ${MOST_FILES} files`)));
  form.on('finish', () => events.put('end'));
  form.on('error', () => events.put(new FormError('the form is malformed or ends early')));
  const pumped = pump(body, form).catch(() => events.put(new FormError('the form is malformed or ends early')));
  for (;;) {
    const event = await events.next();
    if (event === 'end') break;
    if (event instanceof FormError) throw event;
    yield event;
  }
  await pumped;
}

function openForm(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: { files: MOST_FILES, fieldSize: 1024 } });
  } catch {
    throw new FormError('the Content-Type has no boundary');
  }
}

/** Writes as fast as the files are read. */
async function pump(body: ReadableStream<Uint8Array>, form: BusboyInstance): Promise<void> {
  for await (const piece of body) {
    await new Promise<void>((resolve, reject) => {
      form.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }
  form.end();
}

function webStream(stream: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = stream[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  });
}

/** What happened and was not looked at yet, in order. */
class EventQueue<T> {
  #events: T[] = [];
  #wake: (() => void) | null = null;

  put(event: T): void {
    this.#events.push(event);
    this.#wake?.();
  }

  async next(): Promise<T> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
