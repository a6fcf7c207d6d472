import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnose } from '../../../src/domain/diagnosis/diagnose';
import { Diagnosis } from '../../../src/domain/diagnosis/diagnosis';
import { COMPARISONS, PATTERNS, REPORTS, STATEMENTS } from '../../../src/domain/diagnosis/patterns';

/** What a pattern repeats: quantifiers with their bound, and whether one stands over another. */
function repetitions(source: string): { mosts: number[]; nested: boolean } {
  const mosts: number[] = [];
  const groups: boolean[] = [];
  let nested = false;
  let closed = false;
  const bare = source.replaceAll(/\\./g, 'x').replaceAll(/\[(?:\^\]|\^)?[^\]]*\]/g, 'x');
  for (const [token, most, repeat] of bare.matchAll(/\{\d+(?:,(\d*))?\}\??|\((?:\?(?:<?[=!]|:))?|\)|([*+?])\??|./gs)) {
    const isQuantifier = token.startsWith('{') || repeat === '*' || repeat === '+';
    if (token.startsWith('(')) groups.push(false);
    else if (token === ')') closed = groups.pop() ?? false;
    else if (isQuantifier) {
      const bound = token.startsWith('{') ? Number(most ?? token.slice(1, -1)) : Number.POSITIVE_INFINITY;
      mosts.push(most === '' ? Number.POSITIVE_INFINITY : bound);
      // A handful of optional words is no repetition that could multiply.
      if (closed && bound > 4) nested = true;
      groups.fill(true);
    }
    if (token !== ')') closed = false;
  }
  return { mosts, nested };
}

test('the check of patterns sees what is unbounded or nested', () => {
  expect(repetitions('a*').mosts).toEqual([Number.POSITIVE_INFINITY]);
  expect(repetitions('(?:a{1,9}){1,9}').nested).toBe(true);
  expect(repetitions('[+*]{1,3}\\+').mosts).toEqual([3]);
  expect(repetitions('(?:a|b){0,3}x{2,}').mosts).toEqual([3, Number.POSITIVE_INFINITY]);
});

test('every pattern takes linear time: it repeats nothing without a bound, and no repetition', () => {
  const all = [...STATEMENTS, ...COMPARISONS, ...PATTERNS, ...REPORTS];
  expect(all.length).toBeGreaterThan(80);
  for (const { pattern } of all) {
    const { mosts, nested } = repetitions(pattern.source);
    expect([pattern.source, nested, mosts.every((most) => most <= 300)]).toEqual([pattern.source, false, true]);
  }
});

test.each([
  'expect ',
  'expected got ',
  'assert(',
  '_test.go:1: ',
  'a.a.a.',
  'E   ',
  '\u001b[',
  '-a',
  ':://',
  'Caused by: a.',
  '\n',
  '((',
])('a hostile text of 64 KiB of %j in every place gets a diagnosis', (piece) => {
  const text = piece.repeat(Math.ceil(65_536 / piece.length));
  const found = diagnose({
    name: text,
    suite: text,
    file: text,
    status: 'failed',
    message: text,
    type: text,
    stack: text,
    stdout: text,
    stderr: text,
  });
  expect(Diagnosis.parse(found)).toEqual(found);
});

test('any text gets a diagnosis of the promised shape, whose quotes are well-formed', () => {
  // Any UTF-16 unit, halves of pairs too.
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const text = fc.option(fc.oneof(fc.string({ unit, maxLength: 2000 }), fc.constant('expected \ud83d'.repeat(200))));
  fc.assert(
    fc.property(text, text, text, text, (message, type, stack, stdout) => {
      const facts = { name: 'n', suite: '', file: null, status: 'error' as const, message, type, stack, stdout };
      const found = Diagnosis.parse(diagnose({ ...facts, stderr: null }));
      expect(found.root_cause.isWellFormed() && found.evidence.every(({ quote }) => quote.isWellFormed())).toBe(true);
      expect(found.confidence === 0).toBe(found.category === 'unknown');
    }),
    { numRuns: 40 },
  );
});
