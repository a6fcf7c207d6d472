import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CATALOGUE } from '../../../src/domain/openapi-diff/catalogue';
import { ContractDiff } from '../../../src/domain/openapi-diff/change';
import { diffContracts } from '../../../src/domain/openapi-diff/diff-contracts';
import { diffOf } from './documents';

const DATA = join(import.meta.dirname, '../../../../shared/data/ci');
const present = existsSync(DATA);

interface Assertion {
  untilLevel: string;
  changes: { id: string; operation: string; path: string }[];
  changeIds: string[];
}

interface Facts {
  base: string;
  revision: string;
  structural: { baseOperations: number; revisionOperations: number };
  oasdiffAssertions?: Assertion[];
}

interface Pair {
  name: string;
  base: unknown;
  revision: unknown;
  facts: Facts;
}

function readPairs(): Pair[] {
  if (!present) return [];
  const { files }: { files: Record<string, { format: string; facts: Facts }> } = JSON.parse(
    readFileSync(join(DATA, 'expected.json'), 'utf8'),
  );
  return Object.entries(files)
    .filter(([, { format }]) => format === 'openapi-pair')
    .map(([name, { facts }]) => {
      const read = (file: string): unknown => parse(readFileSync(join(DATA, file), 'utf8'));
      return { name, facts, base: read(facts.base), revision: read(facts.revision) };
    });
}

const PAIRS = readPairs();

describe.skipIf(!present)('real pairs, skipped where the folder shared/data/ci is absent', () => {
  test('every change that another tool asserts of a pair is found by its id, at its operation', async ({
    annotate,
  }) => {
    const missing: string[] = [];
    const found = new Set<string>();
    for (const { name, base, revision, facts } of PAIRS) {
      const { changes } = diffOf(base, revision);
      const known = new Set(changes.flatMap(({ id, operation, path }) => [id, `${id} ${operation} ${path}`]));
      for (const { changes: asserted, changeIds } of facts.oasdiffAssertions ?? []) {
        const expected = [...asserted.map(({ id, operation, path }) => `${id} ${operation} ${path}`), ...changeIds];
        for (const change of expected) {
          if (known.has(change)) found.add(change.split(' ')[0] ?? '');
          else missing.push(`${change}: ${name}`);
        }
      }
    }
    await annotate(`asserted ids found: ${found.size}, not found: ${missing.length}`);
    expect(missing).toEqual([]);
    expect(found.size).toBeGreaterThan(45);
    expect([...found].filter((id) => !CATALOGUE.has(id))).toEqual([]);
  });

  test('what another tool calls an error breaks, and what it warns of is more than a note', () => {
    for (const { base, revision, facts } of PAIRS) {
      const { changes } = diffOf(base, revision);
      for (const { untilLevel, changes: asserted, changeIds } of facts.oasdiffAssertions ?? []) {
        const levels = changes
          .filter(({ id }) => changeIds.includes(id) || asserted.some((change) => change.id === id))
          .map(({ level }) => level);
        if (untilLevel === 'ERR') expect(new Set(levels)).toEqual(new Set(['breaking']));
        if (untilLevel === 'ERR/WARN default') expect(levels).not.toContain('info');
      }
    }
  });

  test.each(PAIRS)('operations are counted as an independent parser does: $name', ({ base, revision, facts }) => {
    const diff = diffOf(base, revision);
    expect(ContractDiff.parse(diff)).toEqual(diff);
    expect(diff.base_operations).toBe(facts.structural.baseOperations);
    expect(diff.revision_operations).toBe(facts.structural.revisionOperations);
  });

  test.each(PAIRS)('a description does not differ from itself: $name', ({ base, revision }) => {
    expect(diffOf(base, structuredClone(base)).changes).toEqual([]);
    expect(diffOf(revision, structuredClone(revision)).changes).toEqual([]);
  });

  test('a check that another tool asserts to be silent tells of nothing that breaks', () => {
    const pair = PAIRS.find(({ facts }) => facts.revision.includes('min_items_increased_base'));
    expect(pair && diffContracts(pair.base, pair.revision)).toMatchObject({ counts: { breaking: 0, warning: 0 } });
  });
});
