import type { SubjectInput } from '../../src/testgen/case';
import type { LanguageName } from '../../src/testgen/language';

/** How the subject of `test/fixtures/testgen/<language>/` is reached in each language. */
export const SUBJECTS: Readonly<Record<LanguageName, SubjectInput>> = {
  typescript: { name: 'Hostile echo', module: '../echo' },
  javascript: { name: 'Hostile echo', module: '../echo.mjs' },
  python: { name: 'Hostile echo', module: 'echo', names: { isBlank: 'is_blank' } },
  java: {
    name: 'Hostile echo',
    module: 'com.example.echo',
    class: 'Echo',
    names: { EchoError: 'Echo.EchoError' },
  },
  go: {
    name: 'Hostile echo',
    module: 'example.com/echo',
    names: {
      echo: 'Echo',
      reverse: 'Reverse',
      fail: 'Fail',
      later: 'Later',
      sum: 'Sum',
      half: 'Half',
      words: 'Words',
      isBlank: 'IsBlank',
      codes: 'Codes',
      same: 'Same',
      greet: 'Greet',
      EchoError: '*EchoError',
    },
  },
  rust: { name: 'Hostile echo', module: 'echo', names: { isBlank: 'is_blank' } },
  ruby: { name: 'Hostile echo', module: 'echo', class: 'Echo', names: { isBlank: 'blank?' } },
  php: { name: 'Hostile echo', module: 'App', class: 'Echoer', names: { EchoError: 'App\\EchoError' } },
  csharp: {
    name: 'Hostile echo',
    module: 'Example',
    class: 'Echoer',
    names: {
      echo: 'Echo',
      reverse: 'Reverse',
      fail: 'Fail',
      later: 'Later',
      sum: 'Sum',
      half: 'Half',
      words: 'Words',
      isBlank: 'IsBlank',
      same: 'Same',
      greet: 'Greet',
      refuse: 'Refuse',
    },
  },
  kotlin: { name: 'Hostile echo', module: 'com.example.echo' },
  swift: { name: 'Hostile echo', module: 'Echo' },
};
