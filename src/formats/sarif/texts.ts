/** UTF-16 units that are kept of a message, and of the source around a finding. The raw file has them whole. */
export const MOST_MESSAGE = 8000;
export const MOST_SNIPPET = 2000;

/** The beginning of a text, with a sign where something was cut away, and never half a character. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 2);
  const half = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, half ? most - 2 : most - 1)}…`;
}
