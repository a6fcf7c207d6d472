import { type Fault, fault } from '../domain/fault';

/** The bytes of a body; a fault where there are more than `limit`. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array | Fault<'too_large'>> {
  const tooLarge = fault('too_large', `At most ${limit / 1024 / 1024} MiB are taken here`);
  if (Number(request.headers.get('content-length') ?? 0) > limit) return tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return tooLarge;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** The text of a body in strict UTF-8. */
export async function readText(
  request: Request,
  limit: number,
): Promise<string | Fault<'too_large' | 'malformed_request'>> {
  const bytes = await readBytes(request, limit);
  if (!(bytes instanceof Uint8Array)) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return fault('malformed_request', 'The body is not valid UTF-8');
  }
}
