import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lacksCommand, lacksFile, lacksPatience, type Outcome, type Workshop } from '../workshop';
import { afterwards, first, type Toolchain } from './toolchain';

/** Where Debian puts jars and Rust crates. */
const JARS = '/usr/share/java';
const CRATES = '/usr/share/cargo/registry';

function kotlinSources(folder: string, doubles: RegExp): string[] {
  return ['Echo.kt', ...readdirSync(folder).filter((name) => doubles.test(name))];
}

const jar = (...names: readonly string[]) => names.map((name) => join(JARS, `${name}.jar`)).join(':');
const JUNIT = jar(
  'junit-platform-console-standalone',
  'junit-jupiter-api',
  'junit-jupiter-params',
  'junit-jupiter-engine',
  'junit-platform-commons',
  'junit-platform-engine',
  'junit-platform-launcher',
  'junit-platform-console',
  'junit-platform-reporting',
  'opentest4j',
  'opentest4j-reporting-events',
  'apiguardian-api',
  'picocli',
  'univocity-parsers',
);
const TESTNG = jar('testng', 'jcommander', 'slf4j-api', 'slf4j-nop', 'jquery');

function compileJava(classpath: string, { run, testFile }: Workshop): Outcome {
  return run('javac', [
    '-Werror',
    '-Xlint:all,-processing,-path,-serial',
    '-proc:none',
    '-d',
    'out',
    '-cp',
    classpath,
    'Echo.java',
    'Greeter.java',
    testFile,
  ]);
}

const runConsole = (classpath: string, { run }: Workshop) =>
  run('java', [
    '-cp',
    `out:${classpath}`,
    'org.junit.platform.console.ConsoleLauncher',
    '--scan-classpath',
    'out',
    '--disable-banner',
  ]);

function compileKotlin(classpath: string, doubles: RegExp, { folder, run, testFile }: Workshop): Outcome {
  return run('kotlinc', [
    '-nowarn',
    '-jvm-target',
    '1.8',
    '-cp',
    classpath,
    '-d',
    'out',
    ...kotlinSources(folder, doubles),
    testFile,
  ]);
}

function cargo(args: readonly string[], { folder, run }: Workshop): Outcome {
  mkdirSync(join(folder, '.cargo'));
  writeFileSync(
    join(folder, '.cargo', 'config.toml'),
    `[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "${CRATES}"\n`,
  );
  return run('cargo', ['--offline', ...args]);
}

const compileCsharp =
  (framework: string) =>
  ({ run, testFile }: Workshop) =>
    run('mcs', ['-target:library', '-out:tests.dll', '-r:System.Core', 'Echo.cs', `${framework}.double.cs`, testFile]);

export const compilerToolchains: readonly Toolchain[] = [
  {
    language: 'java',
    framework: 'junit',
    lacks: () => first(lacksPatience(), lacksCommand('javac'), lacksFile(jar('junit-jupiter-api'))),
    compile: (workshop) => compileJava(JUNIT, workshop),
    run: (workshop) => afterwards(compileJava(JUNIT, workshop), () => runConsole(JUNIT, workshop)),
    summary: /1 tests skipped[^]*13 tests successful[^]*0 tests failed/,
    failure: /1 tests failed/,
  },
  {
    language: 'java',
    framework: 'testng',
    lacks: () => first(lacksPatience(), lacksCommand('javac'), lacksFile(jar('testng'))),
    compile: (workshop) => compileJava(TESTNG, workshop),
    run: (workshop) =>
      afterwards(compileJava(TESTNG, workshop), () =>
        workshop.run('java', [
          '-cp',
          `out:${TESTNG}`,
          'org.testng.TestNG',
          '-testclass',
          'com.example.echo.HostileEchoTest',
          '-usedefaultlisteners',
          'false',
        ]),
      ),
    endsPending: 2,
    summary: /Total tests run: 14, Passes: 13, Failures: 0, Skips: 1/,
    failure: /Failures: 1/,
  },
  {
    language: 'go',
    framework: 'testing',
    lacks: () => first(lacksPatience(), lacksCommand('go')),
    compile: (workshop) =>
      afterwards(workshop.run('go', ['vet', './...']), () => {
        const unformatted = workshop.run('gofmt', ['-d', '.']);
        return { ...unformatted, code: unformatted.output === '' ? unformatted.code : 1 };
      }),
    run: ({ run }) => run('go', ['test', '-v', './...']),
    summary: /--- SKIP[^]*\nok/,
    failure: /--- FAIL: TestHostileEcho_IsWrong/,
  },
  {
    language: 'rust',
    framework: 'cargo',
    lacks: () => first(lacksPatience(), lacksCommand('cargo'), lacksFile(CRATES)),
    compile: (workshop) => {
      const checked = cargo(['check', '--tests'], workshop);
      return { ...checked, code: /^warning: (?!.*ignored)/m.test(checked.output) ? 1 : checked.code };
    },
    run: (workshop) => cargo(['test'], workshop),
    summary: /11 passed; 0 failed; 1 ignored/,
    failure: /0 passed; 1 failed/,
  },
  ...['xunit', 'nunit', 'mstest'].map((framework): Toolchain => ({
    language: 'csharp',
    framework,
    lacks: () => first(lacksPatience(), lacksCommand('mcs')),
    compile: compileCsharp(framework),
  })),
  {
    language: 'kotlin',
    framework: 'junit',
    lacks: () => first(lacksPatience(), lacksCommand('kotlinc'), lacksFile(jar('junit-jupiter-api'))),
    compile: (workshop) => compileKotlin(JUNIT, /^coroutines/, workshop),
    run: (workshop) =>
      afterwards(compileKotlin(JUNIT, /^coroutines/, workshop), () =>
        runConsole(`${JUNIT}:${jar('kotlin-stdlib')}`, workshop),
      ),
    summary: /1 tests skipped[^]*13 tests successful[^]*0 tests failed/,
    failure: /1 tests failed/,
  },
  {
    language: 'kotlin',
    framework: 'kotest',
    lacks: () => first(lacksPatience(), lacksCommand('kotlinc')),
    compile: (workshop) => compileKotlin(jar('kotlin-stdlib'), /^kotest/, workshop),
  },
];
