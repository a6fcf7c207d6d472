import { z } from 'zod';

/** What kind of fault a failure is. Public: a category never changes its meaning. */
export const CATEGORIES = [
  'timeout',
  'connection',
  'auth',
  'data',
  'flaky',
  'assertion',
  'environment',
  'syntax',
  'resource',
  'snapshot',
  'crash',
  'unknown',
] as const;

export const DiagnosisCategory = z.enum(CATEGORIES);
export type DiagnosisCategory = z.infer<typeof DiagnosisCategory>;

/** UTF-16 units of a quote and of a line of prose in a diagnosis. */
export const QUOTE_LENGTH = 240;
export const LINE_LENGTH = 300;
export const MOST_QUOTES = 4;

export const EvidenceQuote = z.strictObject({
  where: z.enum(['type', 'message', 'stack', 'stdout', 'stderr']),
  quote: z.string().max(QUOTE_LENGTH).meta({ description: 'An excerpt of that text, without terminal colours' }),
});
export type EvidenceQuote = z.infer<typeof EvidenceQuote>;

export const Diagnosis = z
  .strictObject({
    category: DiagnosisCategory,
    root_cause: z.string().max(LINE_LENGTH).meta({ description: 'One line' }),
    suggestion: z.string().max(2 * LINE_LENGTH),
    confidence: z.number().min(0).max(1).meta({
      description: 'Of rules: by the kind of evidence, 0 where there is none. Of a model: its own word',
    }),
    evidence: z
      .array(EvidenceQuote)
      .max(MOST_QUOTES)
      .meta({ description: 'What the rules rest on, the deciding first' }),
    source: z.enum(['heuristic', 'model']),
    patch: z.string().nullable().meta({ description: 'A change that a model proposes; never applied by Assay' }),
  })
  .meta({ description: 'Why a test failed' });
export type Diagnosis = z.infer<typeof Diagnosis>;

/** What a category means in a sentence's head, and what to try first. */
export const ADVICE: Readonly<Record<DiagnosisCategory, { means: string; suggestion: string }>> = {
  timeout: {
    means: 'Something took longer than it may',
    suggestion:
      'Find what was waited for and whether it could ever have come; raise the limit only once it is known to be too tight.',
  },
  connection: {
    means: 'A service could not be reached',
    suggestion:
      'Check that the service runs and is ready before the tests start, and that host, port and TLS are right.',
  },
  auth: {
    means: 'Access was refused',
    suggestion:
      'Check that the credentials are there, not expired, and allowed to do this in the environment of the run.',
  },
  data: {
    means: 'Something that was looked up or read was missing or malformed',
    suggestion: 'Compare the test data and fixtures with what the code expects: a missing record, field or format.',
  },
  flaky: {
    means: 'The outcome seems to depend on timing or order',
    suggestion: 'Wait for the state that the test needs instead of for time, and share nothing with other tests.',
  },
  assertion: {
    means: 'The code did something else than the test expects',
    suggestion: 'Compare the expected with the actual value, and decide whether the code or the expectation is wrong.',
  },
  environment: {
    means: 'The machine lacks something that the test needs',
    suggestion: 'Install or configure what is named here, and pin it so that every machine has the same.',
  },
  syntax: {
    means: 'The code could not be compiled or parsed',
    suggestion: 'Mend the code at the place named; nothing of this file has run.',
  },
  resource: {
    means: 'Memory, disk or a quota ran out',
    suggestion: 'Give the run more of what ran out, or make the tests need less of it at once.',
  },
  snapshot: {
    means: 'The result differs from its stored snapshot',
    suggestion: 'Look at the difference; where it is wanted, renew the snapshot in a commit of its own.',
  },
  crash: {
    means: 'The program ended in an error that nothing handled',
    suggestion: 'Follow the stack to the first frame of your own code and see which value it did not expect.',
  },
  unknown: {
    means: 'The report does not say why',
    suggestion: 'Run this test alone with more output, and have it say what it expected.',
  },
};
