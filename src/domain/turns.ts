/** Turns from passing to failing or back, within the kept outcomes, from which on a test alternates. */
export const ALTERNATES_FROM = 3;

/**
 * How often a test turned from passing to failing or back. What was not measured is passed over.
 *
 * @param outcomes letters p f e s
 */
export function turnsIn(outcomes: string): { turns: number; measured: number } {
  const measured = outcomes.replaceAll(/[^pf]/g, '');
  let turns = 0;
  for (let i = 1; i < measured.length; i++) if (measured[i] !== measured[i - 1]) turns += 1;
  return { turns, measured: measured.length };
}
