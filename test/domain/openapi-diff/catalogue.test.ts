import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE, entryOf } from '../../../src/domain/openapi-diff/catalogue';
import { INTERFACE_CHANGES } from '../../../src/domain/openapi-diff/interface-catalogue';
import {
  PLACE_LEVELS,
  REQUEST_PLACES,
  RESPONSE_PLACES,
  SCHEMA_OUTCOMES,
} from '../../../src/domain/openapi-diff/schema-catalogue';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/openapi-diff.md'), 'utf8');

/** The rows of the table below a heading, without its head. */
function rowsBelow(heading: string): string[] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return section.split('\n').filter((line) => line.startsWith('| `'));
}

test('the page lists every change around schemas, with its level and meaning', () => {
  const rows = Object.entries(INTERFACE_CHANGES).map(
    ([id, [level, meaning]]) => `| \`${id}\` | ${level} | ${meaning} |`,
  );
  expect(rowsBelow('Changes around schemas')).toEqual(rows);
});

test('the page lists every change in schemas, with its level on both sides and its meaning', () => {
  const rows = [...SCHEMA_OUTCOMES].map(
    ([outcome, [request, response, meaning]]) =>
      `| \`…-${outcome}\` | ${request ?? '–'} | ${response ?? '–'} | ${meaning} |`,
  );
  expect(rowsBelow('Changes in schemas')).toEqual(rows);
});

test('the page names the places and the levels that differ by place', () => {
  for (const place of [...REQUEST_PLACES, ...RESPONSE_PLACES]) expect(PAGE).toContain(`\`${place}-…\``);
  for (const id of Object.keys(PLACE_LEVELS)) expect(PAGE).toContain(`\`${id}\``);
});

test('no id has two meanings, and each is a name in kebab case', () => {
  const outcomes = [...SCHEMA_OUTCOMES.values()];
  const sides = outcomes.flatMap(([request, response]) => [request, response].filter((level) => level !== null));
  expect(CATALOGUE.size).toBe(Object.keys(INTERFACE_CHANGES).length + sides.length * 4);
  expect([...CATALOGUE.keys()].filter((id) => !/^[a-z]+(-[a-z]+)+$/.test(id))).toEqual([]);
  expect(Object.keys(PLACE_LEVELS).filter((id) => !CATALOGUE.has(id))).toEqual([]);
  expect(entryOf('request-parameter-default-value-changed').level).toBe('breaking');
  expect(() => entryOf('request-body-type-specialized')).toThrow('no such change');
});
