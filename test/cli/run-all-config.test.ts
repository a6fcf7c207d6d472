import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/cli/run-all/config';

const folder = mkdtempSync(join(tmpdir(), 'assay-config-'));
const path = join(folder, 'assay.yaml');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function failuresOf(yaml: string): Promise<string[]> {
  writeFileSync(path, yaml);
  const config = await readConfig(path);
  if (!('failures' in config)) throw new Error('it was taken');
  return config.failures.map((failure) => failure.replace(path, 'assay.yaml'));
}

test('what a file does not say has the documented defaults', async () => {
  writeFileSync(path, 'suites:\n  - {name: unit, runner: pytest}\n');
  expect(await readConfig(path)).toEqual({
    name: 'ci',
    suites: [
      {
        name: 'unit',
        runner: 'pytest',
        cwd: '.',
        args: [],
        env: {},
        timeout_seconds: 300,
        retry: 0,
        optional: false,
        reports: [],
        artifacts: [],
      },
    ],
  });
});

test('one pattern is a list of one', async () => {
  writeFileSync(
    path,
    'suites:\n  - {name: a, runner: command, command: [make], junit: out/*.xml, artifacts: [x, y]}\n',
  );
  expect(await readConfig(path)).toMatchObject({ suites: [{ junit: ['out/*.xml'], artifacts: ['x', 'y'] }] });
});

test('each fault is told with its line and its path', async () => {
  const yaml = [
    'name: shop',
    'suites:',
    '  - name: unit',
    '    runner: nose',
    '  - name: make',
    '    runner: command',
    '    tiemout_seconds: 3',
    '',
  ];
  const failures = await failuresOf(yaml.join('\n'));
  expect(failures).toContainEqual(expect.stringMatching(/^assay\.yaml:4: \/suites\/0\/runner: /));
  expect(failures).toContainEqual(expect.stringMatching(/^assay\.yaml:7: \/suites\/1\/tiemout_seconds: there is no/));
});

test('a command without a command, two suites of one name, and a retry that nobody can do are faults', async () => {
  expect(await failuresOf('suites:\n  - {name: a, runner: command}\n')).toEqual([
    expect.stringContaining('/suites/0/command: the runner `command` needs a command'),
  ]);
  expect(await failuresOf('suites:\n  - {name: a, runner: go}\n  - {name: a, runner: jest}\n')).toEqual([
    expect.stringContaining('assay.yaml:3: /suites/1/name: named twice'),
  ]);
  expect(await failuresOf('suites:\n  - {name: a, runner: command, command: [make], retry: 2}\n')).toEqual([
    expect.stringContaining('/suites/0/retry: '),
  ]);
  expect(await failuresOf('suites:\n  - {name: a, runner: pytest, junit: x.xml}\n')).toEqual([
    expect.stringContaining('/suites/0/junit: only the runner `command` has junit'),
  ]);
});

test('no tag of YAML, no second document and no bomb of aliases is taken', async () => {
  expect(await failuresOf('suites: !!js/function x\n')).toContainEqual(
    expect.stringContaining('assay.yaml:1: tags are not taken'),
  );
  expect(await failuresOf('name: a\n---\nname: b\n')).not.toEqual([]);
  const aliases = Array.from({ length: 101 }, () => '*a').join(', ');
  expect(await failuresOf(`name: &a x\nsuites: [${aliases}]\n`)).toEqual([
    expect.stringContaining('more than 100 aliases'),
  ]);
});

test('a file that is not there is told, and so is one above 1 MiB', async () => {
  const absent = await readConfig(join(folder, 'absent.yaml'));
  expect(absent).toEqual({ failures: [expect.stringContaining("absent.yaml can't be read")] });
  expect(await failuresOf(`# ${'x'.repeat(1024 * 1024)}\n`)).toEqual([expect.stringContaining('larger than 1 MiB')]);
});
