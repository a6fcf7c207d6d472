import { z } from 'zod';
import {
  type AccessibilityFinding,
  AccessibilityPayload,
  type AccessibilityRule,
  Impact,
} from '../../domain/quality/accessibility';
import { keyOfParts } from '../../domain/quality/matching';
import { itemsOf, type JsonObject, type JsonValue, objectOf, textOf } from '../json-stream/value';
import type { FileFault } from '../reading';
import { labelOf, proseOf } from './foreign-text';
import { checkPayload, isFileFault, readJsonFile, refuseFile } from './json-file';
import type { ResultSource } from './source';

const DateTime = z.iso.datetime();

/** What axe-core writes of a page (its results object), or a list of them, in each of the files. */
export function accessibilityFromFiles(files: readonly ResultSource[]): AccessibilityPayload | FileFault {
  const results: JsonObject[] = [];
  for (const file of files) {
    const read = readJsonFile(file);
    if (isFileFault(read)) return read;
    for (const value of Array.isArray(read.value) ? read.value : [read.value]) {
      const result = objectOf(value);
      if (result === null || !Array.isArray(result['violations']) || textOf(result['url']) === null)
        return refuseFile('unrecognised', "no results of axe-core: they hold 'url' and 'violations'");
      if (![...itemsOf(result['violations']), ...itemsOf(result['incomplete'])].every(isNamed))
        return refuseFile('invalid', 'a violation names no rule');
      results.push(result);
    }
  }
  if (results.length === 0) return refuseFile('empty', 'no page was tested');
  return checkPayload(AccessibilityPayload, payloadOf(results));
}

function payloadOf(results: readonly JsonObject[]): unknown {
  const rules = new Map<string, AccessibilityRule>();
  const pages = new Map(results.map((result) => [pageOf(result), { url: pageOf(result), tested_at: timeOf(result) }]));
  const runOnly = [...new Set(results.flatMap(runOnlyOf))].sort();
  return {
    tool: toolOf(results[0]),
    run_only: runOnly.length === 0 ? null : runOnly,
    pages: [...pages.values()],
    violations: collectFindings(results, 'violations', rules),
    incomplete: collectFindings(results, 'incomplete', rules),
    rules: [...rules.values()],
    passes: countAll(results, 'passes'),
    inapplicable: countAll(results, 'inapplicable'),
  };
}

const isNamed = (item: JsonValue) => ruleOf(objectOf(item)) !== null;

const pageOf = (result: JsonObject) => proseOf(result['url'], 4) ?? '';

function timeOf(result: JsonObject): string | null {
  const time = DateTime.safeParse(result['timestamp']);
  return time.success ? time.data : null;
}

function toolOf(result: JsonObject | undefined): AccessibilityPayload['tool'] {
  const engine = objectOf(result?.['testEngine']);
  const name = labelOf(engine?.['name'], 128);
  return name === null ? null : { name, version: labelOf(engine?.['version'], 128) };
}

/** As axe takes it: `{type, values}`, a list, or a single tag. */
function runOnlyOf(result: JsonObject): string[] {
  const runOnly = objectOf(result['toolOptions'])?.['runOnly'];
  const values = objectOf(runOnly)?.['values'] ?? runOnly;
  return (Array.isArray(values) ? values : [values]).flatMap((value) => labelOf(value, 128) ?? []);
}

/** Null where any page does not tell: axe leaves out what it is told to. */
function countAll(results: readonly JsonObject[], key: string): number | null {
  const counts = results.map((result) => (Array.isArray(result[key]) ? result[key].length : null));
  return counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

/** A finding an element, each once: a page may have been tested twice. Rules that are met are noted. */
function collectFindings(
  results: readonly JsonObject[],
  key: string,
  rules: Map<string, AccessibilityRule>,
): AccessibilityFinding[] {
  const found = new Map<string, AccessibilityFinding>();
  for (const result of results) {
    for (const item of itemsOf(result[key])) {
      const rule = ruleOf(objectOf(item));
      if (rule === null) continue;
      rules.set(rule.id, rules.get(rule.id) ?? rule);
      for (const finding of findingsOf(objectOf(item) ?? {}, rule.id, pageOf(result)))
        found.set(keyOfParts(finding.rule, finding.page, finding.target), finding);
    }
  }
  return [...found.values()];
}

function ruleOf(item: JsonObject | null): AccessibilityRule | null {
  const id = labelOf(item?.['id'], 128);
  if (id === null) return null;
  return {
    id,
    help: proseOf(item?.['help'], 2),
    description: proseOf(item?.['description'], 4),
    help_url: proseOf(item?.['helpUrl'], 2),
    tags: itemsOf(item?.['tags'])
      .flatMap((tag) => labelOf(tag, 64) ?? [])
      .slice(0, 100),
  };
}

function findingsOf(item: JsonObject, rule: string, page: string): AccessibilityFinding[] {
  const nodes = itemsOf(item['nodes'])
    .map(objectOf)
    .filter((node) => node !== null);
  const bare = { rule, page, impact: impactOf(item['impact']), target: [], html: null, summary: null };
  if (nodes.length === 0) return [bare];
  return nodes.map((node) => ({
    ...bare,
    impact: impactOf(node['impact']) ?? bare.impact,
    target: itemsOf(node['target']).map(selectorOf).slice(0, 20),
    html: proseOf(node['html'], 16),
    summary: proseOf(node['failureSummary'], 8),
  }));
}

function impactOf(value: JsonValue | undefined): Impact | null {
  const impact = Impact.safeParse(value);
  return impact.success ? impact.data : null;
}

/** A list is a way through shadow trees, from the host inwards. */
function selectorOf(part: JsonValue): string {
  const steps = Array.isArray(part) ? part : [part];
  return proseOf(steps.map((step) => textOf(step) ?? '').join(' >>> '), 4) ?? '';
}
