import { type Fault, invalid } from '../domain/fault';
import { type Framework, type Language, LANGUAGES, type LanguageName } from './language';
import { assertFrameworks } from './languages/ecmascript/node-assert';
import { expectFrameworks } from './languages/ecmascript/expect';
import { mstest } from './languages/csharp/mstest';
import { nunit } from './languages/csharp/nunit';
import { xunit } from './languages/csharp/xunit';
import { goTesting } from './languages/go/testing';
import { junit } from './languages/java/junit';
import { testng } from './languages/java/testng';
import { kotlinJunit } from './languages/kotlin/junit';
import { kotest } from './languages/kotlin/kotest';
import { pest } from './languages/php/pest';
import { phpunit } from './languages/php/phpunit';
import { pytest } from './languages/python/pytest';
import { unittest } from './languages/python/unittest';
import { minitest } from './languages/ruby/minitest';
import { rspec } from './languages/ruby/rspec';
import { cargo } from './languages/rust/cargo';
import { swiftTesting } from './languages/swift/swift-testing';
import { xctest } from './languages/swift/xctest';

/** Every language and framework that is written. The first of a language is its default. */
export const FRAMEWORKS: readonly Framework[] = [
  ...expectFrameworks,
  ...assertFrameworks,
  pytest,
  unittest,
  junit,
  testng,
  goTesting,
  cargo,
  rspec,
  minitest,
  phpunit,
  pest,
  xunit,
  nunit,
  mstest,
  kotlinJunit,
  kotest,
  xctest,
  swiftTesting,
];

/** The framework of a language, its default where none is named. Another language's is never taken instead. */
export function findFramework(language: string, framework: string | undefined): Framework | Fault<'validation_failed'> {
  const ofLanguage = FRAMEWORKS.filter((candidate) => candidate.language.name === language);
  if (ofLanguage.length === 0) {
    return invalid([{ pointer: '/language', code: 'unsupported_language', detail: `one of ${LANGUAGES.join(', ')}` }]);
  }
  const found = framework === undefined ? ofLanguage[0] : ofLanguage.find(({ name }) => name === framework);
  if (found) return found;
  const detail = `for ${language} one of ${ofLanguage.map(({ name }) => name).join(', ')}`;
  return invalid([{ pointer: '/framework', code: 'unsupported_framework', detail }]);
}

/** All pairs, as `language/framework`. */
export const PAIRS: readonly { language: LanguageName; framework: string }[] = FRAMEWORKS.map(({ language, name }) => ({
  language: language.name,
  framework: name,
}));

export const languageOf = (name: string): Language | undefined =>
  FRAMEWORKS.find(({ language }) => language.name === name)?.language;
