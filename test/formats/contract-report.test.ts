import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ChangeLevel, ContractChange, ContractDiff } from '../../src/domain/openapi-diff/change';
import { writeContractMarkdown, writeContractYaml } from '../../src/formats/contract-report';
import { escapeMarkdown, fenceInline } from '../../src/pages/escape-markdown';

const ESCAPES = { words: escapeMarkdown, code: fenceInline };

function changing(level: ChangeLevel, more: Partial<ContractChange> = {}): ContractChange {
  return {
    id: 'request-property-became-required',
    level,
    operation: 'POST',
    path: '/pets',
    subject: 'request body, application/json: /name',
    base_pointer: '/paths/~1pets/post',
    revision_pointer: null,
    text: 'The property became required (request body, application/json: /name)',
    fingerprint: `chg_${'0'.repeat(32)}`,
    ...more,
  };
}

function diffing(changes: ContractChange[]): ContractDiff {
  const counts = { breaking: 0, warning: 0, info: 0 };
  for (const { level } of changes) counts[level] += 1;
  return {
    base_version: '3.0.3',
    revision_version: '3.1.0',
    base_operations: 2,
    revision_operations: 1,
    counts,
    changes,
  };
}

describe('Markdown', () => {
  test('tells first of what breaks, with its operation, id and place', () => {
    const text = writeContractMarkdown(diffing([changing('info'), changing('breaking')]), ESCAPES);
    expect(text.indexOf('### Breaking (1)')).toBeGreaterThan(0);
    expect(text.indexOf('### For information (1)')).toBeGreaterThan(text.indexOf('### Breaking (1)'));
    expect(text).toContain('`POST /pets`');
    expect(text).toContain('`request-property-became-required`, at `/paths/~1pets/post`');
    expect(text).not.toContain('May break');
  });

  test('says so where nothing changed', () => {
    expect(writeContractMarkdown(diffing([]), ESCAPES)).toContain('the same meaning');
  });

  test('counts what it does not list', () => {
    const changes = Array.from({ length: 250 }, () => changing('warning'));
    const text = writeContractMarkdown(diffing(changes), ESCAPES);
    expect(text.match(/^- /gm)).toHaveLength(200);
    expect(text).toContain('50 more');
  });

  test('text of a description stays text: no link, image, HTML, heading or further item comes of it', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '<script>',
        '[a](http://b)',
        '![a](b)',
        '`',
        '``a',
        '\n# a',
        '\n- a',
        '@a',
        'https://a.b',
        '|',
        '*a*',
        '&lt;',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(hostile).map((parts) => `${parts.join('')}.`),
        (text) => {
          const change = changing('breaking', { text, path: text, base_pointer: text });
          const tokens = marked.lexer(writeContractMarkdown(diffing([change]), ESCAPES));
          const kinds = new Set<string>();
          marked.walkTokens(tokens, ({ type }) => {
            kinds.add(type);
          });
          for (const kind of ['em', 'link', 'image', 'html', 'code', 'table', 'blockquote'])
            expect(kinds).not.toContain(kind);
          expect(tokens.filter(({ type }) => type === 'heading')).toHaveLength(2);
          expect(tokens.flatMap((token) => (token.type === 'list' ? token.items : []))).toHaveLength(1);
        },
      ),
    );
  });
});

test('YAML gives back the same comparison, whatever its texts hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, path) => {
      const diff = diffing([
        changing('breaking', { text: text.toWellFormed(), path }),
        changing('info', { text: path }),
      ]);
      expect(parse(writeContractYaml(diff))).toEqual(diff);
    }),
  );
  const words = [
    'no',
    '~',
    '1e3',
    '- a',
    '# a',
    '&a',
    '*a',
    '!!js a',
    '{{',
    '\u0085',
    '\u2028',
    '\u0000',
    ' a ',
    'a: b',
    '"',
    '',
  ];
  const diff = diffing(words.map((text) => changing('info', { text })));
  expect(parse(writeContractYaml(diff))).toEqual(diff);
});
