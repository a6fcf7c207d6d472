import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lacksPackage, linkPackages, type Outcome, type Workshop } from '../workshop';
import type { Toolchain } from './toolchain';

function typeCheck({ folder, testFile, run }: Workshop): Outcome {
  linkPackages(folder);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    types: testFile.includes('.spec.') ? ['node', 'mocha'] : ['node'],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true }, files: [testFile] }),
  );
  return run('node', ['node_modules/typescript/bin/tsc', '-p', '.']);
}

const checkSyntax = ({ testFile, run, folder }: Workshop): Outcome => {
  if (!testFile.includes('spec') && !testFile.includes('jest'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return run('node', ['--check', testFile]);
};

const asModules = (folder: string) => writeFileSync(join(folder, 'package.json'), '{"type":"module"}');

function runVitest({ folder, run }: Workshop): Outcome {
  linkPackages(folder);
  asModules(folder);
  return run('node', ['node_modules/vitest/vitest.mjs', 'run', '--root', '.']);
}

function runNodeTest({ folder, run }: Workshop): Outcome {
  linkPackages(folder);
  asModules(folder);
  return run('node', ['--import', 'tsx', '--test', '--test-reporter=tap']);
}

function runMocha({ folder, run, testFile }: Workshop): Outcome {
  linkPackages(folder);
  asModules(folder);
  if (testFile.endsWith('.js')) return run('node', ['node_modules/mocha/bin/mocha.js']);
  return run('node', ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--spec', testFile]);
}

/** The generated file is read as it is by default; only the fixture, a module, is made CommonJS for it. */
function runJest({ folder, run, testFile }: Workshop): Outcome {
  linkPackages(folder);
  const isTypescript = testFile.endsWith('.ts');
  if (isTypescript)
    writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions":{"target":"es2022","module":"commonjs"}}');
  else writeFileSync(join(folder, 'echo.cjs'), asCommonJs(readFileSync(join(folder, 'echo.mjs'), 'utf8')));
  const config = isTypescript
    ? { transform: { '\\.ts$': ['ts-jest', { diagnostics: false }] } }
    : { moduleNameMapper: { 'echo\\.mjs$': '<rootDir>/echo.cjs' } };
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(config));
  return run('node', ['node_modules/jest/bin/jest.js', '--no-watchman']);
}

function asCommonJs(module: string): string {
  const names = [...module.matchAll(/^export (?:class|const|function) (\w+)/gm)].map((match) => match[1]);
  return `${module.replaceAll(/^export /gm, '')}\nmodule.exports = { ${names.join(', ')} };\n`;
}

export const nodeToolchains: readonly Toolchain[] = [
  {
    language: 'typescript',
    framework: 'vitest',
    lacks: () => null,
    compile: typeCheck,
    run: runVitest,
    summary: /13 passed \| 1 todo/,
    failure: /1 failed/,
  },
  {
    language: 'typescript',
    framework: 'jest',
    lacks: () => lacksPackage('jest'),
    compile: typeCheck,
    run: runJest,
    summary: /1 todo, 13 passed/,
    failure: /1 failed/,
  },
  {
    language: 'typescript',
    framework: 'mocha',
    lacks: () => lacksPackage('mocha'),
    compile: typeCheck,
    run: runMocha,
    summary: /13 passing[^]*1 pending/,
    failure: /1 failing/,
  },
  {
    language: 'typescript',
    framework: 'node:test',
    lacks: () => null,
    compile: typeCheck,
    run: runNodeTest,
    summary: /# fail 0[^]*# todo 1/,
    failure: /# fail 1/,
  },
  {
    language: 'javascript',
    framework: 'jest',
    lacks: () => lacksPackage('jest'),
    compile: checkSyntax,
    run: runJest,
    summary: /1 todo, 13 passed/,
    failure: /1 failed/,
  },
  {
    language: 'javascript',
    framework: 'vitest',
    lacks: () => null,
    compile: checkSyntax,
    run: runVitest,
    summary: /13 passed \| 1 todo/,
    failure: /1 failed/,
  },
  {
    language: 'javascript',
    framework: 'mocha',
    lacks: () => lacksPackage('mocha'),
    compile: checkSyntax,
    run: runMocha,
    summary: /13 passing[^]*1 pending/,
    failure: /1 failing/,
  },
  {
    language: 'javascript',
    framework: 'node:test',
    lacks: () => null,
    compile: checkSyntax,
    run: runNodeTest,
    summary: /# fail 0[^]*# todo 1/,
    failure: /# fail 1/,
  },
];
