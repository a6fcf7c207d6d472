import { type Fault, invalid, isFault } from '../fault';
import type { ContractChange, ContractDiff } from './change';
import { Comparison, clip, DOCUMENT, within } from './comparison';
import { readDocument } from './document';
import { childOf, entriesOf } from './node';
import { compareOperations } from './operations';
import { SchemaComparer } from './schema/compare';
import { compareGlobalSecurity } from './security';
import { compareSecuritySchemes } from './security-schemes';
import { compareServers } from './servers';
import { compareWebhooks } from './webhooks';

/**
 * Compares two OpenAPI descriptions, 3.0 to 3.2, as parsed JSON values of up to 8 MiB and 128 levels. What a client
 * sends may get wider and what it receives may get narrower; the other way round breaks. `docs/openapi-diff.md` lists
 * what is told of and what is not looked at.
 *
 * @param today the day as 2026-01-31, by which sunsets are judged; without it, a removal after a deprecation with a
 *   sunset is a warning
 * @returns the changes, or `validation_failed` with the item `not_json`, `too_deep`, `too_large` or `not_openapi` and a
 *   pointer that begins with /base or /revision, or `too_complex`, where they hold together more than can be compared
 */
export function diffContracts(
  base: unknown,
  revision: unknown,
  { today = null }: { today?: string | null } = {},
): ContractDiff | Fault<'validation_failed'> {
  const documents = { base: readDocument(base, 'base'), revision: readDocument(revision, 'revision') };
  if (isFault(documents.base)) return documents.base;
  if (isFault(documents.revision)) return documents.revision;
  const comparison = new Comparison({ base: documents.base, revision: documents.revision, today });
  const schemas = new SchemaComparer(comparison);
  const operations = compareOperations(comparison, schemas);
  compareWebhooks(comparison, schemas);
  compareServers(comparison);
  compareGlobalSecurity(comparison);
  compareSecuritySchemes(comparison);
  compareSchemaNames(comparison);
  if (comparison.exhausted) return tooComplex();
  const changes = sortChanges(comparison.changes);
  return {
    ...{ base_version: documents.base.version, revision_version: documents.revision.version },
    ...operations,
    counts: countLevels(changes),
    changes,
  };
}

const tooComplex = () =>
  invalid([
    { pointer: '', code: 'too_complex', detail: 'descriptions with fewer schemas within schemas, or fewer changes' },
  ]);

/** A schema that is gone matters by where it was used, which is told of there. */
function compareSchemaNames(comparison: Comparison): void {
  const namesOf = (side: 'base' | 'revision') =>
    new Map(entriesOf(childOf(childOf(comparison[side].root, 'components'), 'schemas')));
  const revision = namesOf('revision');
  for (const [name, node] of namesOf('base')) {
    if (!revision.has(name))
      comparison.tell(within(DOCUMENT, `schema ${clip(name)}`), 'api-schema-removed', { base: node });
  }
}

function sortChanges(changes: readonly ContractChange[]): ContractChange[] {
  const keyOf = ({ path, operation, subject, id, text }: ContractChange) => [
    path ?? '',
    operation ?? '',
    subject,
    id,
    text,
  ];
  return changes
    .map((change) => ({ change, key: keyOf(change) }))
    .sort((one, other) => compareKeys(one.key, other.key))
    .map(({ change }) => change);
}

function compareKeys(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((part, i) => part !== other[i]);
  return at === -1 ? 0 : (one[at] ?? '') < (other[at] ?? '') ? -1 : 1;
}

function countLevels(changes: readonly ContractChange[]): ContractDiff['counts'] {
  const counts = { breaking: 0, warning: 0, info: 0 };
  for (const { level } of changes) counts[level] += 1;
  return counts;
}
