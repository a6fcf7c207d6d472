import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterFailures } from '../../../src/domain/diagnosis/clusters';
import { diagnose } from '../../../src/domain/diagnosis/diagnose';
import { Diagnosis } from '../../../src/domain/diagnosis/diagnosis';
import { type FailureFacts, factsOf } from '../../../src/domain/diagnosis/facts';
import { junitReader } from '../../../src/formats/junit/reader';

const FOLDER = join(import.meta.dirname, '../../../../shared/data/ci');
const there = existsSync(FOLDER);
if (!there) process.stdout.write('skipped: the real JUnit files are not on this machine\n');

/** Every failing test of the real files, those of the recorded history apart. */
function failuresIn(folder: 'junit' | 'history'): { file: string; facts: FailureFacts }[] {
  return globSync(join(FOLDER, folder, '*.xml')).flatMap((path) => {
    const failures: { file: string; facts: FailureFacts }[] = [];
    const reader = junitReader((found) => {
      if (found.status === 'failed' || found.status === 'error')
        failures.push({ file: basename(path), facts: factsOf(found) });
    });
    // Files that are broken on purpose end in a fault: what came before it counts.
    if (reader.write(readFileSync(path)) === null) reader.close();
    return failures;
  });
}

const failures = there ? failuresIn('junit') : [];
const categoriesOf = (found: readonly { facts: FailureFacts }[]) =>
  Map.groupBy(found, ({ facts }) => diagnose(facts).category);

/** Most of what is left says no more than 'failure message 0', 'boom' or nothing at all. */
const MOST_UNKNOWN = 0.25;

test.skipIf(!there)(
  'of the failing tests of real files no more than a quarter is unknown, and each gets a diagnosis',
  () => {
    expect(failures.length).toBeGreaterThan(250);
    const byCategory = categoriesOf(failures);
    process.stdout.write(`${[...byCategory].map(([category, found]) => `${category} ${found.length}`).join(', ')}\n`);
    expect((byCategory.get('unknown')?.length ?? 0) / failures.length).toBeLessThan(MOST_UNKNOWN);
    for (const { facts } of failures) {
      const found = diagnose(facts);
      expect(Diagnosis.parse(found)).toEqual(found);
      expect(found.evidence.length > 0 || found.category === 'unknown').toBe(true);
    }
  },
);

test.skipIf(!there)('no kind is claimed by a file that holds none', () => {
  const files = (category: string) => [
    ...new Set(
      failures.flatMap(({ file, facts }) => (diagnose(facts).category === category ? file.split('__')[0] : [])),
    ),
  ];
  expect(files('snapshot')).toEqual([]);
  expect(files('resource')).toEqual([]);
  expect(files('flaky')).toEqual([]);
  expect(files('auth')).toEqual(['cucumber-js']);
  expect(files('connection').toSorted()).toEqual(['behave-1.2.6', 'phpunit-9.6']);
});

test.skipIf(!there)('twelve recorded runs fail for the reasons that their tests were written with', () => {
  const found = failuresIn('history');
  const categories = new Map(found.map(({ facts }) => [facts.name, diagnose(facts).category]));
  expect(Object.fromEntries(categories)).toEqual({
    test_always_fails: 'assertion',
    test_broken_at_c3: 'data',
    test_fail_only_run1_c2: 'timeout',
    test_fixed_at_c3: 'auth',
    test_random_30: 'connection',
    test_random_60: 'assertion',
  });
  const all = found.map(({ file, facts }, i) => ({ test_id: `${i}`, ref: file, facts }));
  const { clusters, others } = clusterFailures(all, { most: 20 });
  expect(clusters.map(({ facts, count }) => [facts.name, count])).toEqual([
    ['test_always_fails', 12],
    ['test_random_60', 9],
    ['test_fixed_at_c3', 6],
    ['test_broken_at_c3', 6],
    ['test_random_30', 4],
    ['test_fail_only_run1_c2', 1],
  ]);
  expect(others).toBe(0);
});
