import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PAIRS } from '../../src/testgen/frameworks';
import { CLASHING, GREETS, TWELVE, WRONG } from './hostile';
import { TOOLCHAINS } from './toolchains';
import { inWorkshop } from './workshop';

/** No tool for Swift is to be had from Debian or npm. */
const ONLY_INSPECTED = ['swift/xctest', 'swift/swift-testing'];

test('every pair has a toolchain that checks it, or is named as only inspected', () => {
  const checked = TOOLCHAINS.map(({ language, framework }) => `${language}/${framework}`);
  expect([...checked, ...ONLY_INSPECTED].toSorted()).toEqual(
    PAIRS.map(({ language, framework }) => `${language}/${framework}`).toSorted(),
  );
});

test('the docs say of every pair what its toolchain does', () => {
  const docs = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'test-generation.md'), 'utf8');
  const told = [...docs.matchAll(/^\| (\w+\/[\w:-]+) +\| (run|compiled|only inspected) +\|/gm)].map(
    ([, pair, what]) => `${pair} ${what}`,
  );
  const done = TOOLCHAINS.map(({ language, framework, run }) => `${language}/${framework} ${run ? 'run' : 'compiled'}`);
  expect(told.toSorted()).toEqual([...done, ...ONLY_INSPECTED.map((pair) => `${pair} only inspected`)].toSorted());
});

for (const { language, framework, lacks, compile, run, summary, failure, endsPending = 0 } of TOOLCHAINS) {
  const name = `${language}/${framework}`;
  const missing = lacks();
  if (missing !== null) process.stdout.write(`${name} is not tried: ${missing}\n`);

  test.skipIf(missing !== null || !compile)(
    `${name}: hostile cases are accepted by the language's own tool`,
    { timeout: 300_000 },
    () => {
      const compiled = inWorkshop({ language, framework, cases: TWELVE }, (workshop) => compile?.(workshop));
      expect(compiled, compiled?.output).toMatchObject({ code: 0 });
    },
  );

  test.skipIf(missing !== null || !run)(
    `${name}: hostile cases pass, and one without assertion is pending`,
    { timeout: 300_000 },
    () => {
      const ran = inWorkshop({ language, framework, cases: TWELVE }, (workshop) => run?.(workshop));
      expect(ran, ran?.output).toMatchObject({ code: endsPending });
      expect(ran?.output).toMatch(summary ?? /^never$/);
    },
  );

  test.skipIf(missing !== null || !run)(
    `${name}: a case that is wrong is reported as failed`,
    { timeout: 300_000 },
    () => {
      const ran = inWorkshop({ language, framework, cases: [WRONG] }, (workshop) => run?.(workshop));
      expect(ran?.output).toMatch(failure ?? /^never$/);
      expect(ran?.code).not.toBe(0);
    },
  );

  test.skipIf(missing !== null)(
    `${name}: an instance is made with its arguments, then called`,
    { timeout: 300_000 },
    () => {
      const subject = { class: 'Greeter', construct: ['Dear "$you", '] };
      const done = inWorkshop({ language, framework, cases: [GREETS], subject }, (workshop) =>
        (run ?? compile)?.(workshop),
      );
      expect(done, done?.output).toMatchObject({ code: 0 });
    },
  );

  test.skipIf(missing !== null)(
    `${name}: titles that ask for the name of another member get one of their own`,
    { timeout: 300_000 },
    () => {
      const done = inWorkshop({ language, framework, cases: CLASHING }, (workshop) => (run ?? compile)?.(workshop));
      expect(done, done?.output).toMatchObject({ code: 0 });
    },
  );
}
