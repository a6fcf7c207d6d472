import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Bundle } from '../../src/domain/bundle';
import { CellResult } from '../../src/domain/cell';
import { QualityResult } from '../../src/domain/quality/result';
import { HistoryRecord } from '../../src/domain/record';
import { Replay } from '../../src/domain/replay';
import { Result, Run, RunEvent } from '../../src/domain/run';
import { TestRun } from '../../src/domain/test-run/record';
import { Transcript } from '../../src/domain/transcript';

const FOLDER = join(import.meta.dirname, '..', 'fixtures');

/** What reads each published version today. A version that is no longer read is a broken promise. */
const READERS: Record<string, z.ZodType> = {
  'bundle@1': Bundle,
  'cell@1': z.array(CellResult),
  'quality_result@1': QualityResult,
  'record@1': z.array(HistoryRecord),
  'replay@1': Replay,
  'result@1': Result,
  'run@1': Run,
  'run_event@1': z.array(RunEvent),
  'test_run@1': TestRun,
  'transcript@1': Transcript,
};

const versions = readdirSync(FOLDER)
  .filter((file) => /^[a-z_]+@\d+\.json$/.test(file))
  .map((file) => file.replace('.json', ''));

test('every published version has a fixture and a reader', () => {
  expect(versions.toSorted()).toEqual(Object.keys(READERS).toSorted());
});

test.each(versions)('%s is read as it was written', (version) => {
  const written: unknown = JSON.parse(readFileSync(join(FOLDER, `${version}.json`), 'utf8'));
  expect(READERS[version]?.parse(written)).toEqual(written);
});
