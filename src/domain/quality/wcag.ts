/** A success criterion of WCAG. */
export interface Criterion {
  number: string;
  name: string;
  level: 'A' | 'AA' | 'AAA';
}

/** The success criteria of WCAG 2.2, and 4.1.1, which it has dropped and WCAG 2.1 has. */
const CRITERIA: readonly (readonly [level: Criterion['level'], number: string, name: string])[] = [
  ['A', '1.1.1', 'Non-text Content'],
  ['A', '1.2.1', 'Audio-only and Video-only (Prerecorded)'],
  ['A', '1.2.2', 'Captions (Prerecorded)'],
  ['A', '1.2.3', 'Audio Description or Media Alternative (Prerecorded)'],
  ['AA', '1.2.4', 'Captions (Live)'],
  ['AA', '1.2.5', 'Audio Description (Prerecorded)'],
  ['AAA', '1.2.6', 'Sign Language (Prerecorded)'],
  ['AAA', '1.2.7', 'Extended Audio Description (Prerecorded)'],
  ['AAA', '1.2.8', 'Media Alternative (Prerecorded)'],
  ['AAA', '1.2.9', 'Audio-only (Live)'],
  ['A', '1.3.1', 'Info and Relationships'],
  ['A', '1.3.2', 'Meaningful Sequence'],
  ['A', '1.3.3', 'Sensory Characteristics'],
  ['AA', '1.3.4', 'Orientation'],
  ['AA', '1.3.5', 'Identify Input Purpose'],
  ['AAA', '1.3.6', 'Identify Purpose'],
  ['A', '1.4.1', 'Use of Color'],
  ['A', '1.4.2', 'Audio Control'],
  ['AA', '1.4.3', 'Contrast (Minimum)'],
  ['AA', '1.4.4', 'Resize Text'],
  ['AA', '1.4.5', 'Images of Text'],
  ['AAA', '1.4.6', 'Contrast (Enhanced)'],
  ['AAA', '1.4.7', 'Low or No Background Audio'],
  ['AAA', '1.4.8', 'Visual Presentation'],
  ['AAA', '1.4.9', 'Images of Text (No Exception)'],
  ['AA', '1.4.10', 'Reflow'],
  ['AA', '1.4.11', 'Non-text Contrast'],
  ['AA', '1.4.12', 'Text Spacing'],
  ['AA', '1.4.13', 'Content on Hover or Focus'],
  ['A', '2.1.1', 'Keyboard'],
  ['A', '2.1.2', 'No Keyboard Trap'],
  ['AAA', '2.1.3', 'Keyboard (No Exception)'],
  ['A', '2.1.4', 'Character Key Shortcuts'],
  ['A', '2.2.1', 'Timing Adjustable'],
  ['A', '2.2.2', 'Pause, Stop, Hide'],
  ['AAA', '2.2.3', 'No Timing'],
  ['AAA', '2.2.4', 'Interruptions'],
  ['AAA', '2.2.5', 'Re-authenticating'],
  ['AAA', '2.2.6', 'Timeouts'],
  ['A', '2.3.1', 'Three Flashes or Below Threshold'],
  ['AAA', '2.3.2', 'Three Flashes'],
  ['AAA', '2.3.3', 'Animation from Interactions'],
  ['A', '2.4.1', 'Bypass Blocks'],
  ['A', '2.4.2', 'Page Titled'],
  ['A', '2.4.3', 'Focus Order'],
  ['A', '2.4.4', 'Link Purpose (In Context)'],
  ['AA', '2.4.5', 'Multiple Ways'],
  ['AA', '2.4.6', 'Headings and Labels'],
  ['AA', '2.4.7', 'Focus Visible'],
  ['AAA', '2.4.8', 'Location'],
  ['AAA', '2.4.9', 'Link Purpose (Link Only)'],
  ['AAA', '2.4.10', 'Section Headings'],
  ['AA', '2.4.11', 'Focus Not Obscured (Minimum)'],
  ['AAA', '2.4.12', 'Focus Not Obscured (Enhanced)'],
  ['AAA', '2.4.13', 'Focus Appearance'],
  ['A', '2.5.1', 'Pointer Gestures'],
  ['A', '2.5.2', 'Pointer Cancellation'],
  ['A', '2.5.3', 'Label in Name'],
  ['A', '2.5.4', 'Motion Actuation'],
  ['AAA', '2.5.5', 'Target Size (Enhanced)'],
  ['AAA', '2.5.6', 'Concurrent Input Mechanisms'],
  ['AA', '2.5.7', 'Dragging Movements'],
  ['AA', '2.5.8', 'Target Size (Minimum)'],
  ['A', '3.1.1', 'Language of Page'],
  ['AA', '3.1.2', 'Language of Parts'],
  ['AAA', '3.1.3', 'Unusual Words'],
  ['AAA', '3.1.4', 'Abbreviations'],
  ['AAA', '3.1.5', 'Reading Level'],
  ['AAA', '3.1.6', 'Pronunciation'],
  ['A', '3.2.1', 'On Focus'],
  ['A', '3.2.2', 'On Input'],
  ['AA', '3.2.3', 'Consistent Navigation'],
  ['AA', '3.2.4', 'Consistent Identification'],
  ['AAA', '3.2.5', 'Change on Request'],
  ['A', '3.2.6', 'Consistent Help'],
  ['A', '3.3.1', 'Error Identification'],
  ['A', '3.3.2', 'Labels or Instructions'],
  ['AA', '3.3.3', 'Error Suggestion'],
  ['AA', '3.3.4', 'Error Prevention (Legal, Financial, Data)'],
  ['AAA', '3.3.5', 'Help'],
  ['AAA', '3.3.6', 'Error Prevention (All)'],
  ['A', '3.3.7', 'Redundant Entry'],
  ['AA', '3.3.8', 'Accessible Authentication (Minimum)'],
  ['AAA', '3.3.9', 'Accessible Authentication (Enhanced)'],
  ['A', '4.1.1', 'Parsing'],
  ['A', '4.1.2', 'Name, Role, Value'],
  ['AA', '4.1.3', 'Status Messages'],
];

const BY_NUMBER: ReadonlyMap<string, Criterion> = new Map(
  CRITERIA.map(([level, number, name]) => [number, { number, name, level }]),
);

/** In the order of the recommendation, which is not that of the texts: 1.4.10 comes after 1.4.9. */
export const CRITERION_NUMBERS: readonly string[] = [...BY_NUMBER.keys()];

/** @param number as 1.4.10 */
export const criterionOf = (number: string): Criterion | null => BY_NUMBER.get(number) ?? null;

/** The numbers of the success criteria among the tags of a rule: axe-core writes 1.4.10 as wcag1410. */
export function criteriaOfTags(tags: readonly string[]): string[] {
  return tags.flatMap((tag) => {
    const [, principle, guideline, criterion] = /^wcag(\d)(\d)(\d{1,2})$/.exec(tag) ?? [];
    const number = `${principle}.${guideline}.${criterion}`;
    return BY_NUMBER.has(number) ? [number] : [];
  });
}
