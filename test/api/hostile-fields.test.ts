import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { TestOwners } from '../../src/api/history/owners';
import { NewQuarantine } from '../../src/api/history/quarantine';
import { NewRename } from '../../src/api/history/renames';
import { AgentContent } from '../../src/domain/agent';
import { PartReport } from '../../src/domain/ci-run/part';
import { CiRunRequest } from '../../src/domain/ci-run/request';
import { pointerTo } from '../../src/domain/fault';
import { QualityGate } from '../../src/domain/quality/gate-rules';
import { ReportRequest } from '../../src/domain/quality/report';
import { RetentionPolicy } from '../../src/domain/retention';
import { RunRequest } from '../../src/domain/run-request';
import { type Place, placesOf, sampleWith, withValue } from '../worker/places';
import { expectNoEffect, expectProblem, type Problem } from '../worker/problems';
import { newProject, type Project } from '../worker/project';

/** Every field filled in. Together the samples of a schema have a value at each of its places. */
const FULL_CASE = {
  id: 'a',
  name: 'A',
  input: 'Say yes',
  expected_behavior: 'Says yes',
  rubric_focus: ['tone'],
  category: 'general',
  expectations: [{ id: 'e', path: 'output.text', op: 'eq', expected: 'yes', not: false }],
};
const FULL_CONTENT = {
  description: 'Agrees',
  system_prompt: 'Agree.',
  model: 'a-model',
  skill: {
    instructions: 'Say yes.',
    examples: [{ input: 'Hi', output: 'Yes' }],
    rubric: {
      name: 'one',
      dimensions: [{ key: 'tone', weight: 1, looks_at: 'Kindness', levels: [{ score: 10, meaning: 'Kind' }] }],
    },
    test_cases: [FULL_CASE],
  },
  target: { kind: 'claude', max_tokens: 100 },
};
const FULL_ANSWER = {
  text: 'yes',
  tool_calls: [{ id: 'call', name: 'look_up', arguments: { key: 'value' } }],
  model: 'a-model',
  stop_reason: 'end_turn',
  latency_ms: 1,
  input_tokens: 1,
  output_tokens: 1,
};
const FULL_RUN = {
  agent: { ...FULL_CONTENT, name: 'full', version: '1' },
  target: { kind: 'recorded' },
  cases: [FULL_CASE],
  answers: { a: FULL_ANSWER },
  judge: { enabled: false, model: 'a-model', max_tokens: 1000 },
  gate: { min_score: 8, min_coverage: 1, min_expectation_rate: 1, must_pass: ['a'] },
  triggered_by: 'a test',
  tags: ['one'],
  source: {
    commit: '0123456789abcdef',
    branch: 'main',
    environment: 'ci',
    ci_provider: 'a-provider',
    build_url: 'https://ci.example/1',
  },
  concurrency: 5,
  deadline_seconds: 60,
};
const RUN_BY_NAME = { agent: 'full', version: '1', target: { kind: 'recorded' }, answers: { a: 'yes' } };
const PAID_RUN = { agent: 'full', version: '1', target: { kind: 'claude', max_tokens: 100 } };

const PROSE_OF_CASE = ['/expectations/0/expected', '/expectations/0/path', '/expected_behavior', '/input'];
const PROSE_OF_CONTENT = [
  '/description',
  '/system_prompt',
  '/skill/instructions',
  '/skill/examples/0/input',
  '/skill/examples/0/output',
  '/skill/rubric/dimensions/0/looks_at',
  '/skill/rubric/dimensions/0/levels/0/meaning',
  ...PROSE_OF_CASE.map((pointer) => `/skill/test_cases/0${pointer}`),
];
const PROSE_OF_RUN = [
  ...PROSE_OF_CONTENT.map((pointer) => `/agent${pointer}`),
  ...PROSE_OF_CASE.map((pointer) => `/cases/0${pointer}`),
  ...['/text', '/tool_calls/0/arguments', '/tool_calls/0/id', '/tool_calls/0/name'].map((part) => `/answers/a${part}`),
];

interface Form {
  name: string;
  method: string;
  path: () => string;
  schema: z.core.$ZodType;
  samples: object[];
  /** Where markup is data: what people and models write. */
  prose: string[];
  /** Of the token that may send it; by default those of a token that nothing is said about. */
  scopes?: string[];
}

const FORMS: Form[] = [
  {
    name: 'a run',
    method: 'POST',
    path: () => '/v1/runs',
    schema: RunRequest,
    samples: [FULL_RUN, RUN_BY_NAME, PAID_RUN],
    prose: [...PROSE_OF_RUN, '/answers/a'],
  },
  {
    name: 'an agent version',
    method: 'PUT',
    path: () => `/v1/agents/${crypto.randomUUID()}/versions/1`,
    schema: AgentContent,
    samples: [FULL_CONTENT],
    prose: PROSE_OF_CONTENT,
  },
  {
    name: 'a retention policy',
    method: 'PUT',
    path: () => '/v1/project/retention',
    schema: RetentionPolicy,
    samples: [
      {
        artifact_days: 30,
        hold_tags: ['audit'],
        result_days: { 'scan-security': 90 },
        compress_after_days: 7,
      },
    ],
    prose: [],
    scopes: ['run', 'admin'],
  },
  {
    name: 'a report over quality results',
    method: 'POST',
    path: () => '/v1/reports',
    schema: ReportRequest,
    samples: [
      {
        task_types: ['scan-security'],
        date_range: { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
        agents: ['support'],
        stale_after_days: 7,
      },
    ],
    prose: [],
  },
  {
    name: 'a quality gate',
    method: 'POST',
    path: () => '/v1/quality-gate',
    schema: QualityGate,
    samples: [
      {
        commit: 'abcdef0',
        max_age_hours: 24,
        baseline_branch: 'main',
        rules: {
          tests: { suites: ['unit'], min_tests: 1 },
          coverage: { min_line: 80, min_branch: 70, min_function: 70, no_worse_than_baseline: true },
          security: { max_findings: 9, max_critical: 0, max_high: 0, no_new: true, no_worse_than_baseline: true },
          quality: { min_score: 80, no_worse_than_baseline: true },
          defects: { max_risk_score: 50, max_predicted: 3, no_worse_than_baseline: true },
          contracts: { max_breaking: 0, max_warnings: 2 },
          accessibility: { max_violations: 3, max_critical: 0, no_new: true, no_worse_than_baseline: true },
          chaos: { max_error_rate: 0.01, max_p95_ms: 300, max_p99_ms: 900, no_worse_than_baseline: true },
        },
      },
    ],
    prose: [],
  },
  {
    name: 'a run of CI results',
    method: 'POST',
    path: () => '/v1/ci-runs',
    schema: CiRunRequest,
    samples: [
      {
        name: 'shop',
        handle: 'build-1',
        parts: 2,
        deadline_seconds: 60,
        routes: ['GET /pets/{pet_id}'],
        roots: ['/home/ci/shop'],
        triggered_by: 'a test',
        tags: ['one'],
        source: FULL_RUN.source,
      },
    ],
    prose: [],
  },
  {
    name: 'what a part says of itself',
    method: 'PUT',
    path: () => `/v1/runs/run_ci${'0'.repeat(30)}/parts/unit`,
    schema: PartReport,
    samples: [
      {
        attempt: 1,
        tool: { name: 'pytest', version: '8' },
        exit_code: 1,
        error: { code: 'no_report', detail: 'none was written' },
        skipped: 'nothing to test',
        complete: true,
      },
    ],
    prose: ['/error/detail', '/skipped'],
  },
  {
    name: 'a quarantine',
    method: 'PUT',
    path: () => `/v1/history/quarantine/tst_${'0'.repeat(32)}`,
    schema: NewQuarantine,
    samples: [{ reason: 'waits for a clock', days: 3 }],
    prose: ['/reason'],
  },
  {
    name: 'the owners of a test',
    method: 'PUT',
    path: () => `/v1/history/tests/tst_${'0'.repeat(32)}/owners`,
    schema: TestOwners,
    samples: [{ owners: ['team-a'] }],
    prose: [],
  },
  {
    name: 'a rename',
    method: 'POST',
    path: () => '/v1/history/renames',
    schema: NewRename,
    samples: [
      {
        from: `tst_${'0'.repeat(32)}`,
        to: { suite: 'one', file: 'a.test.ts', class: 'A', name: 'it', parameters: '1' },
      },
    ],
    prose: [],
  },
];

/** Puts a value at a place of a body that is otherwise good. */
async function sendWith(project: Project, { method, path, samples }: Form, place: Place, value: unknown) {
  const { sample, path: at } = sampleWith(samples, place);
  const answer = await project.request(method, path(), withValue(sample, at, value));
  return { answer, pointer: pointerTo(at) };
}

describe.each(FORMS)('in the body of $name', (form) => {
  const options = form.scopes ? { scopes: form.scopes } : {};
  const places = placesOf(form.schema);

  test('a control character in any text is refused where it stands', () =>
    expectNoEffect(async (project) => {
      for (const place of places.filter(({ kind }) => kind === 'text' || kind === 'json')) {
        for (const hostile of ['\u0000', '\u001b', '\u0085', '\ud800']) {
          const { answer, pointer } = await sendWith(project, form, place, `text${hostile}`);
          expect(expectProblem(answer, 422, 'validation_failed').errors).toContainEqual(
            expect.objectContaining({ pointer, code: 'control_character' }),
          );
        }
      }
    }, options));

  test('a value of another type is refused where it stands', () =>
    expectNoEffect(async (project) => {
      const kindsAt = (at: string) => places.filter((place) => place.path.join('/') === at).map(({ kind }) => kind);
      for (const place of places.filter((place) => place.kind !== 'json' && place.path.length > 0)) {
        const others: unknown[] = [place.kind === 'number' || place.kind === 'boolean' ? 'x' : 7];
        if (!place.isNullable) others.push(null);
        if (!kindsAt(place.path.join('/')).includes('text')) others.push('x');
        for (const other of place.kind === 'choice' ? ['nonsense'] : others) {
          const { answer, pointer } = await sendWith(project, form, place, other);
          const { errors } = expectProblem(answer, 422, 'validation_failed');
          const code = place.kind === 'choice' ? expect.any(String) : 'wrong_type';
          expect(errors).toContainEqual(expect.objectContaining({ pointer, code }));
        }
      }
    }, options));

  test('a field that is unknown, or is called __proto__, is refused wherever it stands', () =>
    expectNoEffect(async (project) => {
      for (const place of places.filter(({ kind }) => kind === 'object')) {
        const { sample, path: at } = sampleWith(form.samples, place);
        for (const [field, code] of [
          ['bogus_field', 'unknown_field'],
          ['__proto__', 'forbidden_key'],
        ] as const) {
          const answer = await project.request(
            form.method,
            form.path(),
            withValue(sample, [...at, field], { polluted: true }),
          );
          expect(expectProblem(answer, 422, 'validation_failed').errors).toEqual([
            expect.objectContaining({ pointer: pointerTo([...at, field]), code }),
          ]);
        }
      }
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    }, options));
});

const MARKUP = '<script>alert(1)</script>';

// After all that must leave no trace: what is accepted here runs on for a while.
describe.each(FORMS)('in the body of $name', (form) => {
  const options = form.scopes ? { scopes: form.scopes } : {};

  test('markup is refused in every one-line field, and is data in what people and models write', async () => {
    const project = await newProject(options);
    await project.request('PUT', '/v1/agents/full/versions/1', FULL_CONTENT);
    const accepted: string[] = [];
    for (const place of placesOf(form.schema).filter(({ kind }) => kind === 'text' || kind === 'json')) {
      const { answer, pointer } = await sendWith(project, form, place, MARKUP);
      // A body that is let through meets a run or a test that is not there.
      if (answer.status < 300 || answer.status === 404) accepted.push(pointer);
      else {
        const { errors } = expectProblem(answer, 422, 'validation_failed');
        expect(errors.map((error) => error.pointer)).toContain(pointer);
      }
    }
    expect(accepted.sort()).toEqual(form.prose.toSorted());
  });

  test('anything at all gets an answer that is declared, and never a 500', async () => {
    const project = await newProject(options);
    await fc.assert(
      fc.asyncProperty(bodiesLike(form.samples), async (body) => {
        const answer = await project.request(form.method, form.path(), JSON.stringify(body));
        if (answer.status >= 400) expectProblem(answer, answer.status, (answer.body as Problem).code);
      }),
      { numRuns: 100 },
    );
  });
});

test('markup in all that people and models write stands in the report as text', async () => {
  const project = await newProject();
  const hostile = PROSE_OF_RUN.reduce((run, pointer) => withValue(run, pointer.split('/').slice(1), MARKUP), FULL_RUN);
  const run = await project.start(hostile);
  await project.finished(run);
  const { text } = await project.request('GET', `/v1/runs/${run.id}/report.html`);
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(text).not.toMatch(/<script/i);
});

/** Bodies that are nearly good: some value replaced, some field added. And some that are nothing of the kind. */
function bodiesLike(samples: readonly object[]): fc.Arbitrary<unknown> {
  const paths = (value: unknown, at: string[] = []): string[][] =>
    typeof value === 'object' && value !== null
      ? [at, ...Object.entries(value).flatMap(([key, child]) => paths(child, [...at, key]))]
      : [at];
  const strange = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.constantFrom('__proto__', 'constructor', '', 1e308, -0, [], {}, [[]], null),
  );
  const nearly = fc
    .constantFrom(...samples)
    .chain((sample) =>
      fc
        .tuple(
          fc.constantFrom(...paths(sample).filter((path) => path.length > 0)),
          strange,
          fc.option(fc.string(), { nil: undefined, freq: 3 }),
        )
        .map(([path, value, key]) => withValue(sample, key === undefined ? path : [...path.slice(0, -1), key], value)),
    );
  return fc.oneof({ weight: 5, arbitrary: nearly }, { weight: 1, arbitrary: strange });
}
