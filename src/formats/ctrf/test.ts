import { boundedName } from '../../domain/evidence/names';
import type { TestAttempt, TestEvidence, TestFailure } from '../../domain/evidence/test';
import { canonicalJson } from '../../domain/hash';
import type { TestOutcome } from '../../domain/ledger';
import type { JsonObject, JsonValue } from '../json-stream/value';
import { integerOf, itemsOf, numberOf, objectOf, textOf } from '../json-stream/value';
import { legibleText, Output, TextHead } from '../junit/kept-text';

/** The keys of a test that are read; of what else it holds nothing is built. */
export const TEST_KEYS = [
  'name',
  'status',
  'duration',
  'start',
  'suite',
  'message',
  'trace',
  'line',
  'filePath',
  'retries',
  'retryAttempts',
  'flaky',
  'stdout',
  'stderr',
  'attachments',
  'parameters',
  'testId',
  'rawStatus',
  'type',
  'tags',
  'labels',
  'browser',
  'device',
  'threadId',
];

/** Those that are kept as they are, as properties. */
const PROPERTIES = ['testId', 'rawStatus', 'type', 'browser', 'device', 'threadId'] as const;

const MOST_ATTEMPTS = 100;
const MOST_ATTACHMENTS = 100;
const MOST_PROPERTIES = 100;
/** Years 1 to 9999, in milliseconds: what RFC 3339 can write. */
const FIRST_TIME = -62_135_596_800_000;
const LAST_TIME = 253_402_300_799_999;

/**
 * `pending` is a test that nobody tried yet. `other` is, by the specification, whatever fits none of the rest, such as
 * one that timed out or was cut off: it was not measured, and is no pass.
 */
const STATUSES: ReadonlyMap<string, TestOutcome> = new Map([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['pending', 'skipped'],
  ['other', 'error'],
] as const);

/** What of a test could not be taken as it is written, as codes of warnings. */
export type TestOddity = 'bad_status' | 'bad_duration' | 'attempts_left_out';

export interface ReadTest {
  test: TestEvidence;
  oddities: TestOddity[];
}

/** Makes evidence of a test of a CTRF report. A status that is none is an error: it says no pass. */
export function testOf(value: JsonObject, ref: TestEvidence['ref']): ReadTest {
  const oddities: TestOddity[] = [];
  const last = attemptOf(value, oddities);
  const listed = itemsOf(value['retryAttempts'])
    .map((attempt) => objectOf(attempt))
    .filter((attempt) => attempt !== null);
  const earlier = earlierAttempts(value, listed);
  if (earlier.length > MOST_ATTEMPTS) oddities.push('attempts_left_out');
  const attempts = earlier.slice(-MOST_ATTEMPTS).map((attempt) => attemptOf(attempt, oddities));
  const failedBefore = attempts.some(({ status }) => status === 'failed' || status === 'error');
  const test: TestEvidence = {
    suite: boundedName(suitePath(value['suite']).join(' > ')),
    file: boundedOf(value['filePath']),
    line: positiveOf(value['line']),
    class: null,
    name: boundedName(textOf(value['name']) ?? ''),
    parameters: parametersOf(value['parameters']),
    ...last,
    flaky: last.status === 'passed' && (failedBefore || value['flaky'] === true),
    attachments: attachmentsOf(value, listed),
    properties: propertiesOf(value),
    attempts,
    ref,
  };
  return { test, oddities };
}

/** Names of the suites around a test, outermost first. Before version 1 it was one text. */
export function suitePath(value: JsonValue | undefined): string[] {
  const names = typeof value === 'string' ? [value] : itemsOf(value);
  return names.flatMap((name) => textOf(name) || []);
}

/** Milliseconds since 1970 as RFC 3339; null where they are no such time. */
export function timeOf(value: JsonValue | undefined): string | null {
  const time = integerOf(value);
  return time === null || time < FIRST_TIME || time > LAST_TIME ? null : new Date(time).toISOString();
}

/**
 * The attempts before the one that decided. Producers differ in whether they list that one too: where there are more
 * than `retries` (which counts all but the first), or the last came out as the test did, it is the deciding one.
 */
function earlierAttempts(test: JsonObject, listed: readonly JsonObject[]): readonly JsonObject[] {
  const ordered = listed.toSorted((one, other) => (numberOf(one['attempt']) ?? 0) - (numberOf(other['attempt']) ?? 0));
  const retries = integerOf(test['retries']);
  const decided = retries === null ? ordered.at(-1)?.['status'] === test['status'] : ordered.length > retries;
  return decided ? ordered.slice(0, -1) : ordered;
}

function attemptOf(value: JsonObject, oddities: TestOddity[]): TestAttempt {
  const known = STATUSES.get(textOf(value['status']) ?? '');
  if (!known) oddities.push('bad_status');
  const status = known ?? 'error';
  const milliseconds = numberOf(value['duration']);
  if (milliseconds === null ? value['duration'] !== undefined : milliseconds < 0) oddities.push('bad_duration');
  return {
    status,
    duration: milliseconds === null ? null : Math.max(0, milliseconds) / 1000,
    started_at: timeOf(value['start']),
    failures: status === 'passed' ? [] : failuresOf(value, status),
    stdout: outputOf(value['stdout']),
    stderr: outputOf(value['stderr']),
  };
}

function failuresOf(value: JsonObject, status: TestOutcome): TestFailure[] {
  const failure = { message: headOf(value['message']), type: null, stack: headOf(value['trace']) };
  const says = failure.message !== null || failure.stack !== null;
  return says || status === 'failed' ? [failure] : [];
}

function headOf(value: JsonValue | undefined): string | null {
  const head = new TextHead();
  head.add(textOf(value) ?? '');
  return head.legible;
}

/** Lines, the last 64 KiB of them. */
function outputOf(value: JsonValue | undefined): string | null {
  const output = new Output();
  const lines = typeof value === 'string' ? [value] : itemsOf(value);
  lines.forEach((line, i) => {
    output.add(`${i === 0 ? '' : '\n'}${textOf(line) ?? ''}`);
  });
  return output.tail;
}

/** Of the test and of all its attempts. Their paths are data: nothing is fetched by them. */
function attachmentsOf(test: JsonObject, attempts: readonly JsonObject[]): TestEvidence['attachments'] {
  const all = [test, ...attempts].flatMap((holder) => itemsOf(holder['attachments']));
  return all.slice(0, MOST_ATTACHMENTS).flatMap((value) => {
    const attachment = objectOf(value);
    const path = boundedOf(attachment?.['path']);
    return path === null ? [] : [{ name: boundedOf(attachment?.['name']), path }];
  });
}

function propertiesOf(test: JsonObject): Record<string, string> {
  const own = PROPERTIES.map((name) => [name, textOf(test[name])] as const);
  const tags = itemsOf(test['tags']).flatMap((tag) => textOf(tag) || []);
  const labels = Object.entries(objectOf(test['labels']) ?? {}).map(([name, label]) => [name, labelOf(label)] as const);
  const all = [...own, ['tags', tags.length === 0 ? null : tags.join(', ')] as const, ...labels];
  // As a key of a record, `__proto__` would be lost on the way to whoever parses it.
  const kept = all.flatMap(([name, text]) =>
    text === null || name === '__proto__' ? [] : [[boundedName(name), boundedName(text)] as const],
  );
  return Object.fromEntries(kept.slice(0, MOST_PROPERTIES));
}

/** A text, number or boolean, or a list of such. */
function labelOf(value: JsonValue): string | null {
  if (typeof value === 'object')
    return Array.isArray(value) ? value.flatMap((item) => labelOf(item) ?? []).join(', ') : null;
  return legibleText(String(value));
}

/** In one form whatever order a producer writes them in: they are part of what a test is. */
function parametersOf(value: JsonValue | undefined): string | null {
  const parameters = objectOf(value);
  return parameters && Object.keys(parameters).length > 0 ? boundedName(canonicalJson(parameters)) : null;
}

function boundedOf(value: JsonValue | undefined): string | null {
  const text = textOf(value);
  return text === null || text === '' ? null : boundedName(text);
}

function positiveOf(value: JsonValue | undefined): number | null {
  const number = integerOf(value);
  return number !== null && number > 0 ? number : null;
}
