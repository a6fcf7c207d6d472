import { expect, test } from 'vitest';
import { readTimestamp } from '../../../src/formats/junit/timestamp';

test.each([
  ['2026-11-21T04:03:47.803Z', '2026-11-21T04:03:47.803Z'],
  ['2022-01-01T00:00:00Z', '2022-01-01T00:00:00.000Z'],
  ['2024-12-02T20:06:10.513+00:00', '2024-12-02T20:06:10.513Z'],
  ['2024-01-03T12:27:11.21-01:00', '2024-01-03T13:27:11.210Z'],
  ['2024-01-03T00:27:15+0130', '2024-01-02T22:57:15.000Z'],
  ['2021-03-07T10:36:56 UTC', '2021-03-07T10:36:56.000Z'],
  ['2024-01-03 12:27:54Z', '2024-01-03T12:27:54.000Z'],
  ['2024-01-03T 23:30:12Z', '2024-01-03T23:30:12.000Z'],
  ['Sat, 03 Dec 2022 23:10:07 GMT', '2022-12-03T23:10:07.000Z'],
])('%s is %s', (text, time) => {
  expect(readTimestamp(text)).toEqual({ time, odd: null });
});

test.each([
  ['2013-05-24T10:23:58', '2013-05-24T10:23:58.000Z'],
  ['2017-10-05T10:36:22.999999', '2017-10-05T10:36:22.999Z'],
  ['2024-01-03T11:23:00.00', '2024-01-03T11:23:00.000Z'],
  ['2024-01-03', '2024-01-03T00:00:00.000Z'],
])('%s has no zone and is taken for UTC, which is told', (text, time) => {
  expect(readTimestamp(text)).toEqual({ time, odd: 'timestamp_without_zone' });
});

test.each([
  'yesterday',
  '2024-13-01T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '2024-01-01T24:00:00Z',
  '1700000000',
  'Sat, 03 Foo 2022 23:10:07 GMT',
])('"%s" is no time', (text) => {
  expect(readTimestamp(text)).toEqual({ time: null, odd: 'timestamp_unreadable' });
});

test('an absent timestamp is null and not odd', () => {
  expect(readTimestamp('')).toEqual({ time: null, odd: null });
});
