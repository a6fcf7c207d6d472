/**
 * The house's one rule: imports run down this list, never up (`docs/decisions/0003-imports-run-down.md`).
 * `cli` stands beside the tower and uses only its pure parts.
 */
const TOWER = [
  'api',
  'schedule',
  'runs',
  'webhooks',
  'pages',
  'targets',
  'judge',
  'store',
  'effects',
  'formats',
  'testgen',
  'domain',
];

/** What knows no Worker: the CLI and any library may use it. */
const PURE = ['domain', 'formats', 'testgen', 'pages'];

const upward = TOWER.map((floor, i) => ({
  name: `${floor}-imports-down`,
  comment: `src/${floor} may import only what stands below it.`,
  severity: 'error',
  from: { path: `^src/${floor}/` },
  to: { path: `^src/(${[...TOWER.slice(0, i), 'cli'].join('|')})/|^src/index` },
}));

export default {
  forbidden: [
    ...upward,
    {
      name: 'pure-stays-pure',
      comment: 'Domain, formats, testgen and pages know no platform.',
      severity: 'error',
      from: { path: `^src/(${PURE.join('|')})/` },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev'],
        pathNot: 'node_modules/(zod|hono|canonicalize|@noble/hashes|re2js|saxes|@streamparser/json|yaml)/',
      },
    },
    {
      name: 'cli-uses-the-pure-parts',
      comment: 'The CLI uses domain, formats, testgen and the API, nothing of the Worker.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/(?!cli/|domain/|formats/|testgen/)' },
    },
    {
      name: 'platform-in-its-places',
      comment: "Cloudflare's module stays where the platform is met.",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(effects|store|targets|runs|webhooks|schedule|api)/|^src/index' },
      to: { path: '^cloudflare:' },
    },
    { name: 'no-circles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'nothing-unused',
      comment: 'A file that nobody imports is dead.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['workerd', 'import', 'require', 'types'] },
  },
};
