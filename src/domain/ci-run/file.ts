import { z } from 'zod';
import { CoverageTotals } from '../evidence/coverage';
import { FindingCounts } from '../evidence/finding';
import { TestCounts } from '../evidence/test';
import { JsonValue } from '../json';

/** What was odd about a file that was taken all the same. */
export const ReadingWarning = z.strictObject({
  code: z.string(),
  detail: z.string(),
  count: z.int().meta({ description: 'How often it was met' }),
  offset: z.int().nullable().meta({ description: 'Where first, bytes into the plain file' }),
});

/** Why a file could not be read to its end. */
export const ReadingFault = z.strictObject({
  code: z.string(),
  detail: z.string(),
  offset: z.int().nullable().meta({ description: 'Bytes into the plain file' }),
});

/** What a file that was read says, whatever its format. */
export const FileContent = z.strictObject({
  tests: TestCounts.nullable().meta({ description: 'By test; what the file itself counts may differ' }),
  failing: z.int().meta({ description: 'Tests that failed or are in error' }),
  findings: FindingCounts.nullable(),
  coverage: CoverageTotals.nullable(),
  incomplete: z.boolean().meta({ description: 'It announces more than it holds' }),
  facts: z.record(z.string(), JsonValue).meta({ description: 'What else its format tells, by format' }),
});
export type FileContent = z.infer<typeof FileContent>;

/** A file that was sent to a run. */
export const CiFile = z
  .strictObject({
    id: z.string(),
    part: z.string(),
    attempt: z.int(),
    name: z.string(),
    suite: z.string().nullable(),
    runner: z.string().nullable(),
    rerun: z.int().meta({ description: '0: ran first; higher: repeats tests of its part, and its outcomes count' }),
    state: z.enum(['receiving', 'kept', 'refused', 'replaced']).meta({
      description: 'refused: it could not be read to its end, and the run can not pass; replaced: by another attempt',
    }),
    format: z.string().nullable(),
    size: z.int().nullable().meta({ description: 'Bytes of the plain file' }),
    sha256: z.string().nullable(),
    received_at: z.iso.datetime(),
    refusal: ReadingFault.nullable().meta({ description: 'Why it was refused' }),
    warnings: z.array(ReadingWarning),
    content: FileContent.nullable(),
    raw_url: z.string().nullable().meta({ description: 'The file as it was sent, without compression' }),
  })
  .meta({ description: 'A file that was sent to a run' });
export type CiFile = z.infer<typeof CiFile>;
