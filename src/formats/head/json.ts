import type { Format } from '../reading';

/** How deep keys are looked at: `results.tool` is two. */
const DEPTH = 2;

const TOKEN = /"((?:[^"\\]|\\[^])*)("|\\?$)|[{}[\],:]|[^\s"{}[\],:]+/g;

/** Keys by their path (`results.tool`, `[].filePath` in a list), with the values of those that are text. */
type JsonHead = ReadonlyMap<string, string>;

export type JsonKind = { format: Format } | { other: string } | 'unknown';

/** Reports that people send by mistake: keys that all of them have, and hardly another file. */
const OTHERS: readonly { name: string; keys: readonly string[] }[] = [
  { name: "Jest's JSON (jest-junit writes JUnit)", keys: ['numTotalTests', 'testResults'] },
  { name: "Mocha's JSON (its reporter xunit writes JUnit)", keys: ['stats', 'tests', 'passes'] },
  { name: "Playwright's JSON (its reporter junit writes JUnit)", keys: ['config', 'suites'] },
  { name: "Cucumber's JSON (its formatter junit writes JUnit)", keys: ['[].elements', '[].uri'] },
  { name: "ESLint's JSON (@microsoft/eslint-formatter-sarif writes SARIF)", keys: ['[].filePath', '[].messages'] },
  { name: "Semgrep's JSON (its option --sarif writes SARIF)", keys: ['results', 'errors', 'paths'] },
  { name: "Trivy's JSON (its option --format sarif writes SARIF)", keys: ['SchemaVersion', 'Results'] },
  { name: "coverage.py's JSON (coverage lcov writes LCOV)", keys: ['meta', 'files', 'totals'] },
  { name: "llvm-cov's JSON (its option --format=lcov writes LCOV)", keys: ['data', 'type', 'version'] },
  { name: "npm audit's JSON", keys: ['auditReportVersion', 'vulnerabilities'] },
  { name: "go test's JSON (gotestsum writes JUnit)", keys: ['Action', 'Package'] },
  { name: 'an Allure result', keys: ['uuid', 'historyId', 'status'] },
  { name: 'a CycloneDX bill of materials', keys: ['bomFormat', 'specVersion'] },
  { name: 'an OpenAPI description', keys: ['openapi', 'paths'] },
];

/** Tells the format of a JSON document by the keys that its head shows. @param text begins with `{` or `[` */
export function judgeJson(text: string): JsonKind {
  const head = readKeys(text);
  const schema = head.get('$schema') ?? '';
  if (schema.includes('sarif-external-property-file')) return { other: 'a SARIF external property file' };
  if (head.has('runs') || schema.includes('sarif')) return { format: 'sarif' };
  if (isCtrf(head)) return { format: 'ctrf' };
  if ([...head.keys()].some((key) => key.endsWith('.statementMap'))) {
    return { other: "Istanbul's JSON (its reporter lcov writes LCOV)" };
  }
  const other = OTHERS.find(({ keys }) => keys.every((key) => head.has(key)));
  return other ? { other: other.name } : 'unknown';
}

/** Files from before version 0.0.1 of its specification do not name the format. */
function isCtrf(head: JsonHead): boolean {
  if (head.has('reportFormat')) return head.get('reportFormat') === 'CTRF';
  return head.has('results.tool') || (head.has('results.summary') && head.has('results.tests'));
}

/** Looks no further than the text goes, and takes no offence at what is wrong in it. */
function readKeys(text: string): JsonHead {
  const keys = new Map<string, string>();
  /** Of each open object the key at hand, of each open list `[]`. */
  const path: string[] = [];
  let last = '';
  for (const [token, inner, end] of text.matchAll(TOKEN)) {
    if (token === '{') path.push('');
    else if (token === '[') path.push('[]');
    else if (token === '}' || token === ']') path.pop();
    else if (path.length > DEPTH || path.length === 0) continue;
    else if (inner !== undefined && end === '"') {
      if (keys.get(path.join('.')) === '') keys.set(path.join('.'), inner);
      last = inner;
    } else if (path.at(-1) !== '[]') {
      // A colon follows the key that a comma or the start of the object left open.
      path[path.length - 1] = token === ':' ? last : '';
      if (token === ':') keys.set(path.join('.'), '');
    }
  }
  return keys;
}
