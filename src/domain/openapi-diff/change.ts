import { z } from 'zod';

/**
 * What a change means to those who use the interface. `breaking`: a client that keeps to the base fails. `warning`: it
 * may, and the descriptions don't tell. `info`: it does not.
 */
export const ChangeLevel = z.enum(['breaking', 'warning', 'info']);
export type ChangeLevel = z.infer<typeof ChangeLevel>;

const pointer = z.string().nullable();

export const ContractChange = z.strictObject({
  id: z.string().meta({ description: 'One of the table in docs/openapi-diff.md' }),
  level: ChangeLevel,
  operation: z
    .string()
    .nullable()
    .meta({ description: 'The method in capitals; null for what is of the whole document' }),
  path: z
    .string()
    .nullable()
    .meta({ description: 'The template as the revision has it; as the base has it where gone' }),
  subject: z.string().meta({ description: 'What changed, such as `request body, application/json: /name`' }),
  base_pointer: pointer.meta({ description: 'JSON Pointer into the base; null where the base has nothing of it' }),
  revision_pointer: pointer.meta({ description: 'JSON Pointer into the revision; null where it has nothing of it' }),
  text: z.string().meta({ description: 'One sentence. Names and values in it come from the documents' }),
  fingerprint: z
    .string()
    .regex(/^chg_[0-9a-f]{32}$/)
    .meta({
      description: 'The same for the same change, also after the documents were ordered or referenced in another way',
    }),
});
export type ContractChange = z.infer<typeof ContractChange>;

const count = z.int().nonnegative();

export const ContractDiff = z.strictObject({
  base_version: z.string().meta({ description: 'The version of OpenAPI that the base is written in' }),
  revision_version: z.string(),
  base_operations: count,
  revision_operations: count,
  counts: z.record(ChangeLevel, count),
  changes: z.array(ContractChange).meta({ description: 'By path, operation, subject and id' }),
});
export type ContractDiff = z.infer<typeof ContractDiff>;
