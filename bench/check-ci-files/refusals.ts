import type { CorpusFile } from './corpus';

/** What a lenient parser makes of a file that is not well-formed. */
export const isRecovered = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' && value !== null && 'tests' in value;

/**
 * The codes for which a file that is broken on purpose, or is none of its format, may be refused; null: it is to be
 * taken. Where a lenient parser finds tests in one that is not well-formed, it may be taken with just those.
 */
export function refusalsOf({ format, facts }: CorpusFile): readonly string[] | null {
  if (facts['validJson'] === false) return ['not_well_formed'];
  if (facts['wellFormed'] === false) {
    return String(facts['xmlError']).includes('undefined entity') ? ['entities'] : ['not_well_formed'];
  }
  if (format === 'junit' && typeof facts['root'] === 'string' && !/^testsuites?$|^testcase$/.test(facts['root'])) {
    return ['unrecognised'];
  }
  if (format === 'sarif' && facts['version'] !== '2.1.0') return ['wrong_version'];
  if (format === 'ctrf' && facts['schemaValid'] === false) return ['unrecognised', 'invalid'];
  return null;
}

/** Where the known facts say less than the file does: the code for which it is refused, and why that is right. */
export const DISPUTED: ReadonlyMap<string, { code: string; reason: string }> = new Map([
  [
    'sarif/binskim__gcc.no_fortification_required.sarif',
    {
      code: 'wrong_version',
      reason: 'its third line says version 2.0.0, which is refused before the place where its JSON breaks is reached',
    },
  ],
]);
