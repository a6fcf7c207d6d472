import type { ChangeLevel } from './change';

/** Where a schema stands. `property`: anything within it. What a client sends, or what it receives. */
export const REQUEST_PLACES = [
  'request-body',
  'request-property',
  'request-parameter',
  'request-parameter-property',
] as const;
export const RESPONSE_PLACES = [
  'response-body',
  'response-property',
  'response-header',
  'response-header-property',
] as const;

export type SchemaPlace = (typeof REQUEST_PLACES)[number] | (typeof RESPONSE_PLACES)[number];

/** Levels on the two sides, null where it is told under another id, and the meaning. */
export type SchemaOutcomeRow = readonly [request: ChangeLevel | null, response: ChangeLevel | null, meaning: string];

/** Named after what changes; `noun` as it stands in sentences. An upper bound is widened by raising it. */
export const BOUNDS = {
  max: { noun: 'maximum', upper: true },
  min: { noun: 'minimum', upper: false },
  'exclusive-max': { noun: 'exclusive maximum', upper: true },
  'exclusive-min': { noun: 'exclusive minimum', upper: false },
  'max-length': { noun: 'maximum length', upper: true },
  'min-length': { noun: 'minimum length', upper: false },
  'max-items': { noun: 'maximum of items', upper: true },
  'min-items': { noun: 'minimum of items', upper: false },
  'max-properties': { noun: 'maximum of properties', upper: true },
  'min-properties': { noun: 'minimum of properties', upper: false },
} as const;
export type BoundName = keyof typeof BOUNDS;
export type BoundOutcome = `${BoundName}-${'set' | 'unset' | 'increased' | 'decreased'}`;

function boundRows([name, { noun, upper }]: [string, { noun: string; upper: boolean }]): [string, SchemaOutcomeRow][] {
  const narrower: [ChangeLevel, ChangeLevel] = ['breaking', 'info'];
  const wider: [ChangeLevel, ChangeLevel] = ['info', 'breaking'];
  return [
    // A bound that was not told may have held all along: oasdiff warns only, and so does Assay.
    [`${name}-set`, ['warning', 'info', `The ${noun} was set`]],
    [`${name}-unset`, [...wider, `The ${noun} was taken away`]],
    [`${name}-increased`, [...(upper ? wider : narrower), `The ${noun} was raised`]],
    [`${name}-decreased`, [...(upper ? narrower : wider), `The ${noun} was lowered`]],
  ];
}

const PLAIN_OUTCOMES = {
  'type-changed': ['breaking', 'breaking', 'The type or format became another one'],
  'type-generalized': ['info', 'breaking', 'The type or format became wider'],
  'type-specialized': [null, 'info', 'The type or format became narrower'],
  'type-compatible': ['info', 'info', 'The type became another one, which is the same where all is sent as text'],
  'list-of-types-widened': ['info', 'breaking', 'More types are possible'],
  'list-of-types-narrowed': ['breaking', 'info', 'Fewer types are possible'],
  'became-nullable': ['info', 'breaking', 'It may be null now'],
  'became-not-nullable': ['breaking', 'info', 'It may not be null any more'],
  'became-enum': ['breaking', 'info', 'The possible values are listed now'],
  'became-not-enum': ['info', 'warning', 'The possible values are not listed any more'],
  'enum-value-added': ['info', 'warning', 'A value was added to the possible ones'],
  'enum-value-removed': ['breaking', 'info', 'A value was removed from the possible ones'],
  'const-added': ['breaking', 'info', 'It has a fixed value now'],
  'const-changed': ['breaking', 'breaking', 'The fixed value became another one'],
  'const-removed': ['info', 'breaking', 'It has no fixed value any more'],
  'default-value-added': ['info', 'info', 'A default value was added'],
  'default-value-changed': ['info', 'info', 'The default value became another one'],
  'default-value-removed': ['info', 'info', 'The default value was removed'],
  'pattern-added': ['breaking', 'info', 'A pattern was added'],
  'pattern-changed': ['warning', 'info', 'The pattern became another one'],
  'pattern-generalized': ['info', null, 'The pattern now takes any text'],
  'pattern-removed': ['info', 'info', 'The pattern was removed'],
  'multiple-of-changed': ['breaking', 'breaking', 'The factor became another one'],
  'multiple-of-generalized': ['info', 'breaking', 'The factor was taken away or divided'],
  'multiple-of-specialized': ['breaking', 'info', 'The factor was set or multiplied'],
  'unique-items-set': ['breaking', 'info', 'Items may not repeat any more'],
  'unique-items-unset': ['info', 'breaking', 'Items may repeat now'],
  'additional-properties-allowed': ['info', 'info', 'Properties that are not described may come now'],
  'additional-properties-disallowed': ['breaking', 'info', 'Properties that are not described may not come any more'],
  'prefix-items-added': ['info', 'breaking', 'A described first item was added'],
  'prefix-items-removed': ['breaking', 'info', 'A described first item was removed'],
  'one-of-added': ['info', 'breaking', 'A schema was added to oneOf'],
  'one-of-removed': ['breaking', 'info', 'A schema was removed from oneOf'],
  'one-of-set': ['breaking', 'info', 'It has to match a schema of oneOf now'],
  'one-of-unset': ['info', 'breaking', 'It does not have to match a schema of oneOf any more'],
  'any-of-added': ['info', 'warning', 'A schema was added to anyOf'],
  'any-of-removed': ['breaking', 'info', 'A schema was removed from anyOf'],
  'any-of-set': ['breaking', 'info', 'It has to match a schema of anyOf now'],
  'any-of-unset': ['info', 'warning', 'It does not have to match a schema of anyOf any more'],
  'all-of-added': ['info', 'info', 'A schema was added to allOf; what follows from it is told by itself'],
  'all-of-removed': ['info', 'info', 'A schema was removed from allOf; what follows from it is told by itself'],
  'discriminator-added': ['warning', 'info', 'A discriminator was added'],
  'discriminator-removed': ['info', 'warning', 'The discriminator was removed'],
  'discriminator-property-name-changed': ['breaking', 'breaking', 'The discriminator is another property'],
  'discriminator-mapping-added': ['info', 'warning', 'A value of the discriminator was added'],
  'discriminator-mapping-deleted': ['breaking', 'info', 'A value of the discriminator was removed'],
  'discriminator-mapping-changed': ['warning', 'warning', 'A value of the discriminator stands for another schema'],
  'condition-added': ['breaking', 'info', 'A condition (not, if, contains, …) was added'],
  'condition-changed': ['warning', 'warning', 'A condition (not, if, contains, …) became another one'],
  'condition-removed': ['info', 'warning', 'A condition (not, if, contains, …) was removed'],
  'reference-changed': ['warning', 'warning', 'It refers to another schema, which the document does not hold'],
  'became-impossible': ['breaking', 'info', 'No value is possible any more'],
  'became-possible': ['info', 'breaking', 'Values are possible now, and none was'],
} as const satisfies Record<string, SchemaOutcomeRow>;

export type SchemaOutcome = keyof typeof PLAIN_OUTCOMES | BoundOutcome;

/** What can change in a schema, wherever it stands: the id is the place and the outcome. */
export const SCHEMA_OUTCOMES: ReadonlyMap<string, SchemaOutcomeRow> = new Map([
  ...Object.entries(PLAIN_OUTCOMES),
  ...Object.entries(BOUNDS).flatMap(boundRows),
]);

/** A default of a parameter decides what a request without it means, so a client sees any change of it. */
export const PLACE_LEVELS: Record<string, ChangeLevel> = {
  'request-parameter-default-value-added': 'breaking',
  'request-parameter-default-value-changed': 'breaking',
  'request-parameter-default-value-removed': 'breaking',
};
