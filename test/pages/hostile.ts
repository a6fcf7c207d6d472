import fc from 'fast-check';

/** Fields with a closed set of values, which the schemas check: a page may depend on them. */
const CLOSED = new Set(['status', 'ended_by', 'verdict', 'rule', 'target', 'state', 'stage']);
/** Objects whose keys are text as well. */
const KEYED_BY_TEXT = new Set(['scores', 'arguments']);

/**
 * The same value with every text of it, open keys included, replaced. Whatever field a schema gains, it is replaced
 * too as soon as the sample has it.
 *
 * @param closed fields that keep their values
 */
export function replaceTexts<T>(value: T, text: string, closed: ReadonlySet<string> = CLOSED): T {
  return JSON.parse(JSON.stringify(value), (key, part) => {
    if (typeof part === 'string') return closed.has(key) ? part : text;
    if (!KEYED_BY_TEXT.has(key)) return part;
    return Object.fromEntries(Object.values(part).map((inner, i) => [`${i} ${text}`, inner]));
  });
}

/** Texts that have broken pages and Markdown before. */
export const HOSTILE_TEXTS: Record<string, string> = {
  'a script element': '<script>alert(1)</script>',
  'an image that runs code': '"><img src=x onerror=alert(1)>',
  'single quotes and a handler': "' onmouseover='alert(1)' x='",
  'a closing title, style and details': '</title></style></details></bdi></pre></summary></html>',
  'a comment and the place of the cells': '<!--cells--><!-- --!> <![CDATA[ ]]>',
  'a javascript: link': 'javascript:alert(1)',
  'entities that are not yet escaped': '&lt;b&gt; &#x3c;i&#62; &amp;amp; &notit;',
  'control characters': 'a\u0000b\u0007c\u001b[31md\u007fe\u0085f\u000bg\u000ch',
  'lone surrogates and noncharacters': '\ud800x\udc00y\ufffe\uffff\ufdd0\u{1ffff}',
  'direction overrides': 'total \u202e0.01 deliaf\u202c \u2066x\u2069 \u200f',
  'every kind of line end': 'one\r\ntwo\rthree\nfour\u2028five\u2029six\n\n\nseven',
  'template and CSS syntax': `\${alert(1)} {{7*7}} ;}body{display:none}/*`,
  'a line of 100 KB': 'x'.repeat(100_000),
  '2 KB of angle brackets': '<'.repeat(2_000),
  'Markdown links and images': '![i](https://e.example/x.png) [l](javascript:alert(1)) <https://e.example> [r]: /u',
  'bare addresses, mentions and issues': 'https://e.example www.e.example a@e.example @everyone #1 GH-1',
  'Markdown blocks': '# h\n\n> q\n\n- l\n\n1. n\n\n---\n\n| a | b |\n|---|---|\n| c | d |\n\n    code',
  'a Markdown block at once': '- [x] done\n===\n+ a\n1) b',
  'fences of both kinds': '```\n</script>\n~~~~\n````html\n<b>x</b>\n`````````\n# out',
  'fences longer than a renderer counts': `${'`'.repeat(300)}\n# out\n${'~'.repeat(300)}\n# out`,
  'a table cell': 'a | b \\| c \\\\| d',
  'backslashes before marks': '\\<b> \\\\*x* \\`y` \\',
  'code spans': '`a` ``b`` ` `` ``` c',
  emphasis: '**bold** _em_ ~~del~~ ***x*** $x$ :smile:',
};

/** Any text of any code units, and texts made of what markup is made of. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'<>&"\'=/!-`~*_[](){}|\\#@:.+$ \n\t\rahw1') }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 30 })
    .map((units) => String.fromCharCode(...units)),
);
