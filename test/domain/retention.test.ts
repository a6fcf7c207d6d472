import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, keptSince, reasonOf, sweepRecords } from '../../src/domain/retention';

const BEFORE = '2026-06-01T00:00:00.000Z';
const OLD = '2026-05-01T00:00:00.000Z';
const YOUNG = BEFORE;

/** Records of a chain, old agent runs unless something else is said. */
const chain = (...records: Partial<Candidate>[]): Candidate[] =>
  records.map((record, i) => ({
    seq: i + 1,
    run_id: `run_${i + 1}`,
    kind: 'agent',
    timestamp: OLD,
    tags: [],
    purged: false,
    ...record,
  }));

const TERMS = { before: BEFORE, policy: { hold_tags: ['audit'] }, cursor: 0, most: 10, scanned: 100 };

test('files are kept for days of 24 hours, whatever the clocks of a place do', () => {
  const policy = { artifact_days: 30, hold_tags: [] };
  expect(keptSince(policy, Date.parse('2026-04-01T12:00:00Z'))).toBe('2026-03-02T12:00:00.000Z');
  expect([1, 30].map((artifact_days) => reasonOf({ artifact_days }))).toEqual([
    'older than 1 day',
    'older than 30 days',
  ]);
});

describe('a sweep', () => {
  test('stops before the first run that is young enough, and passes over nothing', () => {
    const sweep = sweepRecords(chain({}, { timestamp: YOUNG }, {}), TERMS);
    expect(sweep).toEqual({ due: ['run_1'], cursor: 1, firstHeld: null, more: false });
  });

  test('passes over what is held, and remembers where the first one was', () => {
    const sweep = sweepRecords(chain({}, { tags: ['x', 'audit'] }, { tags: ['audit'] }, { tags: ['x'] }), TERMS);
    expect(sweep).toEqual({
      due: ['run_1', 'run_4'],
      cursor: 4,
      firstHeld: 2,
      more: false,
    });
  });

  test('leaves alone what was purged before and what is no run of an agent', () => {
    const sweep = sweepRecords(chain({ purged: true }, { kind: 'test' }, { purged: true, tags: ['audit'] }), TERMS);
    expect(sweep).toMatchObject({ due: [], firstHeld: null, cursor: 3 });
  });

  test('in steps of any size finds what one long sweep finds, each run once', () => {
    const records = fc.array(
      fc.record({
        tags: fc.constantFrom([], ['audit'], ['x']),
        purged: fc.boolean(),
        timestamp: fc.constantFrom(OLD, OLD, OLD, YOUNG),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 }), (made, most, scanned) => {
        const all = chain(...made);
        const whole = sweepRecords(all, { ...TERMS, most: 100 });
        const due: string[] = [];
        let cursor = 0;
        for (let more = true; more;) {
          const page = all.filter(({ seq }) => seq > cursor).slice(0, scanned);
          const sweep = sweepRecords(page, { ...TERMS, cursor, most, scanned });
          due.push(...sweep.due);
          ({ cursor, more } = sweep);
        }
        expect({ due, cursor }).toEqual({ due: whole.due, cursor: whole.cursor });
      }),
    );
  });
});
