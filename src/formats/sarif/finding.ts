import { boundedName } from '../../domain/evidence/names';
import type { FindingEvidence, FindingFeature, FindingLevel } from '../../domain/evidence/finding';
import type { JsonObject, JsonValue } from '../json-stream/value';
import { indexOf, integerOf, itemsOf, objectOf, textOf } from '../json-stream/value';
import type { Fingerprints } from './fingerprint';
import { fileOf } from './location';
import { messageOf } from './message';
import type { Rule } from './rules';
import { idOf, levelOf, nameOf, readSeverity, taxonOf, weaknessesIn } from './rules';
import type { RunSkeleton } from './skeleton';
import { cutText, MOST_SNIPPET } from './texts';

/** The keys of a `result` that are read; of what else it holds nothing is built. */
export const RESULT_KEYS = [
  'ruleId',
  'ruleIndex',
  'rule',
  'kind',
  'level',
  'message',
  'locations',
  'fingerprints',
  'partialFingerprints',
  'suppressions',
  'baselineState',
  'taxa',
  'provenance',
  'properties',
] as const;

/** A finding with what its run counts of it. */
export interface ReadFinding {
  finding: FindingEvidence;
  described: boolean;
  locations: number;
  /** Its security-severity is given, but no number from 0 to 10. */
  badSeverity: boolean;
  features: FindingFeature[];
  /** What of it could not be taken as it is written, as codes of warnings. */
  oddities: ('no_message' | 'bad_level' | 'bad_severity')[];
}

/** Makes a finding of a `result` (SARIF 2.1.0 section 3.27) and of what it refers to. */
export function findingOf(
  result: JsonObject,
  run: RunSkeleton,
  fingerprints: Fingerprints,
  ref: FindingEvidence['ref'],
): ReadFinding {
  const rule = run.ruleOf(result);
  const kind = nameOf(result['kind']) ?? 'fail';
  const message = messageOf(objectOf(result['message']), (id) => run.messageText(rule, id));
  const severity = severityOf(result, rule);
  const locations = itemsOf(result['locations']);
  const properties = objectOf(result['properties']);
  const found = {
    tool: run.tool,
    category: run.category,
    rule_id: idOf(result) ?? rule?.id ?? null,
    rule_name: rule?.name ?? null,
    help_uri: rule?.helpUri ?? null,
    level: resolveLevel(result, kind, rule, run),
    kind,
    message: message ?? '',
    security_severity: severity === 'bad' ? null : severity,
    cwe: [...new Set([...weaknessesIn(properties), ...taxaOf(result, run), ...(rule?.cwe ?? [])])].slice(0, 20),
    ...placeOf(objectOf(locations[0]), run),
    suppressed: isSuppressed(result['suppressions']),
    baseline_state: nameOf(result['baselineState']),
  };
  const oddities: ReadFinding['oddities'] = [];
  if (message === null) oddities.push('no_message');
  if (typeof result['level'] === 'string' && !levelOf(result['level'])) oddities.push('bad_level');
  if (severity === 'bad') oddities.push('bad_severity');
  return {
    finding: { ...found, ...fingerprints.of(found, result), ref },
    described: rule !== null,
    locations: locations.length,
    badSeverity: severity === 'bad',
    features: featuresOf(result),
    oddities,
  };
}

function featuresOf(result: JsonObject): FindingFeature[] {
  const message = objectOf(result['message']);
  const location = objectOf(
    objectOf(objectOf(itemsOf(result['locations'])[0])?.['physicalLocation'])?.['artifactLocation'],
  );
  const has: [FindingFeature, boolean][] = [
    ['own_level', levelOf(result['level']) !== null],
    ['suppressions', itemsOf(result['suppressions']).length > 0],
    ['fingerprints', hasKeys(result['fingerprints'])],
    ['partial_fingerprints', hasKeys(result['partialFingerprints'])],
    ['uri_base', textOf(location?.['uriBaseId']) !== null],
    ['artifact_index', textOf(location?.['uri']) === null && indexOf(location?.['index']) !== null],
    ['message_id', textOf(message?.['text']) === null && textOf(message?.['id']) !== null],
    ['taxa', itemsOf(result['taxa']).length > 0],
  ];
  return has.flatMap(([feature, holds]) => (holds ? [feature] : []));
}

const hasKeys = (value: JsonValue | undefined) => Object.keys(objectOf(value) ?? {}).length > 0;

/** The level in the order of section 3.27.10: its own, what its kind says, its invocation, its rule, `warning`. */
function resolveLevel(result: JsonObject, kind: string, rule: Rule | null, run: RunSkeleton): FindingLevel {
  const own = levelOf(result['level']);
  if (own) return own;
  if (kind !== 'fail') return 'none';
  return run.override(result, rule) ?? rule?.level ?? 'warning';
}

/** Suppressed unless any suppression is still to be agreed on, or was turned down (section 3.27.23). */
function isSuppressed(value: JsonValue | undefined): boolean {
  const suppressions = itemsOf(value);
  if (suppressions.length === 0) return false;
  return !suppressions.some((suppression) => {
    const status = textOf(objectOf(suppression)?.['status']);
    return status === 'underReview' || status === 'rejected';
  });
}

/** `security-severity` is a number written as a text; the result's own one counts before its rule's. */
function severityOf(result: JsonObject, rule: Rule | null): number | null | 'bad' {
  return readSeverity(objectOf(result['properties'])?.['security-severity'] ?? rule?.securitySeverity);
}

function taxaOf(result: JsonObject, run: RunSkeleton): string[] {
  return itemsOf(result['taxa']).flatMap((value) => {
    const taxon = objectOf(value);
    const component = objectOf(taxon?.['toolComponent']);
    const index = indexOf(component?.['index']);
    return taxonOf(taxon, textOf(component?.['name']) ?? (index === null ? null : run.taxonomy(index)));
  });
}

type Place = Pick<
  FindingEvidence,
  'file' | 'start_line' | 'start_column' | 'end_line' | 'end_column' | 'logical_location' | 'snippet'
>;

/** Of the first location, which is the one that counts (section 3.27.12); the others are further places of it. */
function placeOf(location: JsonObject | null, run: RunSkeleton): Place {
  const physical = objectOf(location?.['physicalLocation']);
  const region = objectOf(physical?.['region']);
  const logical = objectOf(itemsOf(location?.['logicalLocations'])[0]);
  const file = fileOf(objectOf(physical?.['artifactLocation']), run);
  const snippet = snippetOf(region) ?? snippetOf(objectOf(physical?.['contextRegion']));
  return {
    file: file === null ? null : boundedName(file),
    start_line: positionOf(region?.['startLine']),
    start_column: positionOf(region?.['startColumn']),
    end_line: positionOf(region?.['endLine']),
    end_column: positionOf(region?.['endColumn']),
    logical_location: nameOf(logical?.['fullyQualifiedName']) ?? nameOf(logical?.['name']),
    snippet: snippet === null ? null : cutText(snippet, MOST_SNIPPET),
  };
}

const snippetOf = (region: JsonObject | null) => textOf(objectOf(region?.['snippet'])?.['text']);

/** Lines and columns count from 1. */
function positionOf(value: JsonValue | undefined): number | null {
  const position = integerOf(value);
  return position !== null && position > 0 ? position : null;
}
