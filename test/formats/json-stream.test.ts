import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonStream, MOST_DEPTH, MOST_KEY, MOST_STRING } from '../../src/formats/json-stream/json-stream';
import type { WantedPaths } from '../../src/formats/json-stream/paths';
import { MOST_BUILT } from '../../src/formats/json-stream/picker';
import type { JsonValue } from '../../src/formats/json-stream/value';
import { objectOf } from '../../src/formats/json-stream/value';
import type { FileFault } from '../../src/formats/reading';

interface Told {
  path: string;
  value: JsonValue | 'dropped';
  indexes: number[];
  offset: number;
  length: number | null;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

function read(paths: WantedPaths, pieces: Iterable<Uint8Array>): { told: Told[]; fault: FileFault | null } {
  const told: Told[] = [];
  const stream = new JsonStream(paths, {
    open: () => undefined,
    value: (path, value, place) => told.push({ ...place, path, value, indexes: [...place.indexes] }),
    dropped: (path, place) => told.push({ ...place, path, value: 'dropped', indexes: [...place.indexes] }),
  });
  for (const piece of pieces) {
    const fault = stream.write(piece);
    if (fault) return { told, fault };
  }
  return { told, fault: stream.close() };
}

/** Cuts bytes into pieces of the given sizes, over and over. */
function* cut(bytes: Uint8Array, sizes: readonly number[]): Iterable<Uint8Array> {
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

function* repeated(text: string, times: number): Iterable<Uint8Array> {
  const each = 10_000;
  const many = bytesOf(text.repeat(each));
  for (let i = 0; i < times / each; i++) yield many;
}

const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
/** JSON without what is changed on purpose: control characters, halves of pairs, and `-0`, which JSON has not. */
const values = fc
  .jsonValue({ maxDepth: 5 })
  .filter((value) => !/\\u[0-9a-f]{4}|\\[bf]|[\ufffe\uffff]/.test(JSON.stringify(value)));

describe('values', () => {
  test('are those of JSON.parse, in pieces of any size', () => {
    fc.assert(
      fc.property(fc.array(values), sizes, fc.constantFrom(undefined, 1, '\t'), (items, pieces, space) => {
        const bytes = bytesOf(JSON.stringify({ a: items, b: items }, null, space));
        const { told, fault } = read({ 'a.*': 'whole' }, cut(bytes, pieces));
        expect(fault).toBeNull();
        expect(JSON.stringify(told.map(({ value }) => value))).toBe(JSON.stringify(items));
        expect(told.map(({ indexes }) => indexes)).toEqual(items.map((_, i) => [i]));
      }),
    );
  });

  test('stand at the bytes that are told, behind a byte order mark and letters of any length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), { maxLength: 4 }),
        sizes,
        fc.boolean(),
        (items, pieces, marked) => {
          const bytes = bytesOf(`${marked ? '\ufeff' : ''}${JSON.stringify(['ä€😀', { items }])}`);
          const { told, fault } = read({ '*.items.*': 'whole' }, cut(bytes, pieces));
          expect(fault).toBeNull();
          const decoder = new TextDecoder();
          const built = told.filter(({ length }) => length !== null);
          const raw = built.map(({ offset, length }) => decoder.decode(bytes.subarray(offset, offset + (length ?? 0))));
          expect(raw).toEqual(items.map((item) => JSON.stringify(item)));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('are built at wanted paths and under wanted keys only', () => {
    const text = '{"x":{"a":[1]},"runs":[{"a":[{"k":1,"l":{"k":2},"m":[3]}],"b":[{"k":4}]},{"a":null},{"a":[7,[8]]}]}';
    const { told, fault } = read({ 'runs.*.a.*': ['k', 'm'] }, [bytesOf(text)]);
    expect(fault).toBeNull();
    expect(told.map(({ path, indexes, value }) => [path, indexes, value])).toEqual([
      ['runs.*.a.*', [0, 0], { k: 1, m: [3] }],
      ['runs.*.a', [1], null],
      ['runs.*.a.*', [2, 0], 7],
      ['runs.*.a.*', [2, 1], [8]],
    ]);
  });

  test('`__proto__` and `constructor` are keys like any other', () => {
    const text = '{"a":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"b":1}}';
    const { told } = read({ a: 'whole' }, [bytesOf(text)]);
    const built = objectOf(told[0]?.value);
    expect(Object.keys(built ?? {})).toEqual(['__proto__', 'constructor', 'b']);
    expect(built?.['polluted']).toBeUndefined();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('of repeated keys the last one holds', () => {
    expect(read({ a: 'whole' }, [bytesOf('{"a":{"b":1,"b":2}}')]).told[0]?.value).toEqual({ b: 2 });
  });

  test('numbers that no double holds do no harm', () => {
    const { told } = read({ a: 'whole' }, [bytesOf('{"a":[12345678901234567890, 1e999, -1E+400, 5e-400, -0]}')]);
    expect(told[0]?.value).toEqual([12345678901234567000, null, null, 0, -0]);
  });

  test('control characters and halves of characters that escapes write are taken out', () => {
    const stream = new JsonStream(
      { a: 'whole' },
      {
        open: () => undefined,
        value: (_, value) => expect(value).toEqual(['xy', '\ufffd', '\ttab', { '\ufffd': 1 }]),
        dropped: () => undefined,
      },
    );
    expect(stream.write(bytesOf('{"a":["x\\u0000\\u001by", "\\ud800", "\\ttab", {"\\ud800":1}]}'))).toBeNull();
    expect(stream.close()).toBeNull();
    expect(stream.warnings).toEqual([
      { code: 'control_characters', detail: 'control characters were removed', count: 2, offset: 6 },
    ]);
  });
});

describe('what is no JSON', () => {
  test.each([
    ['[1,]', 'not_well_formed', 3],
    ['{"a":1,}', 'not_well_formed', 7],
    ['{"a" 1}', 'not_well_formed', 5],
    ['{1:2}', 'not_well_formed', 1],
    ['[1 2]', 'not_well_formed', 3],
    ['[1]]', 'not_well_formed', 3],
    ['[1]{}', 'not_well_formed', 3],
    ['[1}', 'not_well_formed', 2],
    ['[tru]', 'not_well_formed', 4],
    ['[01]', 'not_well_formed', 2],
    ["['a']", 'not_well_formed', 1],
    ['["a\nb"]', 'not_well_formed', 3],
    ['["\\x"]', 'not_well_formed', 3],
    ['[NaN]', 'not_well_formed', 1],
    ['[1] // done', 'not_well_formed', 4],
    ['', 'empty', 0],
    [' \n', 'empty', 2],
    ['\ufeff', 'empty', 3],
    ['["a\0b"]', 'nul', 3],
    ['\0', 'nul', 0],
    ['[1', 'truncated', 2],
    ['{"a":"', 'truncated', 6],
    ['[1]\ufeff', 'not_well_formed', 3],
  ])('%j is %s at byte %i, in pieces of any size', (text, fault, offset) => {
    for (const size of [1, 2, 3, 100]) {
      expect(read({ a: 'whole' }, cut(bytesOf(text), [size])).fault).toMatchObject({ fault, offset });
    }
  });

  test('a byte that is not UTF-8 is told with its offset, wherever pieces are cut', () => {
    const before = bytesOf('["ä€😀 some text that is longer than the tokenizer looks at in one go 😀');
    for (const bad of [[0xff], [0xc3, 0x28], [0xe2, 0x82, 0x22], [0xf0, 0x9f, 0x98, 0x22], [0xed, 0xa0, 0x80]]) {
      const bytes = new Uint8Array([...before, ...bad, ...bytesOf('"]')]);
      for (const size of [1, 2, 3, 1000]) {
        const { fault } = read({ '*': 'whole' }, cut(bytes, [size]));
        expect(fault?.fault).toBe('encoding');
        expect(fault?.offset).toBeGreaterThanOrEqual(before.length);
        expect(fault?.offset).toBeLessThan(before.length + bad.length);
      }
    }
  });

  test('UTF-16 is refused: JSON is UTF-8', () => {
    expect(read({}, [new Uint8Array([0xff, 0xfe, 0x5b, 0, 0x5d, 0])]).fault).toMatchObject({
      fault: 'encoding',
      offset: 0,
    });
  });

  test('a document that was cut off anywhere is never taken', () => {
    const small = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
    fc.assert(
      fc.property(small, sizes, (document, pieces) => {
        const bytes = bytesOf(JSON.stringify(document));
        for (let end = 0; end < bytes.length; end++) {
          const { fault } = read({ '*': 'whole' }, cut(bytes.subarray(0, end), pieces));
          expect(fault?.fault).toBe(end === 0 ? 'empty' : 'truncated');
        }
      }),
      { numRuns: 40 },
    );
  });

  test('text that JSON.parse refuses is refused, and what it takes is taken', () => {
    const text = fc.string({ unit: fc.constantFrom(...'[]{},:"01-+.eEtrufalsn\\ '), maxLength: 12 });
    fc.assert(
      fc.property(text, sizes, (written, pieces) => {
        expect(read({}, cut(bytesOf(written), pieces)).fault === null).toBe(parses(written));
      }),
      { numRuns: 2000 },
    );
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('limits', () => {
  test(`${MOST_DEPTH} lists within each other are taken, one more is not`, () => {
    const nested = (depth: number) => bytesOf('['.repeat(depth) + ']'.repeat(depth));
    expect(read({}, [nested(MOST_DEPTH - 1)]).fault).toBeNull();
    expect(read({}, [nested(MOST_DEPTH)]).fault).toBeNull();
    expect(read({}, [nested(MOST_DEPTH + 1)]).fault).toMatchObject({ fault: 'too_deep', offset: MOST_DEPTH });
  });

  test('ten million lists within each other cost nothing', () => {
    expect(read({ '*': 'whole' }, repeated('[', 1e7)).fault).toMatchObject({ fault: 'too_deep', offset: MOST_DEPTH });
    expect(read({ '*': 'whole' }, repeated('{"a":', 1e7)).fault).toMatchObject({ fault: 'too_deep' });
  });

  test('a key has 1 KiB at most', () => {
    const keyed = (length: number, letter = 'k') => bytesOf(`{"${letter.repeat(length)}":1}`);
    expect(read({}, [keyed(MOST_KEY - 1)]).fault).toBeNull();
    expect(read({}, [keyed(MOST_KEY)]).fault).toBeNull();
    expect(read({}, [keyed(MOST_KEY + 1)]).fault).toMatchObject({ fault: 'too_long', offset: 1 });
    expect(read({}, [keyed(MOST_KEY / 2, 'ä')]).fault).toBeNull();
    expect(read({}, [keyed(MOST_KEY / 2 + 1, 'ä')]).fault).toMatchObject({ fault: 'too_long' });
  });

  test('a string has 16 MiB at most, whether it is wanted or not', () => {
    const long = (length: number) => bytesOf(`[[["${'x'.repeat(length)}"]]]`);
    expect(read({}, [long(MOST_STRING - 1)]).fault).toBeNull();
    expect(read({}, [long(MOST_STRING)]).fault).toBeNull();
    expect(read({}, [long(MOST_STRING + 1)]).fault).toMatchObject({ fault: 'too_long', offset: 3 });
  });

  test.each([
    ['["', 'x'],
    ['["', '\\n'],
    ['[1', '1'],
    ['["\\u004', '1'],
  ])(
    'a string or number that never ends is given up: %s, then %s',
    (start, text) => {
      expect(read({ '*': 'whole' }, [bytesOf(start), ...repeated(text, 2e7)]).fault).toMatchObject({
        fault: 'too_long',
      });
    },
    60_000,
  );

  test('a value that is larger than 16 MiB is let go alone', () => {
    const text = 'x'.repeat(MOST_BUILT / 4);
    const large = JSON.stringify({ a: [text, text, { b: text }], c: text, d: { e: [1] } });
    const { told, fault } = read({ '*': 'whole' }, cut(bytesOf(`[{"f":1},${large},{"g":2}]`), [100_000]));
    expect(fault).toBeNull();
    expect(told.map(({ value, indexes }) => [value, indexes])).toEqual([
      [{ f: 1 }, [0]],
      ['dropped', [1]],
      [{ g: 2 }, [2]],
    ]);
    expect(told[1]).toMatchObject({ offset: 9, length: large.length });
  });

  test('what is not kept of a value does not count against its size', () => {
    const large = JSON.stringify({ flows: Array.from({ length: 5 }, () => 'x'.repeat(MOST_BUILT / 4)), a: 1 });
    expect(read({ '*': ['a'] }, [bytesOf(`[${large}]`)]).told.map(({ value }) => value)).toEqual([{ a: 1 }]);
  });
});
