import type { TaskType } from '../../src/domain/quality/task';

/** A result and a later one of the same task, in which something changed. */
export interface SamplePair {
  before: object;
  after: object;
}

const coverage = (hits: number) => ({
  method: 'a test',
  files: [
    {
      file: 'src/cart.ts',
      lines: [
        [1, 1],
        [2, hits],
        [3, 0],
      ],
    },
  ],
});

const vulnerability = (type: string) => ({
  type,
  severity: 'high',
  file: 'src/cart.ts',
  line: 3,
  description: `${type} in the cart`,
  snippet: `run(${JSON.stringify(type)})`,
});

const openapi = (responses: object) => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: { '/orders': { get: { operationId: 'listOrders', responses } } },
});

const side = (version: string) => ({ title: 'Shop', version, openapi: '3.1.0', operations: 1, hash: 'a'.repeat(64) });

const axe = (rules: string[]) => ({
  testEngine: { name: 'axe-core', version: '4.10.0' },
  url: 'https://shop.example/',
  timestamp: '2026-01-10T15:30:00.000Z',
  violations: rules.map((id) => ({
    id,
    impact: 'serious',
    tags: ['wcag2aa', 'wcag143'],
    description: 'Contrast is enough',
    help: 'Elements must have enough contrast',
    helpUrl: 'https://rules.example/contrast',
    nodes: [{ html: '<a>pay</a>', target: ['a'], impact: 'serious', failureSummary: 'Too little' }],
  })),
  incomplete: [],
  passes: [],
  inapplicable: [],
});

const violation = (rule: string) => ({ rule, page: 'https://shop.example/', impact: 'serious', target: ['a'] });

const accessibility = (rules: string[]) => ({
  pages: [{ url: 'https://shop.example/' }],
  rules: rules.map((id) => ({ id })),
  violations: rules.map(violation),
});

const generated = (names: string[]) => ({
  language: 'typescript',
  framework: 'vitest',
  tests: names.map((name) => ({ name, file: 'src/cart.test.ts', status: 'test', assertions: 1 })),
  files: [{ path: 'src/cart.test.ts', content: names.map((name) => `// ${name}\n`).join('') }],
});

const load = (p95: number) => ({
  target: 'https://shop.example/',
  load: { requests: 100, errors: 0, error_rate: 0, latency_ms: { p50: 10, p95, p99: p95 * 2 } },
});

/** Payloads of every task, as Assay's JSON. */
export const SAMPLES: Readonly<Record<TaskType, SamplePair>> = {
  'generate-tests': { before: generated(['adds']), after: generated(['adds', 'removes']) },
  'analyze-coverage': { before: coverage(0), after: coverage(2) },
  'scan-security': {
    before: { vulnerabilities: [vulnerability('SQL injection')] },
    after: { vulnerabilities: [vulnerability('SQL injection'), vulnerability('Path traversal')] },
  },
  'assess-quality': {
    before: { metrics: [{ key: 'tests', score: 70, measured_by: 'a test' }] },
    after: { metrics: [{ key: 'tests', score: 90, measured_by: 'a test' }] },
  },
  'index-code': {
    before: { nodes: [{ id: 'a', kind: 'file', name: 'a.ts' }], edges: [] },
    after: {
      nodes: [
        { id: 'a', kind: 'file', name: 'a.ts' },
        { id: 'b', kind: 'file', name: 'b.ts' },
      ],
      edges: [{ from: 'a', to: 'b', kind: 'imports' }],
    },
  },
  'predict-defects': {
    before: { predictions: [{ file: 'a.ts', probability: 0.5, reasons: ['long'] }] },
    after: { predictions: [{ file: 'a.ts', probability: 0.9, reasons: ['long', 'deep'] }] },
  },
  'validate-contracts': {
    before: {
      base: side('1'),
      revision: side('2'),
      valid: true,
      counts: { breaking: 0, warning: 0, info: 0 },
      changes: [],
    },
    after: {
      base: side('1'),
      revision: side('3'),
      valid: false,
      counts: { breaking: 1, warning: 0, info: 0 },
      changes: [
        {
          id: 'operation-removed',
          level: 'breaking',
          operation: 'GET',
          path: '/orders',
          subject: 'operation',
          base_pointer: '/paths/~1orders/get',
          revision_pointer: null,
          text: 'The operation is gone.',
          fingerprint: `chg_${'0'.repeat(32)}`,
        },
      ],
    },
  },
  'test-accessibility': { before: accessibility(['contrast']), after: accessibility(['contrast', 'label']) },
  'run-chaos': { before: load(100), after: load(300) },
  other: { before: { answer: 41 }, after: { answer: 42 } },
};

interface NativeFile {
  name: string;
  text: string;
}

const file = (name: string, content: string | object): NativeFile => ({
  name,
  text: typeof content === 'string' ? content : JSON.stringify(content),
});

/** Files as tools write them, of the tasks whose tools have some. */
export const NATIVE: Readonly<Partial<Record<TaskType, NativeFile[]>>> = {
  'generate-tests': [
    file('cases.json', {
      language: 'typescript',
      framework: 'vitest',
      subject: { name: 'Cart', module: '../cart' },
      cases: [
        { name: 'adds', act: { function: 'add', args: [1, 2] }, assert: [{ kind: 'equals', value: 3 }] },
        { name: 'waits', act: { function: 'add', args: [] } },
      ],
    }),
  ],
  'analyze-coverage': [file('lcov.info', 'TN:\nSF:src/cart.ts\nDA:1,1\nDA:2,0\nLF:2\nLH:1\nend_of_record\n')],
  'scan-security': [
    file('scan.sarif', {
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'a scanner', rules: [{ id: 'R1' }] } },
          results: [{ ruleId: 'R1', level: 'error', message: { text: 'bad' } }],
        },
      ],
    }),
  ],
  'index-code': [
    file('graph.json', {
      directed: true,
      multigraph: false,
      graph: {},
      nodes: [{ id: 'a' }, { id: 'b' }],
      links: [{ source: 'a', target: 'b' }],
    }),
  ],
  'validate-contracts': [
    file('base.json', openapi({ 200: { description: 'all' } })),
    file('revision.json', openapi({ 201: { description: 'all' } })),
  ],
  'test-accessibility': [file('axe.json', axe(['color-contrast']))],
  'run-chaos': [
    file('k6.json', {
      metrics: {
        http_reqs: { count: 100, rate: 10 },
        http_req_duration: { avg: 12, min: 1, med: 10, max: 40, 'p(90)': 20, 'p(95)': 30 },
        http_req_failed: { passes: 1, fails: 99, value: 0.01 },
      },
      root_group: { name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: {}, checks: {} },
    }),
  ],
};
