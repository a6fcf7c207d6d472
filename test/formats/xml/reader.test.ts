import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileFault } from '../../../src/formats/reading';
import { type XmlAttributes, XmlReader } from '../../../src/formats/xml/reader';

type Event = ['open', string, XmlAttributes, number] | ['text', string] | ['close', string, number];

/** Events with neighbouring pieces of text joined. */
function read(source: string | Uint8Array, { size = Infinity, stopAt = '' } = {}) {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  const events: Event[] = [];
  let longest = 0;
  const reader = new XmlReader({
    open(name, attributes, offset) {
      events.push(['open', name, { ...attributes }, offset]);
      return name === stopAt ? { fault: 'invalid', detail: 'as the handler says', offset } : null;
    },
    text(text) {
      longest = Math.max(longest, text.length);
      const last = events.at(-1);
      if (last?.[0] === 'text') last[1] += text;
      else events.push(['text', text]);
    },
    close(name, end) {
      events.push(['close', name, end]);
      return null;
    },
  });
  let fault: FileFault | null = null;
  for (let at = 0; at < bytes.length && !fault; at += size) fault = reader.write(bytes.slice(at, at + size));
  fault ??= reader.close();
  return { fault, events, warnings: reader.warnings, longest };
}

const textOf = ({ events }: { events: Event[] }) =>
  events.map((event) => (event[0] === 'text' ? event[1] : '')).join('');

const DOCUMENT = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!-- a - comment -> -->',
  '<!DOCTYPE a SYSTEM "http://example.invalid/a>.dtd">',
  '<?style none?>',
  '<n:a x="1&quot;2" y=\'a>b "c"\'>t\u00e4xt &lt;&#228;&#x1F34F; ]] > ] end',
  '<![CDATA[<raw> & ]] ]]>]<b/>',
  '<c  k = "v"\n>\r\n</c >\r',
  'last</n:a>',
  '<!-- after --> ',
].join('');

test('the same document gives the same events however its bytes are cut', () => {
  const whole = read(DOCUMENT);
  expect(whole.fault).toBeNull();
  expect(whole.events.map(([kind, name]) => `${kind} ${name}`)).toEqual([
    'open a',
    'text t\u00e4xt <\u00e4\u{1f34f} ]] > ] end<raw> & ]] ]',
    'open b',
    'close b',
    'open c',
    'text \n',
    'close c',
    'text \nlast',
    'close a',
  ]);
  expect(whole.events[0]?.[2]).toEqual({ x: '1"2', y: 'a>b "c"' });
  for (const size of [1, 2, 3, 5, 7, 16])
    expect(read(DOCUMENT, { size })).toMatchObject({ ...whole, longest: expect.any(Number) });
});

test('an element knows its bytes in the file', () => {
  const source = '\ufeff<ä>\u{1f34f}<b>€</b>\u0007 <c k="é"/></ä>';
  for (const size of [1, 3, Infinity]) {
    const { events } = read(source, { size });
    const bytes = Buffer.from(source);
    const opened = new Map<string, number>();
    const elements: string[] = [];
    for (const event of events) {
      if (event[0] === 'open') opened.set(event[1], event[3]);
      if (event[0] === 'close') elements.push(bytes.subarray(opened.get(event[1]), event[2]).toString());
    }
    expect(elements).toEqual(['<b>€</b>', '<c k="é"/>', source.slice(1)]);
  }
});

test('a document cut short is never accepted', () => {
  const bytes = new TextEncoder().encode(DOCUMENT);
  const end = bytes.length - '<!-- after --> '.length;
  for (let length = 0; length < end; length++) {
    const { fault } = read(bytes.slice(0, length));
    expect({ length, fault: fault?.fault }).toEqual({ length, fault: length === 0 ? 'empty' : 'truncated' });
    if (length > 0) expect(fault?.offset).toBeLessThanOrEqual(length);
  }
  for (let length = end + 1; length < bytes.length - 1; length++) {
    expect(read(bytes.slice(0, length)).fault?.fault).toBe('truncated');
  }
});

test.each([
  ['<a>', 3],
  ['<a><b></b> text <c', 10],
  ['<a/><!-- ', 4],
  ['<a><![CDATA[ x', 12],
])('%s is truncated after byte %i', (source, offset) => {
  expect(read(source).fault).toMatchObject({ fault: 'truncated', offset });
});

test.each([
  ['<a></b>', 'another end tag'],
  ['<a/>x', 'text after the root'],
  ['<a/><b/>', 'a second root'],
  ['x<a/>', 'text before the root'],
  ['<a/>&amp;', 'a reference after the root'],
  ['<![CDATA[x]]><a/>', 'CDATA before the root'],
  ['<a><![CDATA[x]]</a>', 'CDATA that does not end', 'truncated'],
  [' <?xml version="1.0"?><a/>', 'white space before the declaration'],
  ['<!-- --><?xml version="1.0"?><a/>', 'a comment before the declaration'],
  ['<a><!-- -- --></a>', 'hyphens in a comment'],
  ['<a>]]></a>', 'the end of CDATA in a text'],
  ['<a>&amp;]]></a>', 'the end of CDATA in a text with references'],
  ['<a b="<"/>', 'a bracket in an attribute'],
  ['<a b=c/>', 'an attribute without quotes'],
  ['<a b/>', 'an attribute without a value'],
  ['<a b="1" b="2"/>', 'an attribute twice'],
  ['<a b="1"c="2"/>', 'attributes without white space'],
  ['<a b="<<computed>>" ', 'a bracket in an attribute, cut short'],
  ['<a>&</a>', 'a bare ampersand'],
  ['<a>a & b; c</a>', 'a bare ampersand before a semicolon'],
  ['<a>& a long text without any semicolon in it, longer than a reference', 'a bare ampersand, cut short'],
  ['<a>&#xD83C;&#xDF4F;</a>', 'halves of a surrogate pair'],
  ['<a>&#0;</a>', 'a NUL by number'],
  ['<a>< b/></a>', 'a blank in a tag'],
  ['<a><!ELEMENT b></a>', 'a declaration within'],
  ['<a/><!DOCTYPE a>', 'a DOCTYPE after the root'],
  ['<1/>', 'a name that begins with a digit'],
])('%s is refused: %s', (source, _why, code = 'not_well_formed') => {
  for (const size of [1, Infinity]) expect(read(source, { size }).fault?.fault).toBe(code);
});

test('the first fault is told with its byte', () => {
  const { fault } = read('<a>ä<b c="1" c2=1></a>');
  expect(fault).toMatchObject({ fault: 'not_well_formed', offset: '<a>ä<b c="1" c2='.length + 1 });
});

test('billion laughs and external entities are refused, and nothing is expanded', () => {
  const laughs = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]><a>&y;</a>';
  expect(read(laughs).fault).toMatchObject({ fault: 'entities', offset: laughs.indexOf('[') });
  expect(read('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>&x;</a>').fault).toMatchObject({ fault: 'entities' });
  expect(read('<a b="&x;"/>').fault).toMatchObject({ fault: 'entities' });
  expect(read('<a>&nbsp;</a>').fault).toMatchObject({ fault: 'entities', offset: 8 });
});

test('a million quotes by reference are only text', () => {
  const quotes = '&quot;'.repeat(1_000_000);
  const inText = read(`<a>${quotes}</a>`, { size: 65_536 });
  expect(inText.fault).toBeNull();
  expect(textOf(inText)).toBe('"'.repeat(1_000_000));
  expect(read(`<a b="${quotes}"/>`, { size: 65_536 }).fault).toBeNull();
});

test('elements nest 256 deep and no deeper', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  expect(read(nested(255)).fault).toBeNull();
  expect(read(nested(256)).fault).toBeNull();
  expect(read(nested(257)).fault).toMatchObject({ fault: 'too_deep', offset: 256 * 3 });
});

test('an element has 1,024 attributes and no more', () => {
  const element = (count: number) => `<a ${Array.from({ length: count }, (_, i) => `a${i}="x"`).join(' ')}/>`;
  expect(read(element(1023)).fault).toBeNull();
  expect(read(element(1024)).fault).toBeNull();
  expect(read(element(1025)).fault).toMatchObject({ fault: 'too_many', offset: 0 });
});

test('an attribute is 1 MiB of UTF-8 and no more', () => {
  const element = (bytes: number) => `<a b="ä${'x'.repeat(bytes - 2)}"/>`;
  expect(read(element(1_048_575)).fault).toBeNull();
  expect(read(element(1_048_576)).fault).toBeNull();
  expect(read(element(1_048_577)).fault).toMatchObject({ fault: 'too_long', offset: 0 });
});

test('a name is 1,024 characters and no more', () => {
  expect(read(`<${'a'.repeat(1024)}/>`).fault).toBeNull();
  expect(read(`<${'a'.repeat(1025)}/>`).fault).toMatchObject({ fault: 'too_long' });
  expect(read(`<a ${'a'.repeat(1025)}="1"/>`).fault).toMatchObject({ fault: 'too_long' });
});

test.each([
  ['<a b="', 'a tag'],
  ['<a ', 'white space in a tag'],
  ['<', 'a name'],
  ['<?', 'an instruction'],
  ['<!DOCTYPE ', 'a DOCTYPE'],
])('%s without an end is too long, not gathered', (head) => {
  const reader = new XmlReader({ open: () => null, text: () => undefined, close: () => null });
  const piece = new TextEncoder().encode((head === '<a ' ? ' ' : 'x').repeat(1024 * 1024));
  let fault = reader.write(new TextEncoder().encode(head));
  for (let i = 0; i < 17 && !fault; i++) fault = reader.write(piece);
  expect(fault).toMatchObject({ fault: 'too_long', offset: 0 });
});

test.each([
  ['<a>', 'a text'],
  ['<a><![CDATA[', 'a CDATA section'],
  ['<a><!--', 'a comment'],
  ['', 'white space before the root'],
])('of %s the reader holds no more than a piece', (head) => {
  let longest = 0;
  const text = (given: string) => {
    longest = Math.max(longest, given.length);
  };
  const reader = new XmlReader({ open: () => null, text, close: () => null });
  const piece = new TextEncoder().encode((head === '' ? ' ' : '€').repeat(65_536));
  expect(reader.write(new TextEncoder().encode(`${head} `))).toBeNull();
  for (let i = 0; i < 64; i++) expect(reader.write(piece)).toBeNull();
  expect(longest).toBeLessThanOrEqual(65_536);
});

test('a control character is removed with a warning, raw or by number', () => {
  const { fault, events, warnings } = read('<a b="x&#27;[0m">\u001b[31mred&#x1B;[0m&#xFFFF;</a>');
  expect(fault).toBeNull();
  expect(events.slice(0, 2)).toEqual([
    ['open', 'a', { b: 'x[0m' }, 0],
    ['text', '[31mred[0m'],
  ]);
  expect(warnings).toEqual([{ code: 'control_characters', detail: expect.any(String), count: 4, offset: 0 }]);
});

test('bad UTF-8 and NUL are faults with their byte', () => {
  expect(read(new Uint8Array([...Buffer.from('<a>ä'), 0xff])).fault).toMatchObject({ fault: 'encoding', offset: 5 });
  expect(read('<a>\0</a>').fault).toMatchObject({ fault: 'nul', offset: 3 });
});

test.each([
  ['utf-16le by its mark', Buffer.from('\ufeff<a>ä</a>', 'utf16le')],
  ['utf-16be by its mark', Buffer.from('\ufeff<a>ä</a>', 'utf16le').swap16()],
  ['utf-16le by its zeros', Buffer.from('<?xml version="1.0" encoding="UTF-16"?><a>ä</a>', 'utf16le')],
  ['utf-16be by its zeros', Buffer.from('<?xml version="1.0" encoding="UTF-16"?><a>ä</a>', 'utf16le').swap16()],
  ['utf-8 by its mark', Buffer.from('\ufeff<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>')],
  ['latin-1 by declaration', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>', 'latin1')],
  ['utf-8 by default', Buffer.from('<?xml version="1.0"?><a>ä</a>')],
])('the encoding is found: %s', (_how, bytes) => {
  for (const size of [1, 4, Infinity]) {
    const result = read(new Uint8Array(bytes), { size });
    expect(result.fault).toBeNull();
    expect(textOf(result)).toBe('ä');
  }
});

test('an encoding that is not taken is a fault', () => {
  expect(read('<?xml version="1.0" encoding="Shift_JIS"?><a/>').fault).toMatchObject({ fault: 'encoding' });
});

test('UTF-8 that claims to be UTF-16 is read with a warning', () => {
  const { fault, warnings } = read('<?xml version="1.0" encoding="utf-16"?><a>ä</a>');
  expect(fault).toBeNull();
  expect(warnings).toMatchObject([{ code: 'encoding_differs', count: 1 }]);
});

test('what holds no document is empty', () => {
  for (const source of ['', ' \n', '\ufeff']) expect(read(source).fault).toMatchObject({ fault: 'empty' });
  expect(read('<?xml version="1.0"?>').fault).toMatchObject({ fault: 'truncated' });
});

test("a handler's fault ends the reading", () => {
  const { fault, events } = read('<a><b/><c/></a>', { stopAt: 'b' });
  expect(fault).toMatchObject({ fault: 'invalid', offset: 3 });
  expect(events.map(([kind, name]) => `${kind} ${name}`)).toEqual(['open a', 'open b']);
});

test('names that JavaScript knows are names like any other', () => {
  const { events } = read('<__proto__ __proto__="1" constructor="2"/>');
  const [, name, attributes] = events[0] ?? [];
  expect(name).toBe('__proto__');
  expect(Object.entries(attributes ?? {})).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
});

test('any bytes end in a document or a fault, the same however they are cut', () => {
  const part = fc.constantFrom(
    '<a>',
    '</a>',
    '<b k="',
    '"',
    '/>',
    '&lt;',
    '&',
    ';',
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    'ä',
    '\r',
    '\n',
    '?>',
    '<?p ',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 6 }), (parts, size) => {
      const source = `<a>${parts.join('')}</a>`;
      const whole = read(source);
      const pieces = read(source, { size });
      expect(pieces.fault?.fault).toBe(whole.fault?.fault);
      if (!whole.fault) expect(pieces.events).toEqual(whole.events);
    }),
    { numRuns: 2000 },
  );
});
