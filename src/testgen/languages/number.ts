/** A float as almost every language reads it; a whole one keeps its point, or it would be an integer. */
export function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  if (text.includes('.')) return text;
  const [digits = text, exponent] = text.split('e');
  return exponent === undefined ? `${digits}.0` : `${digits}.0e${exponent.replace('+', '')}`;
}
