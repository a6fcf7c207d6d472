import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { SubjectInput, TestCaseInput } from '../../src/testgen/case';
import { generateTests } from '../../src/testgen/generate';
import type { LanguageName } from '../../src/testgen/language';
import { SUBJECTS } from './subjects';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const FIXTURES = join(REPOSITORY, 'test', 'fixtures', 'testgen');

export interface Outcome {
  code: number | null;
  output: string;
}

/** A folder of its own for generated tests, with the fixture of their language beside them. */
export interface Workshop {
  folder: string;
  testFile: string;
  run: (command: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Outcome;
}

/** Opens a workshop, lets `work` use it and clears it away. */
export function inWorkshop<T>(
  {
    language,
    framework,
    cases,
    subject,
  }: {
    language: LanguageName;
    framework: string;
    cases: readonly TestCaseInput[];
    subject?: Partial<SubjectInput>;
  },
  work: (workshop: Workshop) => T,
): T {
  const made = generateTests({ language, framework, subject: { ...SUBJECTS[language], ...subject }, cases });
  if ('fault' in made) throw new Error(JSON.stringify(made));
  const folder = mkdtempSync(join(tmpdir(), 'assay-testgen-'));
  try {
    cpSync(join(FIXTURES, language), folder, { recursive: true });
    for (const { path, content } of made.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return work({
      folder,
      testFile: made.manifest.test_file,
      run(command, args, env = {}) {
        const { status, stdout, stderr, error } = spawnSync(command, args, {
          cwd: folder,
          encoding: 'utf8',
          timeout: 300_000,
          maxBuffer: 32 * 1024 * 1024,
          env: environment(env),
        });
        return { code: status, output: `${stdout}${stderr}${error ? String(error) : ''}` };
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A test runner inside of a test runner must not take itself for a worker of the outer one. */
function environment(own: Readonly<Record<string, string>>) {
  const env = { ...process.env, NO_COLOR: '1', ...own };
  for (const name of Object.keys(env)) {
    if (/^(?:VITEST|NODE_OPTIONS|NODE_TEST|TEST$|JEST)/.test(name)) Reflect.deleteProperty(env, name);
  }
  return env;
}

/** Packages of npm that stand in the repository, or in a folder that `TESTGEN_NODE_MODULES` names. */
export function linkPackages(folder: string): void {
  symlinkSync(process.env.TESTGEN_NODE_MODULES || join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
}

export function lacksPackage(name: string): string | null {
  const places = [process.env.TESTGEN_NODE_MODULES, join(REPOSITORY, 'node_modules')].filter(
    (place) => place !== undefined,
  );
  return places.some((place) => existsSync(join(place, name))) ? null : `the package ${name} is not installed`;
}

export function lacksCommand(...names: readonly string[]): string | null {
  const paths = (process.env.PATH ?? '').split(delimiter);
  const missing = names.find((name) => !paths.some((path) => existsSync(join(path, name))));
  return missing === undefined ? null : `${missing} is not installed`;
}

export const lacksFile = (path: string) => (existsSync(path) ? null : `${path} is not there`);

/** Toolchains that take long run only where they are asked for. */
export const lacksPatience = () => (process.env.TESTGEN === 'all' ? null : 'slow: set TESTGEN=all');
