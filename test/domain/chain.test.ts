import { expect, test } from 'vitest';
import { CHAIN_START, ChainCheck, linkForm, linkHash } from '../../src/domain/chain';

/** A record as it was before records could be corrected, and the hash that it was given then. */
const BEFORE = {
  seq: 1,
  run_id: 'run_c4d9082aa3b71258ec06326da6382cb0',
  version: null,
  verdict: 'failed',
  coverage: 0.75,
  rehearsal: false,
  previous_hash: CHAIN_START,
};
const HASH_BEFORE = 'a7a4af8b81049344934fc8208929e4d59a477e42c28861c11a9b8433450f9317';

test('a record from before there were corrections keeps its hash', () => {
  expect(linkHash(BEFORE)).toBe(HASH_BEFORE);
  const asStoredNow = { ...BEFORE, corrects: null, reason: null };
  expect(linkHash(asStoredNow)).toBe(HASH_BEFORE);
  expect(linkForm(asStoredNow)).toEqual(BEFORE);
});

test.each([
  ['what it corrects', { corrects: 'run_0', reason: null }],
  ['why', { corrects: null, reason: 'x' }],
  ['why, even where that is nothing', { corrects: null, reason: '' }],
  ['a field that always was, and is null', { previous_hash: CHAIN_START, version: undefined }],
])('the hash of a record covers %s', (_name, change) => {
  expect(linkHash({ ...BEFORE, ...change })).not.toBe(HASH_BEFORE);
});

test('a chain holds whether its records are as they were exported once or as they are stored now', () => {
  const first = { ...BEFORE, record_hash: HASH_BEFORE };
  const link = { ...BEFORE, seq: 2, run_id: 'cor_1', previous_hash: HASH_BEFORE, corrects: first.run_id, reason: 'r' };
  const second = { ...link, record_hash: linkHash(link) };
  for (const stored of [first, { ...first, corrects: null, reason: null }]) {
    const check = new ChainCheck();
    check.add(stored);
    check.add(second);
    expect([check.broken, check.checked]).toEqual([null, 2]);
  }
});
