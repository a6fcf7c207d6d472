import { z } from 'zod';
import { RunSource } from '../manifest';
import { label } from '../text';

const A_WEEK = 7 * 24 * 3600;
const SIX_HOURS = 6 * 3600;

/** What a caller sends to open a run that results of a CI pipeline are sent to. */
export const CiRunRequest = z.strictObject({
  name: label(256).default('ci').meta({ description: 'What its records are listed under, as an agent is by its name' }),
  handle: label(256).nullable().default(null).meta({
    description: 'Whoever opens a run under the same handle joins it: the id of the pipeline, for all its jobs',
  }),
  parts: z.int().min(1).max(1000).nullable().default(null).meta({
    description: 'The run finishes by itself when so many parts are complete; null: when it is told to',
  }),
  deadline_seconds: z.int().min(1).max(A_WEEK).default(SIX_HOURS).meta({
    description: 'A run that nobody has finished by then ends inconclusive',
  }),
  routes: z.array(label(2048)).max(5000).default([]).meta({
    description: 'Known routes of the API under test, as `GET /pets/{pet_id}`: tests are mapped to these',
  }),
  roots: z.array(label(1024)).max(16).default([]).meta({
    description: 'Folders of the checkout on the machines that send: paths of coverage are told from there',
  }),
  triggered_by: label(512).default('api'),
  tags: z.array(label(64)).max(32).default([]),
  source: RunSource.prefault({}),
});
export type CiRunRequest = z.infer<typeof CiRunRequest>;
