import { z } from 'zod';
import { JsonValue } from '../json';
import { RunSource } from '../manifest';
import { label, prose } from '../text';
import { TaskType } from './task';

/** What a result is saved with, beside its payload. */
export const ResultOptions = z.strictObject({
  name: label(128).default('result').meta({ description: 'Ends the names of its files' }),
  prefix: label(128)
    .nullable()
    .default(null)
    .meta({ description: 'Begins the names of its files instead of the time' }),
  language: label(64).nullable().default(null),
  framework: label(64).nullable().default(null),
  include_secondary: z.boolean().default(true).meta({ description: 'false: the primary formats alone' }),
  persist: z.boolean().default(true).meta({ description: 'false: the files are answered with, and nothing is stored' }),
  tool: z
    .strictObject({ name: label(128), version: label(128).nullable().default(null) })
    .nullable()
    .default(null),
  tags: z.array(label(64)).max(32).default([]),
  triggered_by: label(512).default('api'),
  source: RunSource.prefault({}),
  note: prose(4).nullable().default(null),
});
export type ResultOptions = z.infer<typeof ResultOptions>;

export const ResultFormat = z.enum(['json', 'sarif', 'lcov', 'markdown', 'html', 'graphml', 'yaml', 'source']);
export type ResultFormat = z.infer<typeof ResultFormat>;

/** A file of a result before it is stored: its name begins with the result's prefix or time. */
export interface ResultDocument {
  /** `primary`: what other tools read; `secondary`: what people read. */
  role: 'primary' | 'secondary';
  /** As `_scan.sarif`, or a whole path below the result's folder, as `src/cart.test.ts`. */
  ending: string;
  format: ResultFormat;
  media_type: string;
  text: string;
}

/** A stored file of a result. Immutable. */
export const ResultFile = z.strictObject({
  path: z.string().meta({ description: 'As `security/2026-01-10T15-30-00_scan.sarif`' }),
  role: z.enum(['primary', 'secondary']),
  format: ResultFormat,
  media_type: z.string(),
  size: z.int().nonnegative().meta({ description: 'Bytes' }),
  sha256: z.string(),
  url: z.string(),
});
export type ResultFile = z.infer<typeof ResultFile>;

/** A saved result of a quality task. */
export const QualityResult = z
  .strictObject({
    schema_version: z.literal('quality_result@1'),
    id: z.string(),
    task_type: TaskType,
    task: z.string().meta({ description: 'As it was sent: of `other`, which task it was' }),
    created_at: z.iso.datetime(),
    ...ResultOptions.omit({ persist: true, include_secondary: true }).shape,
    summary: z.record(z.string(), JsonValue),
    metrics: z.record(z.string(), z.number().nullable()),
    files: z.array(ResultFile),
    pinned: z.boolean().meta({ description: 'Kept whatever its age' }),
  })
  .meta({ description: 'A saved result of a quality task' });
export type QualityResult = z.infer<typeof QualityResult>;
