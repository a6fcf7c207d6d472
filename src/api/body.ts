import { joinBytes } from '../domain/bytes';
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
  return joinBytes(chunks);
}

/** The text of a body in strict UTF-8. */
export async function readText(
  request: Request,
  limit: number,
): Promise<string | Fault<'too_large' | 'malformed_request'>> {
  const bytes = await readBytes(request, limit);
  if (!(bytes instanceof Uint8Array)) return bytes;
  return decodeUtf8(bytes) ?? fault('malformed_request', 'The body is not valid UTF-8');
}

/** Strict UTF-8, without its mark; null where it is none. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null; // The caller answers with a problem.
  }
}
