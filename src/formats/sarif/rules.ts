import { boundedName } from '../../domain/evidence/names';
import type { FindingLevel } from '../../domain/evidence/finding';
import type { JsonObject, JsonValue } from '../json-stream/value';
import { indexOf, itemsOf, objectOf, textOf } from '../json-stream/value';
import type { MessageStrings } from './message';
import { messageStringsOf } from './message';

/** What is kept of a `reportingDescriptor` (SARIF 2.1.0 section 3.49). */
export interface Rule {
  id: string | null;
  guid: string | null;
  name: string | null;
  helpUri: string | null;
  level: FindingLevel | null;
  /** As written; it is judged with each finding. */
  securitySeverity: JsonValue | undefined;
  cwe: readonly string[];
  messages: MessageStrings;
}

/** A tool's driver or one of its extensions, with its rules by position. */
export class Component {
  name: string | null = null;
  guid: string | null = null;
  messages: MessageStrings = new Map();
  /** null: a rule that is not kept. */
  readonly rules: (Rule | null)[] = [];
  readonly #byId = new Map<string, Rule>();
  readonly #byGuid = new Map<string, Rule>();

  add(rule: Rule | null): void {
    this.rules.push(rule);
    if (!rule) return;
    // Of several rules by one name the first is meant.
    if (rule.id !== null && !this.#byId.has(rule.id)) this.#byId.set(rule.id, rule);
    if (rule.guid !== null) this.#byGuid.set(rule.guid.toLowerCase(), rule);
  }

  byGuid(guid: string): Rule | null {
    return this.#byGuid.get(guid.toLowerCase()) ?? null;
  }

  /** By its name, or by as much of a hierarchical one as a rule has: `CA5350/md5` is of the rule `CA5350` (3.27.5). */
  byId(id: string): Rule | null {
    for (let name = id, depth = 0; depth < 10; depth++) {
      const rule = this.#byId.get(name);
      if (rule) return rule;
      const slash = name.lastIndexOf('/');
      if (slash < 0) return null;
      name = name.slice(0, slash);
    }
    return null;
  }
}

/** Reads a rule; null where it is none. */
export function ruleOf(value: JsonValue): Rule | null {
  const rule = objectOf(value);
  if (!rule) return null;
  const properties = objectOf(rule['properties']);
  return {
    id: nameOf(rule['id']),
    guid: nameOf(rule['guid']),
    name: nameOf(rule['name']),
    helpUri: nameOf(rule['helpUri']),
    level: levelOf(objectOf(rule['defaultConfiguration'])?.['level']),
    securitySeverity: severityOf(properties?.['security-severity']),
    cwe: [...new Set([...weaknessesIn(properties), ...relatedWeaknesses(rule)])].slice(0, 20),
    messages: messageStringsOf(rule['messageStrings']),
  };
}

/** null where it is none of the four. */
export function levelOf(value: JsonValue | undefined): FindingLevel | null {
  return value === 'error' || value === 'warning' || value === 'note' || value === 'none' ? value : null;
}

/** A name of bounded length; null where there is none. */
export function nameOf(value: JsonValue | undefined): string | null {
  const name = textOf(value);
  return name === null ? null : boundedName(name);
}

/** What is kept of a severity: a number, or a text that may be one. */
const severityOf = (value: JsonValue | undefined) => (typeof value === 'object' ? '' : (nameOf(value) ?? value));

/** A severity from 0 to 10; null where none is written, `bad` where what is written is none. */
export function readSeverity(written: JsonValue | undefined): number | null | 'bad' {
  if (written === undefined || written === null) return null;
  const text = typeof written === 'number' ? String(written) : (textOf(written)?.trim() ?? '');
  if (!/^\d{1,2}(?:\.\d{1,20})?$/.test(text) || Number(text) > 10) return 'bad';
  return Number(text);
}

/** `CWE-79`, `CWE-79: …` and CodeQL's `external/cwe/cwe-079`, alone or within a tag. */
const WEAKNESS = /(?:^|[^a-z])cwe[-_:/ ]?0*(\d{1,5})(?!\d)/i;

/** Weaknesses that the tags of a rule or a result name, or its property `cwe`. */
export function weaknessesIn(properties: JsonObject | null): string[] {
  const tags = [...itemsOf(properties?.['tags']), ...itemsOf(properties?.['cwe']), properties?.['cwe'] ?? null];
  return tags.flatMap((tag) => weaknessOf(tag));
}

/** @returns one as `CWE-79`, or none */
export function weaknessOf(value: JsonValue | undefined): string[] {
  const number = WEAKNESS.exec((textOf(value) ?? '').slice(0, 1000))?.[1];
  return number === undefined ? [] : [`CWE-${number}`];
}

/** Taxa of the CWE that a rule is related to (section 3.53), where their ids or their taxonomy say that they are. */
function relatedWeaknesses(rule: JsonObject): string[] {
  return itemsOf(rule['relationships']).flatMap((relationship) => {
    const target = objectOf(objectOf(relationship)?.['target']);
    return taxonOf(target, textOf(objectOf(target?.['toolComponent'])?.['name']));
  });
}

/** @param taxonomy the name of its taxonomy, where the file tells it */
export function taxonOf(taxon: JsonObject | null, taxonomy: string | null): string[] {
  const id = textOf(taxon?.['id']);
  if (id === null) return [];
  if (taxonomy?.toUpperCase() === 'CWE' && /^\d{1,5}$/.test(id)) return [`CWE-${Number(id)}`];
  return weaknessOf(id);
}

/**
 * The rule of a result (section 3.52.4): in the component that its `rule.toolComponent` names, the driver where it names
 * none, by position, else by guid, else by id. Ids without a component are looked for in the extensions too.
 *
 * @param components the driver first
 */
export function ruleFor(result: JsonObject, components: readonly Component[]): Rule | null {
  const reference = objectOf(result['rule']);
  const named = objectOf(reference?.['toolComponent']);
  const component = named ? componentFor(named, components) : components[0];
  const index = indexOf(reference?.['index']) ?? indexOf(result['ruleIndex']);
  const byIndex = index === null ? null : component?.rules[index];
  if (byIndex) return byIndex;
  const everywhere = component && named ? [component] : components;
  const guid = textOf(reference?.['guid']);
  const id = idOf(result);
  for (const place of everywhere) {
    const rule = (guid === null ? null : place.byGuid(guid)) ?? (id === null ? null : place.byId(id));
    if (rule) return rule;
  }
  return null;
}

/** As the result itself gives it; some tools write an empty one beside a position. */
export function idOf(result: JsonObject): string | null {
  return nameOf(result['ruleId'] || objectOf(result['rule'])?.['id'] || null);
}

function componentFor(reference: JsonObject, components: readonly Component[]): Component | undefined {
  const index = indexOf(reference['index']);
  if (index !== null) return components[index + 1];
  const guid = textOf(reference['guid'])?.toLowerCase();
  const name = textOf(reference['name']);
  return (
    components.find((component) => guid !== undefined && component.guid?.toLowerCase() === guid) ??
    components.find((component) => name !== null && component.name === name)
  );
}
