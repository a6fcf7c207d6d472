import type { ChangeLevel } from './change';
import { INTERFACE_CHANGES, type InterfaceChangeId } from './interface-catalogue';
import {
  PLACE_LEVELS,
  REQUEST_PLACES,
  RESPONSE_PLACES,
  SCHEMA_OUTCOMES,
  type SchemaOutcome,
  type SchemaPlace,
} from './schema-catalogue';

/** Public: an id never changes its meaning. Where oasdiff tells of the same, the id is oasdiff's. */
export type ChangeId = InterfaceChangeId | `${SchemaPlace}-${SchemaOutcome}`;

export interface CatalogueEntry {
  level: ChangeLevel;
  meaning: string;
}

/** All changes that a comparison can tell of, by id. */
export const CATALOGUE: ReadonlyMap<string, CatalogueEntry> = new Map([
  ...Object.entries(INTERFACE_CHANGES).map(([id, [level, meaning]]) => [id, { level, meaning }] as const),
  ...[...SCHEMA_OUTCOMES].flatMap(([outcome, [request, response, meaning]]) => [
    ...schemaEntries(REQUEST_PLACES, outcome, request, meaning),
    ...schemaEntries(RESPONSE_PLACES, outcome, response, meaning),
  ]),
]);

function schemaEntries(
  places: readonly SchemaPlace[],
  outcome: string,
  level: ChangeLevel | null,
  meaning: string,
): [string, CatalogueEntry][] {
  if (level === null) return [];
  return places.map((place) => {
    const id = `${place}-${outcome}`;
    return [id, { level: PLACE_LEVELS[id] ?? level, meaning }];
  });
}

/** @throws RangeError for an id that the catalogue lacks, which is a fault of this code */
export function entryOf(id: ChangeId): CatalogueEntry {
  const entry = CATALOGUE.get(id);
  if (entry === undefined) throw new RangeError(`no such change: ${id}`);
  return entry;
}
