import { expect, test } from 'vitest';
import { readSeconds } from '../../../src/formats/junit/seconds';

test.each([
  ['1.5', 1.5],
  ['0', 0],
  [' 2 ', 2],
  ['.5', 0.5],
  ['5.', 5],
  ['1E-07', 1e-7],
  ['1.4e-05', 1.4e-5],
  ['14,029.255', 14_029.255],
  ['2,120.532', 2120.532],
  ['1,234,567', 1_234_567],
  ['1.029,5', 1029.5],
  ['0,160', 0.16],
  ['12,5', 12.5],
  ['+3', 3],
  ['1.5s', 1.5],
  ['250ms', 0.25],
  ['3 ns', 3e-9],
])('"%s" is %d seconds', (text, seconds) => {
  expect(readSeconds(text)).toEqual({ seconds: expect.closeTo(seconds, 12), odd: null });
});

test('microseconds are read with either letter', () => {
  for (const unit of ['us', '\u00b5s', '\u03bcs']) {
    expect(readSeconds(`80.803${unit}`).seconds).toBeCloseTo(80.803e-6, 12);
  }
});

test('an absent time is not measured, and not odd', () => {
  expect(readSeconds('')).toEqual({ seconds: null, odd: null });
  expect(readSeconds('  ')).toEqual({ seconds: null, odd: null });
});

test.each([
  'NaN',
  '<<computed>>',
  'Infinity',
  '1e999',
  '1:30',
  '1,2,3',
  '0,123.4',
  '5 parsecs',
  '-',
  '.',
  '--1',
  '1..2',
])('"%s" is not measured', (text) => {
  expect(readSeconds(text)).toEqual({ seconds: null, odd: 'time_unreadable' });
});

test('a time with two meanings is not measured', () => {
  expect(readSeconds('1,234')).toEqual({ seconds: null, odd: 'time_ambiguous' });
});

test('a negative time counts as 0', () => {
  expect(readSeconds('-4416.244657678726')).toEqual({ seconds: 0, odd: 'time_negative' });
  expect(readSeconds('-1,234.5')).toEqual({ seconds: 0, odd: 'time_negative' });
  expect(readSeconds('-0.0').odd).toBeNull();
});
