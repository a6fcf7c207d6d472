import type { SecurityRule } from '../../domain/quality/scan';
import { JsonStream } from '../json-stream/json-stream';
import type { JsonValue } from '../json-stream/value';
import { itemsOf, objectOf, textOf } from '../json-stream/value';
import { levelOf, nameOf, readSeverity, ruleOf, weaknessOf } from './rules';
import { absoluteUri } from './uri';
import { cutText, MOST_MESSAGE } from './texts';

const MOST_RULES = 25_000;
const MOST_TAGS = 100;

const KEYS = [
  'id',
  'name',
  'shortDescription',
  'fullDescription',
  'help',
  'helpUri',
  'defaultConfiguration',
  'properties',
  'relationships',
];
const WANTED = { 'runs.*.tool.driver.rules.*': KEYS, 'runs.*.tool.extensions.*.rules.*': KEYS } as const;

/**
 * What the tools of a log say of their rules, for people: 25,000 rules at most.
 *
 * @param bytes a log that `sarifReader` has taken
 * @returns by the position of the run; of several rules by one id the first, those of the driver before those of
 *   extensions where the file has them in this order
 */
export function readRuleTexts(bytes: Uint8Array): Map<number, SecurityRule[]> {
  const runs = new Map<number, Map<string, SecurityRule>>();
  let count = 0;
  const stream = new JsonStream(WANTED, {
    open: () => undefined,
    dropped: () => undefined,
    value: (_path, value, { indexes }) => {
      const rule = ruleTextsOf(value);
      const run = indexes[0];
      if (!rule || run === undefined || ++count > MOST_RULES) return;
      const known = runs.get(run) ?? new Map<string, SecurityRule>();
      if (!known.has(rule.id)) known.set(rule.id, rule);
      runs.set(run, known);
    },
  });
  // What a reader has taken has no fault.
  stream.write(bytes);
  return new Map([...runs].map(([run, rules]) => [run, [...rules.values()]]));
}

function ruleTextsOf(value: JsonValue): SecurityRule | null {
  const rule = objectOf(value);
  const known = ruleOf(value);
  if (!rule || !known?.id) return null;
  const tags = itemsOf(objectOf(rule['properties'])?.['tags']).flatMap((tag) => nameOf(tag) ?? []);
  const help = objectOf(rule['help']);
  const severity = readSeverity(known.securitySeverity);
  return {
    id: known.id,
    name: known.name,
    short_description: messageTextOf(objectOf(rule['shortDescription'])?.['text']),
    full_description: messageTextOf(objectOf(rule['fullDescription'])?.['text']),
    help: messageTextOf(help?.['text']),
    help_markdown: messageTextOf(help?.['markdown']),
    help_uri: absoluteUri(known.helpUri),
    level: levelOf(objectOf(rule['defaultConfiguration'])?.['level']),
    security_severity: severity === 'bad' ? null : severity,
    cwe: [...known.cwe],
    // A tag that only names a weakness is told by `cwe`.
    tags: [...new Set(tags.filter((tag) => weaknessOf(tag).length === 0))].slice(0, MOST_TAGS),
  };
}

function messageTextOf(value: JsonValue | undefined): string | null {
  const text = textOf(value);
  return text === null ? null : cutText(text, MOST_MESSAGE);
}
