import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

/** Of the media types of a resource the one that `Accept` asks for, the first where it does not say; null: none. */
export function acceptedType<T extends string>(c: Context, types: readonly [T, ...T[]]): T | null {
  const type = accepts(c, {
    header: 'Accept',
    supports: [...types],
    default: types[0],
    match: (accepted) => bestOf(accepted, types),
  });
  return types.find((known) => known === type) ?? null;
}

/** By quality, then by our order. Of ranges that cover a type the closest one counts (RFC 9110 section 12.5.1). */
function bestOf(accepted: { type: string; q: number }[], types: readonly string[]): string {
  const quality = (type: string) => {
    const ranges = [type, `${type.split('/')[0]}/*`, '*/*'];
    return (
      ranges
        .map((range) => accepted.find((item) => item.type.toLowerCase() === range)?.q)
        .find((q) => q !== undefined) ?? 0
    );
  };
  const best = [...types].sort((a, b) => quality(b) - quality(a))[0] ?? '';
  return quality(best) > 0 ? best : '';
}
