import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FindingEvidence, SarifSummary } from '../../src/domain/evidence/finding';
import type { FileFault, FileWarning } from '../../src/formats/reading';
import type { SarifSkeleton } from '../../src/formats/sarif/skeleton';
import { sarifReader } from '../../src/formats/sarif/reader';

const DATA = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'ci');
const present = existsSync(join(DATA, 'expected.json'));
if (!present) process.stdout.write('skipped: the shared SARIF files are not here\n');

interface Read {
  findings: FindingEvidence[];
  summary: SarifSummary;
  warnings: FileWarning[];
  passes: number;
}

const isFault = (outcome: Read | FileFault): outcome is FileFault => 'fault' in outcome;

/** Reads a file as the intake does, a second time where it is asked to. `size`: of the next piece. */
function read(bytes: Uint8Array, size: () => number = () => bytes.length, skeleton?: SarifSkeleton): Read | FileFault {
  const findings: FindingEvidence[] = [];
  const reader = sarifReader((finding) => findings.push(finding), skeleton);
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + Math.max(1, size()));
    const fault = reader.write(bytes.subarray(from, to));
    if (fault) return fault;
    from = to;
  }
  const closed = reader.close();
  if ('fault' in closed) return closed;
  if (!closed.summary.second_pass_needed) return { findings, ...closed, passes: skeleton ? 2 : 1 };
  expect(skeleton, 'a second pass is enough').toBeUndefined();
  return read(bytes, size, reader.skeleton);
}

function readWell(log: unknown): Read {
  const outcome = read(new TextEncoder().encode(typeof log === 'string' ? log : JSON.stringify(log)));
  if (isFault(outcome)) throw new Error(`${outcome.fault} at ${outcome.offset}: ${outcome.detail}`);
  return outcome;
}

/** A sequence of piece sizes that is the same in every run of the tests. */
function pieces(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % 5 === 0 ? 1 + (state % 7) : 1 + (state % 9000);
  };
}

interface RunFacts {
  tool: string;
  version?: string;
  semanticVersion?: string;
  resultsField: string;
  results: number;
  byLevel: Record<string, number>;
  byKind: Record<string, number>;
  suppressed: number;
  baselineState: Record<string, number>;
  distinctRuleIds: number;
  topRules: [string, number][];
  resultsWithoutRuleDescriptor: number;
  driverRules: number;
  extensions: number;
  extensionRules: number;
  artifacts: number;
  distinctPrimaryUris: number;
  resultsWithoutLocation: number;
  resultsWithMultipleLocations: number;
  securitySeverityBands?: Record<string, number>;
  invocations?: number;
  executionSuccessful?: boolean[];
  toolExecutionNotifications?: Record<string, number>;
  taxonomies?: [string, number][];
  automationId?: string;
  externalPropertyRefs?: number;
  externalUnresolved?: number;
  resultsFromInlineExternal?: number;
}

interface Facts {
  version: string | null;
  results: number;
  byLevel: Record<string, number>;
  activeByLevel: Record<string, number>;
  runs: RunFacts[];
}

interface Expected {
  files: Record<string, { facts: Facts; oracles?: { strict: boolean } }>;
}

const expected = present ? (JSON.parse(readFileSync(join(DATA, 'expected.json'), 'utf8')) as Expected).files : {};
const files = Object.entries(expected).filter(([path]) => path.startsWith('sarif/'));
const strict = files.filter(([, { oracles }]) => oracles?.strict);
const others = files.filter(([, { oracles }]) => !oracles?.strict);

/** The summary of a run in the words of the expected facts. */
function factsOf(run: SarifSummary['runs'][number]): RunFacts {
  const byRule = new Map<string, number>();
  for (const { rule_id, findings } of run.by_rule) {
    byRule.set(rule_id ?? '<none>', (byRule.get(rule_id ?? '<none>') ?? 0) + findings);
  }
  const bands = Object.entries({ ...run.by_severity, invalid: run.invalid_severities }).filter(
    ([, count]) => count > 0,
  );
  const notifications = Object.entries(run.notifications).filter(([, count]) => count > 0);
  return {
    tool: run.tool,
    ...(run.version !== null && { version: run.version }),
    ...(run.semantic_version !== null && { semanticVersion: run.semantic_version }),
    resultsField: run.ran ? 'array' : 'absent',
    results: run.counts.findings,
    byLevel: run.counts.by_level,
    byKind: run.by_kind,
    suppressed: run.counts.suppressed,
    baselineState: run.by_baseline_state,
    distinctRuleIds: run.distinct_rules,
    topRules: [...byRule].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5),
    resultsWithoutRuleDescriptor: run.without_rule,
    driverRules: run.rules,
    extensions: run.extensions,
    extensionRules: run.extension_rules,
    artifacts: run.artifacts,
    distinctPrimaryUris: run.files ?? -1,
    resultsWithoutLocation: run.without_location,
    resultsWithMultipleLocations: run.several_locations,
    ...(bands.length > 0 && { securitySeverityBands: Object.fromEntries(bands) }),
    ...(run.invocations > 0 && { invocations: run.invocations }),
    ...(notifications.length > 0 && { toolExecutionNotifications: Object.fromEntries(notifications) }),
    ...(run.taxonomies.length > 0 && { taxonomies: run.taxonomies.map(({ name, taxa }) => [name ?? '', taxa]) }),
    ...(run.automation_id !== null && { automationId: run.automation_id }),
    ...(run.external_references > 0 && {
      externalPropertyRefs: run.external_references,
      externalUnresolved: run.external_unresolved,
      resultsFromInlineExternal: run.external_results,
    }),
  };
}

/** The facts without what a summary does not tell. */
function comparable(facts: RunFacts): Partial<RunFacts> {
  const told = new Set(
    Object.keys(factsOf(emptyRun())).concat(
      [
        'version',
        'semanticVersion',
        'securitySeverityBands',
        'invocations',
        'toolExecutionNotifications',
        'taxonomies',
      ],
      ['automationId', 'externalPropertyRefs', 'externalUnresolved', 'resultsFromInlineExternal'],
    ),
  );
  return Object.fromEntries(Object.entries(facts).filter(([name]) => told.has(name)));
}

function emptyRun(): SarifSummary['runs'][number] {
  const [run] = readWell({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } } }] }).summary.runs;
  if (!run) throw new Error('the run is told');
  return run;
}

describe.skipIf(!present)('real SARIF files', () => {
  test('there are some', () => expect(strict.length).toBeGreaterThan(70));

  test.each(strict)('%s gives what another reader found in it, in pieces of any size', (path, { facts }) => {
    const bytes = readFileSync(join(DATA, path));
    const outcome = read(bytes, pieces(bytes.length));
    if (isFault(outcome)) throw new Error(`${outcome.fault} at ${outcome.offset}`);
    expect(outcome.summary.runs.map(factsOf)).toEqual(facts.runs.map(comparable));
    expect(outcome.summary.counts).toMatchObject({
      findings: facts.results,
      by_level: facts.byLevel,
      active_by_level: facts.activeByLevel,
    });
    expect(SarifSummary.parse(outcome.summary)).toEqual(outcome.summary);
    expect(outcome.findings).toHaveLength(facts.results);
    for (const finding of outcome.findings) {
      expect(FindingEvidence.parse(finding)).toEqual(finding);
      const { offset, length } = finding.ref;
      const raw: unknown = JSON.parse(bytes.toString('utf8', offset, offset + length));
      expect(raw).toBeTypeOf('object');
    }
  });

  test.each(others)('%s is refused for what it is', (path, { facts }) => {
    const outcome = read(readFileSync(join(DATA, path)));
    if (!isFault(outcome)) throw new Error('it was taken');
    // Of one that breaks further on nothing is known but that; it is of version 2.0.0.
    expect(outcome).toMatchObject({
      fault: 'wrong_version',
      detail: expect.stringContaining(facts.version ?? '2.0.0'),
    });
    expect(read(readFileSync(join(DATA, path)), () => 100)).toEqual(outcome);
  });
});

const DRIVER = { name: 'lint', rules: [{ id: 'R1', name: 'One', defaultConfiguration: { level: 'error' } }] };
const logOf = (...runs: object[]) => ({ version: '2.1.0', runs });
const runOf = (results: unknown, more: object = {}) => ({ tool: { driver: DRIVER }, ...more, results });
const at = (uri: string, more: object = {}) => [
  { physicalLocation: { artifactLocation: { uri, ...more }, region: { startLine: 3 } } },
];

/** The only finding of a run with one result. */
function findingOf(result: object, more: object = {}): FindingEvidence {
  const [finding, ...others] = readWell(logOf(runOf([result], more))).findings;
  if (!finding || others.length > 0) throw new Error('one result is one finding');
  return finding;
}

describe('the order of a file', () => {
  const result = { ruleId: 'R1', message: { id: 'm', arguments: ['x'] }, locations: at('a.ts', { uriBaseId: 'SRC' }) };
  const tool = { driver: { ...DRIVER, globalMessageStrings: { m: { text: 'uses {0}' } } } };
  const originalUriBaseIds = { SRC: { uri: 'src/' } };
  const automationDetails = { id: 'nightly/7' };

  test('makes no difference: what comes late costs a second pass', () => {
    const results = [result];
    const early = readWell(logOf({ tool, originalUriBaseIds, automationDetails, results }));
    const late = readWell(logOf({ results, tool, originalUriBaseIds, automationDetails }));
    const half = readWell(logOf({ tool, results, automationDetails, originalUriBaseIds }));
    expect([early.passes, late.passes, half.passes]).toEqual([1, 2, 2]);
    const plain = ({ findings }: Read) => findings.map(({ ref: _, ...finding }) => finding);
    expect(plain(early)).toMatchObject([
      { tool: 'lint', category: 'nightly', level: 'error', message: 'uses x', file: 'src/a.ts' },
    ]);
    expect(plain(late)).toEqual(plain(early));
    expect(plain(half)).toEqual(plain(early));
    expect(late.summary).toEqual(early.summary);
    expect(half.summary).toEqual(early.summary);
  });

  test('needs no second pass for what findings did not ask for', () => {
    const log = logOf({ tool, results: [{ ...result, locations: at('a.ts') }], originalUriBaseIds, artifacts: [{}] });
    expect(readWell(log).passes).toBe(1);
  });
});

describe('levels', () => {
  const overrides = (level: string, id = 'R1') => ({
    invocations: [
      { executionSuccessful: true, ruleConfigurationOverrides: [{ descriptor: { id }, configuration: { level } }] },
    ],
  });

  test.each([
    [{ ruleId: 'R1', level: 'note' }, {}, 'note'],
    [{ ruleId: 'R1', level: 'note', kind: 'pass' }, {}, 'note'],
    [{ ruleId: 'R1', kind: 'pass' }, {}, 'none'],
    [{ ruleId: 'R1' }, {}, 'error'],
    [{ ruleId: 'R1/sub/sub' }, {}, 'error'],
    [{ ruleIndex: 0 }, {}, 'error'],
    [{ ruleIndex: -1, ruleId: 'R9' }, {}, 'warning'],
    [{ ruleId: 'R1' }, overrides('note'), 'note'],
    [{ ruleId: 'R1' }, overrides('note', 'R2'), 'error'],
    [{ ruleId: 'R1', level: 'warning' }, overrides('note'), 'warning'],
    [{ ruleId: 'R1', level: 'catastrophic' }, {}, 'error'],
  ])('of %j is resolved in the order of the specification', (result, more, level) => {
    expect(findingOf({ message: { text: 'm' }, ...result }, more).level).toBe(level);
  });

  test('of a rule of an extension are found by position, guid, name and id', () => {
    const rule = { id: 'X1', guid: 'AAAA', defaultConfiguration: { level: 'note' } };
    const tool = { driver: DRIVER, extensions: [{ name: 'empty' }, { name: 'pack', guid: 'BBBB', rules: [rule] }] };
    const references = [
      { rule: { index: 0, toolComponent: { index: 1 } } },
      { rule: { id: 'X1', toolComponent: { name: 'pack' } } },
      { rule: { guid: 'aaaa', toolComponent: { guid: 'bbbb' } } },
      { ruleId: 'X1' },
      { rule: { id: 'X1', toolComponent: { name: 'empty' } } },
    ];
    const { findings } = readWell(
      logOf({ tool, results: references.map((each) => ({ message: { text: 'm' }, ...each })) }),
    );
    expect(findings.map(({ level }) => level)).toEqual(['note', 'note', 'note', 'note', 'warning']);
  });
});

describe('messages', () => {
  const tool = {
    driver: {
      name: 'lint',
      rules: [{ id: 'R1', messageStrings: { d: { text: 'use {1} for {0}, not {{0}} or {7}' } } }],
      globalMessageStrings: { d: { text: 'global' }, g: { text: 'for all' } },
    },
  };

  test.each([
    [{ text: 'own {0}' }, 'own {0}'],
    [{ text: 'own {0}', arguments: ['x'] }, 'own x'],
    [{ id: 'd', arguments: ['a', '{0}'] }, 'use {0} for a, not {0} or {7}'],
    [{ id: 'g' }, 'for all'],
    [{ id: 'unknown', markdown: '*m*' }, '*m*'],
    [{ id: 'unknown' }, ''],
  ])('%j is %j', (message, text) => {
    const { findings } = readWell(logOf({ tool, results: [{ ruleId: 'R1', message }] }));
    expect(findings[0]?.message).toBe(text);
  });

  test('a text that asks for itself again and again stays short', () => {
    const message = { text: '{0}'.repeat(3000), arguments: ['x'.repeat(5000)] };
    expect(findingOf({ message }).message.length).toBeLessThanOrEqual(8000);
  });
});

describe('files', () => {
  const bases = {
    originalUriBaseIds: {
      ROOT: { uri: 'file:///home/me/repo/' },
      SRC: { uri: 'src', uriBaseId: 'ROOT' },
      HERE: { uriBaseId: 'HERE' },
      WINDOWS: { uri: 'file:///C:/work/' },
    },
  };

  test.each([
    ['a.ts', {}, 'a.ts'],
    ['a.ts', { uriBaseId: 'ROOT' }, 'a.ts'],
    ['a.ts', { uriBaseId: 'SRC' }, 'src/a.ts'],
    ['a.ts', { uriBaseId: 'HERE' }, 'a.ts'],
    ['a.ts', { uriBaseId: 'unknown' }, 'a.ts'],
    ['./x/../a%20b.ts', {}, 'a b.ts'],
    ['../../a.ts', {}, '../../a.ts'],
    ['file:///home/me/repo/src/a.ts', {}, 'src/a.ts'],
    ['/home/me/repo/src/a.ts', {}, 'src/a.ts'],
    ['file:///etc/passwd', {}, '/etc/passwd'],
    ['file://host/share/a.ts', {}, '//host/share/a.ts'],
    ['C:\\work\\src\\a.cs', {}, 'src/a.cs'],
    ['file:///C:/other/a.cs', {}, 'C:/other/a.cs'],
    ['https://example.test/a%20b', {}, 'https://example.test/a%20b'],
    ['100%.ts', {}, '100%.ts'],
    ['a%00b', {}, 'a%00b'],
  ])('%j with %j is %j', (uri, more, file) => {
    expect(findingOf({ message: { text: 'm' }, locations: at(uri, more) }, bases).file).toBe(file);
  });

  test('an artifact is found by its position, a result without a file is taken', () => {
    const artifacts = [{ location: { uri: 'zero.ts' } }, { location: { uri: 'one.ts', uriBaseId: 'SRC' } }];
    const locations = [{ physicalLocation: { artifactLocation: { index: 1 } }, logicalLocations: [{ name: 'f' }] }];
    const message = { text: 'm' };
    expect(findingOf({ message, locations }, { artifacts, ...bases }).file).toBe('src/one.ts');
    expect(findingOf({ message, locations: [{ logicalLocations: [{ fullyQualifiedName: 'a::f' }] }] })).toMatchObject({
      file: null,
      start_line: null,
      logical_location: 'a::f',
    });
    expect(findingOf({ message })).toMatchObject({ file: null, logical_location: null });
  });
});

describe('security', () => {
  test('weaknesses are named by tags, taxa and relationships', () => {
    const rules = [
      {
        id: 'R1',
        properties: {
          tags: ['external/cwe/cwe-079', 'CWE-89: injection', 'accwe-1', 'security'],
          'security-severity': '9.8',
        },
        relationships: [{ target: { id: '22', toolComponent: { name: 'CWE' } } }, { target: { id: '5' } }],
      },
    ];
    const taxonomies = [{ name: 'OWASP' }, { name: 'CWE', taxa: [{ id: '78' }] }];
    const taxa = [
      { id: '78', toolComponent: { index: 1 } },
      { id: '1', toolComponent: { index: 0 } },
    ];
    const { findings, summary } = readWell(
      logOf({
        tool: { driver: { name: 'x', rules } },
        taxonomies,
        results: [{ ruleId: 'R1', message: { text: 'm' }, taxa }],
      }),
    );
    expect(findings[0]).toMatchObject({ cwe: ['CWE-78', 'CWE-79', 'CWE-89', 'CWE-22'], security_severity: 9.8 });
    expect(summary.runs[0]).toMatchObject({ by_severity: { critical: 1 }, taxonomies: [{ taxa: 0 }, { taxa: 1 }] });
  });

  test.each(['HIGH', '11', '-1', '', '1e1', {}])('a severity of %j is none, and is told', (severity) => {
    const outcome = readWell(logOf(runOf([{ message: { text: 'm' }, properties: { 'security-severity': severity } }])));
    expect(outcome.findings[0]?.security_severity).toBeNull();
    expect(outcome.summary.runs[0]).toMatchObject({ invalid_severities: 1 });
    expect(outcome.warnings).toMatchObject([{ code: 'bad_severity', count: 1 }]);
  });
});

describe('what is not clean', () => {
  const reasonsOf = (run: object) => readWell(logOf(run)).summary.runs[0];

  test('a run without results did not run', () => {
    const tool = { driver: DRIVER };
    expect(reasonsOf({ tool })).toMatchObject({ ran: false, incomplete: ['not_run'] });
    expect(reasonsOf({ tool, results: null })).toMatchObject({ ran: false, incomplete: ['not_run'] });
    expect(reasonsOf({ tool, results: {} })).toMatchObject({ ran: false, incomplete: ['not_run'] });
    expect(reasonsOf({ tool, results: [] })).toMatchObject({ ran: true, incomplete: [] });
  });

  test('a run that failed, or told of errors, is incomplete', () => {
    const notification = { level: 'error', message: { text: 'broke' } };
    expect(reasonsOf(runOf([], { invocations: [{ executionSuccessful: false }] }))).toMatchObject({
      incomplete: ['execution_failed'],
    });
    for (const kind of ['toolExecutionNotifications', 'toolConfigurationNotifications']) {
      expect(reasonsOf(runOf([], { invocations: [{ [kind]: [notification] }] }))).toMatchObject({
        incomplete: ['error_notifications'],
      });
    }
  });

  test('one bad result is left out alone, with its offset, and the run is incomplete', () => {
    const { findings, warnings, summary } = readWell(logOf(runOf([null, { message: { text: 'm' } }, 'x', [], {}])));
    expect(findings).toHaveLength(2);
    expect(warnings).toMatchObject([
      { code: 'bad_result', count: 3, offset: expect.any(Number) },
      { code: 'no_message', count: 1 },
    ]);
    expect(summary.runs[0]?.incomplete).toEqual(['bad_results']);
  });

  test('results that stand elsewhere in the file are those of their run; others are missed', () => {
    const run = {
      tool: { driver: DRIVER },
      externalPropertyFileReferences: { results: [{ guid: 'AB', itemCount: 1 }] },
    };
    const inline = [{ guid: 'ab', results: [{ ruleId: 'R1', message: { text: 'm' } }] }];
    for (const log of [
      { ...logOf(run), inlineExternalProperties: inline },
      { inlineExternalProperties: inline, ...logOf(run) },
    ]) {
      const { findings, summary } = readWell(log);
      expect(findings).toMatchObject([{ tool: 'lint', level: 'error' }]);
      expect(summary.runs[0]).toMatchObject({ ran: true, incomplete: [], external_results: 1, external_unresolved: 0 });
    }
    expect(reasonsOf(run)).toMatchObject({ ran: false, incomplete: ['not_run', 'external_results_missing'] });
    expect(readWell({ ...logOf(runOf([])), inlineExternalProperties: inline }).warnings).toMatchObject([
      { code: 'unclaimed_results', count: 1 },
    ]);
  });

  test.each([
    [{ version: '2.0.0', runs: [] }, 'wrong_version'],
    [{ version: '2.1.0-rtm.5', runs: [] }, 'wrong_version'],
    [{ version: 2, runs: [] }, 'invalid'],
    [{ runs: [] }, 'invalid'],
    [{ version: '2.1.0' }, 'invalid'],
    [{ version: '2.1.0', runs: {} }, 'invalid'],
    [[], 'invalid'],
  ])('%j is %s', (log, fault) => {
    expect(read(new TextEncoder().encode(JSON.stringify(log)))).toMatchObject({ fault });
  });

  test('a log that was cut off anywhere is never taken', () => {
    const bytes = new TextEncoder().encode(JSON.stringify(logOf(runOf([{ ruleId: 'R1', message: { text: 'm' } }]))));
    for (let end = 0; end < bytes.length; end++) expect(read(bytes.subarray(0, end))).toHaveProperty('fault');
  });

  test('suppressed unless a suppression is under review or rejected', () => {
    const lists = [
      undefined,
      null,
      [],
      [{ kind: 'inSource' }],
      [{ status: 'accepted' }],
      [{}, { status: 'rejected' }],
      [{ status: 'underReview' }],
    ];
    const { findings, summary } = readWell(
      logOf(runOf(lists.map((suppressions) => ({ message: { text: 'm' }, suppressions })))),
    );
    expect(findings.map(({ suppressed }) => suppressed)).toEqual([false, false, false, true, true, false, false]);
    expect(summary.counts).toMatchObject({ suppressed: 2, active_by_level: { warning: 5 } });
  });
});

describe('fingerprints', () => {
  const message = { text: 'line 12 is odd' };
  const region = (startLine: number, text: string) => ({ startLine, snippet: { text } });
  const placed = (startLine: number, text = 'x = 1') => [
    { physicalLocation: { artifactLocation: { uri: 'a.ts' }, region: region(startLine, text) } },
  ];
  const printsOf = (...results: object[]) =>
    readWell(logOf(runOf(results))).findings.map(({ fingerprint }) => fingerprint);

  test('are of one form', () => {
    expect(findingOf({ message }).fingerprint).toMatch(/^fnd_[0-9a-f]{32}$/);
  });

  test('stay when lines move, and differ with rule, file, source and message', () => {
    const before = { ruleId: 'R1', message, locations: placed(12) };
    const moved = { ruleId: 'R1', message: { text: 'line 40 is odd' }, locations: placed(40, '  x  = 1\n') };
    expect(printsOf(before)).toEqual(printsOf(moved));
    const others = [
      { ...before, ruleId: 'R2' },
      { ...before, locations: at('b.ts') },
      { ...before, locations: placed(12, 'y = 2') },
      { ...before, message: { text: 'line 12 is even' } },
    ];
    expect(new Set([before, ...others].flatMap((each) => printsOf(each))).size).toBe(5);
  });

  test('of findings that are alike differ by their order, the same in every reading', () => {
    const alike = { ruleId: 'R1', message, locations: placed(1) };
    const prints = printsOf(alike, alike, { ruleId: 'R2', message }, alike);
    expect(new Set(prints).size).toBe(4);
    expect(printsOf(alike, alike, alike)).toEqual([prints[0], prints[1], prints[3]]);
  });

  test("are the tool's own where it gives them, whatever else changes", () => {
    const own = { ruleId: 'R1', fingerprints: { 'id/v1': 'abc' } };
    expect(printsOf({ ...own, message, locations: placed(1) })).toEqual(
      printsOf({ ...own, message: { text: 'else' } }),
    );
    const partial = { ruleId: 'R1', partialFingerprints: { primaryLocationLineHash: 'f:1', other: '1' }, message };
    expect(printsOf({ ...partial, locations: placed(1) })).toEqual(printsOf({ ...partial, locations: placed(9, 'z') }));
    expect(printsOf({ ...partial, locations: placed(1) })).not.toEqual(printsOf({ ...partial, locations: at('b.ts') }));
  });

  test('that Semgrep withholds tell nothing', () => {
    const withheld = { ruleId: 'R1', message, fingerprints: { 'matchBasedId/v1': 'requires login' } };
    expect(printsOf({ ...withheld, locations: placed(1) })).toEqual(
      printsOf({ ruleId: 'R1', message, locations: placed(1) }),
    );
  });

  test('of the greatest version count, and earlier ones are kept beside', () => {
    const of = (fingerprints: object) => findingOf({ ruleId: 'R1', message, fingerprints });
    const [first, second] = [of({ 'id/v1': 'a' }), of({ 'id/v1': 'a', 'id/v2': 'b' })];
    expect(second.fingerprint).toBe(of({ 'id/v2': 'b' }).fingerprint);
    expect(second.older_fingerprints).toEqual([first.fingerprint]);
    expect(first.older_fingerprints).toEqual([]);
  });
});

test('what is out of bounds is cut, and the file is taken', () => {
  const long = 'x'.repeat(100_000);
  const rules = Array.from({ length: 25_010 }, (_, i) => ({ id: `R${i}` }));
  const results = [
    { ruleId: 'R25005', message: { text: long }, locations: at(long), kind: long },
    { ruleId: 'R24999', message: { text: 'm' } },
  ];
  const { findings, summary, warnings } = readWell(logOf({ tool: { driver: { name: long, rules } }, results }));
  expect(findings.every((finding) => JSON.stringify(finding).length < 20_000)).toBe(true);
  expect(summary.runs[0]).toMatchObject({ rules: 25_010, without_rule: 1 });
  expect(warnings).toMatchObject([{ code: 'too_many_rules', count: 1 }]);
});

/** A log with something at every place that is read. */
const FULL = {
  inlineExternalProperties: [{ guid: 'g', results: [{ message: { text: 'm' } }] }],
  runs: [
    {
      externalPropertyFileReferences: { results: [{ guid: 'g' }] },
      tool: {
        driver: {
          name: 'x',
          rules: [{ id: 'R1', relationships: [{ target: { id: '1', toolComponent: { name: 'CWE' } } }] }],
        },
        extensions: [
          {
            name: 'e',
            guid: 'h',
            rules: [{ id: 'X', messageStrings: { m: { text: '{0}' } }, properties: { tags: ['cwe-1'] } }],
          },
        ],
      },
      automationDetails: { id: 'a/b' },
      originalUriBaseIds: { A: { uri: 'file:///a/', uriBaseId: 'B' }, B: { uri: 'b' } },
      invocations: [{ ruleConfigurationOverrides: [{ descriptor: { id: 'R1' }, configuration: { level: 'note' } }] }],
      artifacts: [{ location: { uri: 'a', uriBaseId: 'A' } }],
      taxonomies: [{ name: 'CWE', taxa: [{ id: '1' }] }],
      results: [
        {
          ...{
            rule: { id: 'X', index: 0, toolComponent: { index: 0 } },
            kind: 'fail',
            level: 'error',
            baselineState: 'new',
          },
          message: { id: 'm', arguments: ['x'] },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { index: 0, uri: '/a/c', uriBaseId: 'A' },
                region: { startLine: 1, startColumn: 2, snippet: { text: 's' } },
              },
              logicalLocations: [{ name: 'l' }],
            },
          ],
          partialFingerprints: { 'p/v1': '1', 'p/v2': '2' },
          suppressions: [{ status: 'accepted' }],
          taxa: [{ id: '1', toolComponent: { index: 0 } }],
          provenance: { invocationIndex: 0 },
          properties: { 'security-severity': '1.0', tags: ['t'] },
        },
      ],
    },
  ],
  version: '2.1.0',
};

/** Every list, object, text and number in a value, by the keys that lead to it. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inside = Object.entries(value).flatMap(([key, child]) => pathsIn(child).map((path) => [key, ...path]));
  return [[], ...inside];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((child, i) => (String(i) === key ? replaced(child, rest, by) : child));
  const entries = Object.entries(value ?? {});
  return Object.fromEntries(entries.map(([name, child]) => [name, name === key ? replaced(child, rest, by) : child]));
}

test('whatever stands anywhere in a log, it is read to the same end, or refused', () => {
  const paths = pathsIn(FULL);
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(-1, 1e300, '', 'R1', '__proto__', '{0}', '%', {}),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(paths.length - 1), odd), { maxLength: 4 }), (changes) => {
      const log = changes.reduce<unknown>((built, [i, by]) => replaced(built, paths[i] ?? [], by), FULL);
      const outcome = read(new TextEncoder().encode(JSON.stringify(log)));
      if (isFault(outcome)) return;
      expect(SarifSummary.parse(outcome.summary)).toEqual(outcome.summary);
      expect(outcome.findings).toHaveLength(outcome.summary.counts.findings);
      for (const finding of outcome.findings) expect(FindingEvidence.parse(finding)).toEqual(finding);
    }),
    { numRuns: 1000 },
  );
});
