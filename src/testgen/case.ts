import { z } from 'zod';
import { hasControls } from '../domain/text';
import { checkPattern } from './pattern';
import { OperandForm, ValueForm } from './value';

const MOST_CASES = 500;
const MOST_ROWS = 500;

/** Any text: quotes, line breaks and markup are escaped where they are written. */
const wellFormed = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => text.isWellFormed(), { error: 'half of a surrogate pair', params: { code: 'lone_surrogate' } });

/** A name that a case gives to one of its values. Each language spells it in its own way. */
const ValueName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a letter, then letters, digits and _');

/** What a case calls, by its neutral name; the subject may say what it is called in a language. */
const Callable = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a letter or _, then letters, digits and _');

const not = z.boolean().default(false).meta({ description: 'Turns the assertion round' });
const at = z
  .array(z.union([z.string(), z.int().nonnegative()]))
  .max(20)
  .optional()
  .meta({ description: 'Looks into the result, a JSON text: keys and indexes, [] for the whole' });

const Equals = z.strictObject({ kind: z.literal('equals'), value: OperandForm, not, at });
const CloseTo = z.strictObject({
  kind: z.literal('close_to'),
  value: z.number(),
  within: z.number().positive(),
  not,
  at,
});
const State = z.strictObject({ kind: z.enum(['truthy', 'falsy', 'null']), not, at });
const OfText = z.strictObject({ kind: z.enum(['contains', 'starts_with', 'ends_with']), value: OperandForm, not, at });
const HasItem = z.strictObject({ kind: z.literal('has_item'), value: OperandForm, not, at });
const Matches = z
  .strictObject({
    kind: z.literal('matches'),
    pattern: z.string().min(1),
    flags: z
      .string()
      .regex(/^(?!.*(.).*\1)[ims]*$/, 'any of i, m and s, each once')
      .default(''),
    not,
    at,
  })
  .superRefine(({ pattern, flags }, ctx) => {
    const fault = checkPattern(pattern, flags);
    if (fault) ctx.addIssue({ code: 'custom', path: ['pattern'], message: fault.detail, params: { code: fault.code } });
  });
const Compares = z.strictObject({
  kind: z.enum(['less_than', 'at_most', 'greater_than', 'at_least']),
  value: OperandForm,
  not,
  at,
});
const Length = z.strictObject({
  kind: z.literal('length'),
  of: z.enum(['text', 'list', 'map']).meta({ description: 'text: Unicode code points; list: items; map: keys' }),
  equals: z.int().nonnegative(),
  not,
  at,
});
const IsJson = z.strictObject({ kind: z.literal('is_json'), not });
const Raises = z.strictObject({
  kind: z.literal('raises'),
  type: z.string().min(1).max(200).optional().meta({ description: 'Any error where it is missing' }),
  message: wellFormed(4096).optional().meta({ description: 'A text that the message contains' }),
});

export const Assertion = z.discriminatedUnion('kind', [
  Equals,
  CloseTo,
  State,
  OfText,
  HasItem,
  Matches,
  Compares,
  Length,
  IsJson,
  Raises,
]);
export type Assertion = z.infer<typeof Assertion>;
export type AssertionInput = z.input<typeof Assertion>;

/** What an assertion says of the result; `raises` is about there being none. */
export type Check = Exclude<Assertion, { kind: 'raises' }>;
export type Raised = Extract<Assertion, { kind: 'raises' }>;

const Table = z
  .strictObject({
    columns: z.array(ValueName).min(1).max(20),
    rows: z.array(z.array(ValueForm)).min(1).max(MOST_ROWS),
  })
  .superRefine(({ columns, rows }, ctx) => {
    rows.forEach((row, i) => {
      if (row.length === columns.length) return;
      const message = `a row has one value a column, ${columns.length}`;
      ctx.addIssue({ code: 'custom', path: ['rows', i], message, params: { code: 'wrong_length' } });
    });
  });

/** A test case of no language: values are arranged, one function is called, its result is asserted. */
export const TestCase = z
  .strictObject({
    name: wellFormed(200).refine((name) => name.trim() !== '', { error: 'not only white space' }),
    description: wellFormed(2000).optional(),
    arrange: z
      .array(z.strictObject({ name: ValueName, value: ValueForm }))
      .max(50)
      .default([]),
    act: z.strictObject({
      function: Callable,
      args: z.array(OperandForm).max(20).default([]),
      await: z.boolean().default(false),
      can_fail: z.boolean().default(false).meta({
        description:
          'It returns an error beside its result (go, rust) or throws (swift); implied where a case expects it to fail',
      }),
    }),
    assert: z.array(Assertion).max(50).default([]).meta({ description: 'None: the test is pending' }),
    table: Table.optional(),
    pending: wellFormed(500).optional().meta({ description: 'Why the test is not to run yet' }),
  })
  .superRefine(({ assert }, ctx) => {
    if (assert.length < 2 || !assert.some(({ kind }) => kind === 'raises')) return;
    const message = 'what fails has no result: raises stands alone';
    ctx.addIssue({ code: 'custom', path: ['assert'], message, params: { code: 'contradiction' } });
  });
export type TestCase = z.infer<typeof TestCase>;
export type TestCaseInput = z.input<typeof TestCase>;

export const TestCases = z.array(TestCase).min(1).max(MOST_CASES);

const Qualified = z
  .string()
  .max(500)
  .regex(/^[A-Za-z0-9_.:\\/@~-]*$/, 'letters, digits and . _ : \\ / @ ~ -');

/** The code under test, and how a test reaches it. */
export const Subject = z.strictObject({
  name: wellFormed(200)
    .refine((name) => !hasControls(name) || name.trim() !== '', { error: 'not only white space' })
    .meta({ description: 'Names the file and the class; any text, it is folded to what the language allows' }),
  module: Qualified.meta({
    description:
      'Import path (typescript, javascript, go), dotted module (python), package (java, kotlin), namespace (csharp, php), crate path (rust), require path (ruby), module (swift)',
  }),
  class: z.string().max(200).optional().meta({ description: 'What holds the functions; without it they stand alone' }),
  construct: z
    .array(ValueForm)
    .max(20)
    .optional()
    .meta({ description: 'What an instance is made with; without it the functions are static' }),
  names: z
    .record(z.string(), z.string().max(500))
    .default({})
    .meta({ description: 'What a neutral name, of a function or of an error, is called in this language' }),
  directory: z
    .string()
    .max(500)
    .regex(/^(?:[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*(?:\/(?!$)|$))*$/, 'a relative folder without . or ..')
    .optional()
    .meta({ description: "Where the file goes, '' for the root; otherwise the framework's place" }),
  require: z
    .boolean()
    .optional()
    .meta({ description: 'javascript: CommonJS instead of import; without it only jest, whose default it is' }),
});
export type Subject = z.infer<typeof Subject>;
export type SubjectInput = z.input<typeof Subject>;
