import { expect, test } from 'vitest';
import type { ContractChange } from '../../../src/domain/openapi-diff/change';
import { contractsForm, ContractsPayload } from '../../../src/domain/quality/contracts';

const change = (level: ContractChange['level'], digit: string): ContractChange => ({
  id: 'api-path-removed',
  level,
  operation: 'GET',
  path: '/carts',
  subject: 'path',
  base_pointer: '/paths/~1carts',
  revision_pointer: null,
  text: 'A path is gone',
  fingerprint: `chg_${digit.repeat(32)}`,
});

const side = { title: 'Shop', version: '1.0', openapi: '3.1.0', operations: 3, hash: 'a'.repeat(64) };

function payload(changes: ContractChange[], base = side): ContractsPayload {
  const count = (level: string) => changes.filter((each) => each.level === level).length;
  const counts = { breaking: count('breaking'), warning: count('warning'), info: count('info') };
  return ContractsPayload.parse({ base, revision: side, valid: counts.breaking === 0, counts, changes });
}

test('counts and validity that the changes contradict are refused', () => {
  const { changes } = payload([change('breaking', '1')]);
  const claimed = { base: side, revision: side, valid: true, counts: { breaking: 0, warning: 0, info: 0 }, changes };
  expect(ContractsPayload.safeParse(claimed).error?.issues.map(({ path }) => path)).toEqual([['counts', 'breaking']]);
});

test('changes are new or resolved by their fingerprint, and harmless ones are neither better nor worse', () => {
  const before = payload([change('breaking', '1'), change('warning', '2')]);
  const after = payload([change('warning', '2'), change('breaking', '3'), change('info', '4')]);
  const compared = contractsForm.compare(before, after);
  if ('incomparable' in compared) throw new Error(compared.incomparable);
  expect(compared.groups.map(({ title, effect, count }) => [title, effect, count])).toEqual([
    ['New breaking changes', 'worse', 1],
    ['Resolved breaking changes', 'better', 1],
    ['New warnings', 'worse', 0],
    ['Resolved warnings', 'better', 0],
    ['New harmless changes', 'neutral', 1],
    ['Resolved harmless changes', 'neutral', 0],
  ]);
  expect(contractsForm.measure(after)).toEqual({ breaking: 1, warnings: 1 });
});

test('changes from different bases are not compared', () => {
  const other = payload([], { ...side, hash: 'b'.repeat(64) });
  expect(contractsForm.compare(payload([]), other)).toEqual({ incomparable: expect.stringContaining('base differs') });
});
