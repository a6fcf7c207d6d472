import { z } from 'zod';
import { type Fault, type FaultItem, invalid, isFault, pointerTo } from '../../domain/fault';
import { isMapping } from '../../domain/json';
import { type GeneratedTest, GeneratedTestsPayload, type TestSource } from '../../domain/quality/generated-tests';
import { SourcePath } from '../../domain/quality/source-path';
import { faultItems } from '../../domain/schema-faults';
import { label, prose } from '../../domain/text';
import type { SubjectInput, TestCaseInput } from '../../testgen/case';
import { generateTests, type GeneratedTests } from '../../testgen/generate';
import type { FileFault } from '../reading';
import { isFileFault, onlyFile, readJsonFile, refuseFile } from './json-file';
import { readRegressions } from './regressions';
import type { ResultSource } from './source';

/** A test that another tool has written, with its source. */
const FinishedTest = z.strictObject({
  name: prose(2),
  file: SourcePath,
  test_code: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'The whole file; null where another test of the same file has it' }),
  type: label(64).nullable().default(null),
  source_file: prose(4).nullable().default(null),
  assertions: z.int().nonnegative().nullable().default(null),
  pending: prose(4).nullable().default(null).meta({ description: 'Why the test is pending' }),
});

const FinishedTests = z.strictObject({
  language: label(64),
  framework: label(64).nullable().default(null),
  subject: prose(2).nullable().default(null),
  coverage_estimate: z.number().min(0).max(100).nullable().default(null),
  tests: z.array(FinishedTest).min(1).max(20_000),
});

/**
 * Makes the payload of generate-tests of whatever tells of tests: test cases of no language (`cases`), which are
 * written out for the language and framework; cases of an agent that failed (`regressions`), which are written out as
 * such; finished tests with their source (`test_code`); or a payload itself.
 *
 * @returns a fault with pointers, also those of `generateTests`
 */
export function readGeneratedTests(value: unknown): GeneratedTestsPayload | Fault<'validation_failed'> {
  if (!isMapping(value)) return invalid([{ pointer: '', code: 'wrong_type', detail: 'an object' }]);
  if ('cases' in value) return writeCases(value);
  if ('regressions' in value) return writeRegressions(value);
  return 'files' in value ? parse(GeneratedTestsPayload, value) : gatherFinished(value);
}

/** A JSON file that `readGeneratedTests` takes. */
export function generatedTestsFromFiles(files: readonly ResultSource[]): GeneratedTestsPayload | FileFault {
  const file = onlyFile(files, 'a JSON file of test cases, or of finished tests');
  if (isFileFault(file)) return file;
  const read = readJsonFile(file);
  if (isFileFault(read)) return read;
  const payload = readGeneratedTests(read.value);
  if (!isFault(payload)) return payload;
  const [item] = payload.errors ?? [];
  return refuseFile('invalid', item === undefined ? payload.detail : `${item.pointer}: ${item.detail}`);
}

/** What `generateTests` is asked for; it checks all of it itself. */
const TestRequest = z.strictObject({
  language: z.string(),
  framework: z.string().nullish(),
  subject: z.custom<SubjectInput>(isMapping, 'an object'),
  cases: z.array(z.custom<TestCaseInput>(isMapping, 'an object')),
});

function writeCases(value: Record<string, unknown>): GeneratedTestsPayload | Fault<'validation_failed'> {
  const request = parse(TestRequest, value);
  if (isFault(request)) return request;
  const written = generateTests({ ...request, framework: request.framework ?? undefined });
  if (isFault(written)) return written;
  return parse(GeneratedTestsPayload, payloadOf(written, request.cases));
}

function writeRegressions(value: unknown): GeneratedTestsPayload | Fault<'validation_failed'> {
  const request = readRegressions(value);
  if (isFault(request)) return request;
  const { notes, framework, ...cases } = request;
  const written = generateTests({ ...cases, framework: framework ?? undefined });
  if (isFault(written)) return written;
  return parse(GeneratedTestsPayload, payloadOf({ ...written, notes: [...written.notes, ...notes] }, request.cases));
}

function payloadOf({ files, manifest, notes }: GeneratedTests, cases: readonly TestCaseInput[]): unknown {
  const { language, framework, subject, discovery, test_file: file } = manifest;
  return {
    ...{ language, framework, subject, discovery, files, notes },
    tests: manifest.cases.map(({ test, status, reason, rows }, i): GeneratedTest => ({
      ...{ name: test, file, status, reason, rows },
      type: 'unit',
      source_file: null,
      assertions: status === 'pending' ? 0 : (cases[i]?.assert?.length ?? null),
    })),
  };
}

function gatherFinished(value: unknown): GeneratedTestsPayload | Fault<'validation_failed'> {
  const finished = parse(FinishedTests, value);
  if (isFault(finished)) return finished;
  const { tests, ...about } = finished;
  const sources = new Map<string, TestSource>();
  const faults: FaultItem[] = [];
  tests.forEach(({ file, test_code: content }, i) => {
    const known = sources.get(file);
    if (content === null) return;
    if (known === undefined) sources.set(file, { path: file, content });
    // Neither may take the other's place, and the two together may be no program.
    else if (known.content !== content) {
      const detail = 'another test has other code for this file: give the whole file once';
      faults.push({ pointer: pointerTo(['tests', i, 'test_code']), code: 'contradiction', detail });
    }
  });
  if (faults.length > 0) return invalid(faults);
  return parse(GeneratedTestsPayload, { ...about, files: [...sources.values()], tests: tests.map(testOf) });
}

/** A test that is known to assert nothing is pending, whatever it was sent as. */
function testOf({ test_code: _code, pending, ...test }: z.infer<typeof FinishedTest>): GeneratedTest {
  const reason = pending ?? (test.assertions === 0 ? 'It asserts nothing' : null);
  return { ...test, status: reason === null ? 'test' : 'pending', reason, rows: null };
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T | Fault<'validation_failed'> {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : invalid(faultItems(parsed.error, value));
}
