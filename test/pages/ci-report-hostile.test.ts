import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CiRun } from '../../src/domain/ci-run/view';
import { ciReportHtml } from '../../src/pages/ci-report/html';
import { aCiRun } from './ci-sample';
import { anyText, HOSTILE_TEXTS, replaceTexts } from './hostile';
import { parsePage, skeletonOf } from './structure';

/** Fields with a closed set of values, which the schemas check: a page may depend on them. */
const CLOSED = new Set(['status', 'ended_by', 'verdict', 'rule', 'class_of_failure', 'diagnosed_by']);

/** A run with each of its texts replaced by one; what may go wrong with a part is a closed set, too. */
function hostileRun(text: string): CiRun {
  const run = replaceTexts(aCiRun(), text, CLOSED);
  const parts = run.parts.map((part) => ({
    ...part,
    error: part.error && { ...part.error, code: 'crashed' as const },
  }));
  return { ...run, parts };
}

const reportOf = (text: string) => ciReportHtml(hostileRun(text));
const harmless = skeletonOf(reportOf('harmless'));

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text of a CI report changes no element of it', (_, text) => {
  expect(skeletonOf(reportOf(text))).toEqual(harmless);
});

test('no text at all changes an element of a CI report or makes it invalid', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(skeletonOf(reportOf(text))).toEqual(harmless);
    }),
    { numRuns: 60 },
  );
});

test('a CI report has no script, no handler, no style attribute, and leads nowhere but to itself', () => {
  const elements = parsePage(reportOf('"><a href=javascript:alert(1) onclick=x style=x><script src=//e.example>'));
  const tags = new Set(elements.map(({ tag }) => tag));
  for (const active of ['script', 'iframe', 'object', 'embed', 'form', 'input', 'img', 'base', 'use']) {
    expect(tags).not.toContain(active);
  }
  const names = new Set(elements.flatMap(({ attributes }) => Object.keys(attributes)));
  expect(
    [...names].filter((name) => name.startsWith('on') || ['style', 'src', 'action', 'srcset'].includes(name)),
  ).toEqual([]);
  const links = new Set(elements.flatMap(({ attributes }) => attributes.href ?? []));
  expect(links).toEqual(new Set(['data:,', '#failing', '#cause-1']));
});

test('every text of people and machines is isolated, so that its direction ends with it', () => {
  const elements = parsePage(reportOf('MARKER'));
  const innermost = elements.filter(
    ({ text, depth }, i) => text === 'MARKER' && !((elements[i + 1]?.depth ?? 0) > depth),
  );
  expect(innermost.length).toBeGreaterThan(50);
  for (const { tag, attributes } of innermost) {
    expect(tag === 'bdi' || tag === 'code' || attributes.dir === 'auto').toBe(true);
  }
});

test('a failure that is nothing but markup is text', () => {
  const bomb = '<b>'.repeat(350_000);
  const run = aCiRun();
  const failing = run.failing.slice(0, 1).map((failed) => ({ ...failed, message: bomb }));
  const elements = parsePage(ciReportHtml({ ...run, failing }));
  expect(elements.filter(({ tag, text }) => tag === 'div' && text === bomb).length).toBeGreaterThan(0);
  expect(elements.filter(({ tag }) => tag === 'b').length).toBeLessThan(20);
});
