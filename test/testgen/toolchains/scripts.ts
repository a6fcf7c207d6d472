import { lacksCommand, lacksPatience } from '../workshop';
import { first, type Toolchain } from './toolchain';

export const scriptToolchains: readonly Toolchain[] = [
  {
    language: 'python',
    framework: 'pytest',
    lacks: () => lacksCommand('python3', 'pytest'),
    compile: ({ run, testFile }) => run('python3', ['-W', 'error', '-m', 'py_compile', testFile]),
    run: ({ run }) => run('python3', ['-W', 'error', '-m', 'pytest', '-q', '-p', 'no:cacheprovider']),
    summary: /13 passed, 1 skipped/,
    failure: /1 failed/,
  },
  {
    language: 'python',
    framework: 'unittest',
    lacks: () => lacksCommand('python3'),
    compile: ({ run, testFile }) => run('python3', ['-W', 'error', '-m', 'py_compile', testFile]),
    run: ({ run }) => run('python3', ['-W', 'error', '-m', 'unittest']),
    summary: /Ran 12 tests[^]*OK \(skipped=1\)/,
    failure: /FAILED \(failures=1\)/,
  },
  {
    language: 'ruby',
    framework: 'rspec',
    lacks: () => first(lacksPatience(), lacksCommand('rspec')),
    compile: ({ run, testFile }) => run('ruby', ['-wc', testFile]),
    run: ({ run }) => run('rspec', ['-I', '.']),
    summary: /14 examples, 0 failures, 1 pending/,
    failure: /1 example, 1 failure/,
  },
  {
    language: 'ruby',
    framework: 'minitest',
    lacks: () => first(lacksPatience(), lacksCommand('ruby')),
    compile: ({ run, testFile }) => run('ruby', ['-wc', testFile]),
    run: ({ run, testFile }) => run('ruby', ['-I', '.', testFile]),
    summary: /14 runs, \d+ assertions, 0 failures, 0 errors, 1 skips/,
    failure: /1 failures, 0 errors/,
  },
  {
    language: 'php',
    framework: 'phpunit',
    lacks: () => first(lacksPatience(), lacksCommand('phpunit')),
    compile: ({ run, testFile }) => run('php', ['-l', testFile]),
    run: ({ run }) => run('phpunit', ['--bootstrap', 'Echoer.php', '--do-not-cache-result', 'tests']),
    summary: /Tests: 14, Assertions: \d+, Incomplete: 1/,
    failure: /Failures: 1/,
  },
  {
    language: 'php',
    framework: 'pest',
    lacks: () => first(lacksPatience(), lacksCommand('php')),
    compile: ({ run, testFile }) => run('php', ['-l', testFile]),
  },
];
