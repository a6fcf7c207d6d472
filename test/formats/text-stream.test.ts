import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextStream } from '../../src/formats/text-stream';

const utf8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const utf16le = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const utf16be = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16());

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    pieces.push(bytes.slice(from, from + size));
    from += size;
  }
  return pieces;
}

/** The whole text with the offset of every unit, asked as late as may be. */
function decode(bytes: Uint8Array, { encoding = 'utf-8', sizes = [bytes.length || 1] } = {}) {
  const stream = new TextStream(encoding);
  let text = '';
  const offsets: number[] = [];
  for (const piece of cut(bytes, sizes)) {
    const given = stream.push(piece);
    if (typeof given !== 'string') return { fault: given, text, offsets, warnings: stream.warnings };
    for (let i = 0; i < given.length; i++) offsets.push(stream.offsetOf(text.length + i));
    text += given;
  }
  const end = stream.end();
  return { fault: end === '' ? null : end, text, offsets, warnings: stream.warnings };
}

const anyText = fc.string({ unit: fc.constantFrom('a', '\n', 'ä', '€', '🍏', '\u0007', '\ufffe', 'z'), maxLength: 60 });
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
const encodings = [
  { encoding: 'utf-8', encode: utf8 },
  { encoding: 'utf-16le', encode: utf16le },
  { encoding: 'utf-16be', encode: utf16be },
];
const isForbidden = (character: string) => character === '\u0007' || character === '\ufffe';

test.each(encodings)('$encoding: text and offsets are the same however the bytes are cut', ({ encoding, encode }) => {
  fc.assert(
    fc.property(anyText, sizes, fc.boolean(), (source, pieces, marked) => {
      const written = marked ? `\ufeff${source}` : source;
      const expected: { unit: string; offset: number }[] = [];
      let offset = 0;
      for (const [i, character] of [...written].entries()) {
        if (!isForbidden(character) && !(marked && i === 0)) expected.push({ unit: character, offset });
        offset += encode(character).length;
      }
      const { fault, text, offsets, warnings } = decode(encode(written), { encoding, sizes: pieces });
      expect(fault).toBeNull();
      expect(text).toBe(expected.map(({ unit }) => unit).join(''));
      let at = 0;
      for (const { unit, offset: begin } of expected) {
        expect(offsets[at]).toBe(begin);
        at += unit.length;
      }
      expect(warnings[0]?.count ?? 0).toBe([...written].filter(isForbidden).length);
    }),
  );
});

test('the offset of a bad byte is the same however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'ä', '€', '🍏') }), sizes, (before, pieces) => {
      const good = utf8(before);
      const bytes = new Uint8Array([...good, 0xff, 0x61]);
      expect(decode(bytes, { sizes: pieces }).fault).toMatchObject({ fault: 'encoding', offset: good.length });
    }),
  );
});

test.each([
  { bytes: [0x61, 0xc3, 0x28], offset: 2, why: 'a sequence that does not go on' },
  { bytes: [0x80], offset: 0, why: 'a sequence that does not begin' },
  { bytes: [0xc0, 0x80], offset: 0, why: 'an overlong NUL' },
  { bytes: [0xed, 0xa0, 0x80], offset: 1, why: 'half of a surrogate pair' },
  { bytes: [0xf5, 0x80, 0x80, 0x80], offset: 0, why: 'beyond Unicode' },
  { bytes: [0x61, 0xff], offset: 1, why: 'a byte that is never UTF-8, at the end' },
])('is no UTF-8: $why', ({ bytes, offset }) => {
  for (const size of [1, 2, 9]) {
    expect(decode(new Uint8Array(bytes), { sizes: [size] }).fault).toMatchObject({ fault: 'encoding', offset });
  }
});

test('half of a surrogate pair in UTF-16 is a fault', () => {
  const bytes = new Uint8Array([0x61, 0, 0x00, 0xd8, 0x61, 0]);
  expect(decode(bytes, { encoding: 'utf-16le', sizes: [1] }).fault).toMatchObject({ fault: 'encoding' });
});

test.each(encodings)('$encoding: a file that ends within a character is truncated there', ({ encoding, encode }) => {
  const bytes = encode('ab🍏');
  const cutShort = bytes.slice(0, -1);
  const { fault } = decode(cutShort, { encoding, sizes: [1] });
  expect(fault).toMatchObject({ fault: 'truncated', offset: encode('ab').length });
});

test.each(encodings)('$encoding: a NUL is a fault with its offset', ({ encoding, encode }) => {
  const { fault } = decode(encode('\u0007€x\0y'), { encoding });
  expect(fault).toMatchObject({ fault: 'nul', offset: encode('\u0007€x').length });
});

test('removed characters are one warning with their count and the first offset', () => {
  const { text, warnings } = decode(utf8('ä\u0001b\u001bc\u000b'), { sizes: [2] });
  expect(text).toBe('äbc');
  expect(warnings).toEqual([{ code: 'control_characters', detail: expect.any(String), count: 3, offset: 2 }]);
});

test('an encoding of one byte a character is decoded with exact offsets', () => {
  const { text, offsets } = decode(new Uint8Array([0x66, 0xfc, 0x72, 0x80]), { encoding: 'iso-8859-1', sizes: [1] });
  expect(text).toBe('für€');
  expect(offsets).toEqual([0, 1, 2, 3]);
});

test.each(['utf-8', 'UTF8', 'utf-16', 'ISO-8859-1', 'latin1', 'Windows-1252', 'iso-8859-15', 'us-ascii'])(
  'the encoding %s is taken',
  (label) => {
    expect(TextStream.open(label)).toBeInstanceOf(TextStream);
  },
);

test.each(['shift_jis', 'utf-7', 'utf-32', 'no-such', '', 'x-user-defined', 'replacement'])(
  'the encoding "%s" is refused',
  (label) => {
    expect(TextStream.open(label)).toMatchObject({ fault: 'encoding' });
  },
);

test('bytes that were pushed may be overwritten afterwards', () => {
  const stream = new TextStream('utf-8');
  const bytes = utf8('ä').slice(0, 1);
  expect(stream.push(bytes)).toBe('');
  bytes[0] = 0x61;
  expect(stream.push(utf8('ä').slice(1))).toBe('ä');
});

test('offsets are asked in rising order', () => {
  const stream = new TextStream('utf-8');
  stream.push(utf8('abc'));
  expect(stream.offsetOf(2)).toBe(2);
  expect(() => stream.offsetOf(1)).toThrow(RangeError);
});
