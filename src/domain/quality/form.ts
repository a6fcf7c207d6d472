import type { z } from 'zod';
import type { JsonValue } from '../json';
import type { DiffGroup } from './diff';
import type { TaskType } from './task';

/** All that is particular to one task: the form of its payload, and what can be said of it. Pure. */
export interface TaskForm<Payload> {
  type: TaskType;
  payload: z.ZodType<Payload>;
  /** What the index shows of a result. */
  summarise: (payload: Payload) => Record<string, JsonValue>;
  /** By the keys of `METRICS`; null: not measured. */
  measure: (payload: Payload) => Record<string, number | null>;
  /** What changed, group by group; or why the two can't be compared. */
  compare: (before: Payload, after: Payload) => { groups: DiffGroup[] } | { incomparable: string };
}
