import type { XmlAttributes } from '../xml/reader';

/** Names that producers give to the root or to a suite of their own accord. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['pytest', 'pytest'],
  ['pytest tests', 'pytest'],
  ['vitest tests', 'vitest'],
  ['jest tests', 'jest'],
  ['Mocha Tests', 'mocha'],
  ['cucumber-js', 'cucumber-js'],
]);

/** The producer, where an element names it; null elsewhere, since most dialects can't be told apart. */
export function toolOf(attributes: XmlAttributes): string | null {
  const schema = attributes['xsi:noNamespaceSchemaLocation'] ?? '';
  if (schema.includes('maven-surefire-plugin')) return 'surefire';
  return NAMES.get(attributes['name'] ?? '') ?? null;
}
