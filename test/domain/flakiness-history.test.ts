import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { classifyFailure, measureFlakiness, type TestPast } from '../../src/domain/flakiness';
import { turnsIn } from '../../src/domain/turns';

const FILE = join(import.meta.dirname, '../../../shared/data/ci/history/history.json');
const there = existsSync(FILE);
if (!there) process.stdout.write('skipped: the recorded history of pytest runs is not on this machine\n');

const History = z.object({
  runs: z.array(z.object({ file: z.string(), commit: z.string() })),
  perTest: z.record(
    z.string(),
    z.object({
      sequence: z.string(),
      runs: z.int(),
      failures: z.int(),
      switches: z.int(),
      switchesPossible: z.int(),
      flakySameCommit: z.boolean(),
      failureRate: z.number(),
    }),
  ),
  comparisons: z.array(
    z.object({
      base: z.string(),
      head: z.string(),
      newFailures: z.array(z.string()),
      stillFailing: z.array(z.string()),
    }),
  ),
});

const history = there
  ? History.parse(JSON.parse(readFileSync(FILE, 'utf8')))
  : { runs: [], perTest: {}, comparisons: [] };

const LETTERS: Readonly<Record<string, string>> = { P: 'p', F: 'f', S: 's' };

/** The ledger's row of a test after the first `upTo` runs. */
function pastAfter(test: string, upTo: number): TestPast {
  const sequence = history.perTest[test]?.sequence ?? '';
  const runs = [...sequence.slice(0, upTo)].flatMap((letter, i) => {
    const outcome = LETTERS[letter];
    return outcome === undefined ? [] : { outcome, commit: (history.runs[i]?.commit ?? '').slice(0, 8) };
  });
  const newestFirst = runs.reverse();
  return {
    outcomes: newestFirst.map(({ outcome }) => outcome).join(''),
    commits: newestFirst.map(({ commit }) => commit).join(''),
    flaky_passes: 0,
    last_flaky_at: null,
    last_seen: '2026-11-21T12:00:00Z',
  };
}

const whole = (test: string) => pastAfter(test, history.runs.length);

test.skipIf(!there)('turns, samples and both outcomes on one commit are those counted independently', () => {
  const tests = Object.entries(history.perTest);
  expect(tests.length).toBeGreaterThan(20);
  for (const [name, facts] of tests) {
    const { reasons, sample, interval } = measureFlakiness(whole(name));
    expect([name, turnsIn(whole(name).outcomes)]).toEqual([
      name,
      { turns: facts.switches, measured: facts.switchesPossible + 1 },
    ]);
    expect([name, sample]).toEqual([name, facts.runs]);
    expect([name, reasons.includes('both_on_one_commit')]).toEqual([name, facts.flakySameCommit]);
    if (facts.failures > 0 && facts.failures < facts.runs) {
      expect(interval?.low).toBeLessThan(facts.failureRate);
      expect(interval?.high).toBeGreaterThan(facts.failureRate);
    }
  }
});

test.skipIf(!there)('what fails at random is flaky; what broke, was mended or is slow is not', () => {
  const states = Object.keys(history.perTest).map((name) => [
    name.replace('test_hist::', ''),
    measureFlakiness(whole(name)).state,
  ]);
  const named = (state: string) => states.flatMap(([name, found]) => (found === state ? [name] : []));
  expect(named('flaky')).toEqual(['test_fail_only_run1_c2', 'test_random_30', 'test_random_60']);
  expect(named('broken')).toEqual(['test_always_fails', 'test_broken_at_c3']);
  expect(named('unknown')).toEqual(['test_renamed_new']);
  expect(named('stable')).toHaveLength(states.length - 6);
});

test.skipIf(!there)('each failure of a later run is new, still there, or known as flaky', () => {
  for (const { base, head, newFailures, stillFailing } of history.comparisons) {
    const before = history.runs.findIndex(({ file }) => file === head);
    // A comparison knows one earlier run alone, the ledger all of them.
    expect(history.runs.findIndex(({ file }) => file === base)).toBe(before - 1);
    const classOf = (name: string) => classifyFailure(pastAfter(name, before), { quarantined: false });
    const flaky = (name: string) => measureFlakiness(pastAfter(name, before)).state === 'flaky';
    for (const name of newFailures)
      expect([name, classOf(name)]).toEqual([name, flaky(name) ? 'known_flaky' : 'new_failure']);
    for (const name of stillFailing)
      expect([name, classOf(name)]).toEqual([name, flaky(name) ? 'known_flaky' : 'still_failing']);
  }
  expect(history.comparisons).toHaveLength(3);
});
