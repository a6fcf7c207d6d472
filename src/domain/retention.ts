import { z } from 'zod';
import { type Fault, fault } from './fault';
import { TASK_TYPES, TaskType } from './quality/task';
import { label } from './text';

const Days = z.int().min(1).max(3650);

/** How long a project keeps the files of its runs and results. Records are kept in any case. */
export const RetentionPolicy = z
  .strictObject({
    artifact_days: Days.meta({
      description: 'Days after which the files and transcripts of a finished run are deleted; 30 at first',
    }),
    hold_tags: z
      .array(label(64))
      .max(32)
      .meta({ description: 'A run with one of these tags is kept until the tag is taken off this list' }),
    result_days: z.partialRecord(TaskType, Days).meta({
      description: 'Days after which the files of a quality result are deleted, by its task; 30 where it is not named',
    }),
    compress_after_days: Days.meta({ description: 'Days after which the files of a quality result are compressed' }),
  })
  .meta({ description: 'How long a project keeps the files of its runs and quality results' });
export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

/** That the files of a run were deleted: when (RFC 3339, UTC), and why, in words that follow 'because they were'. */
export interface Purge {
  purged_at: string;
  reason: string;
}

/** The part of a record that retention looks at, and whether its run was purged before. */
export interface Candidate {
  seq: number;
  run_id: string;
  kind: string;
  timestamp: string;
  tags: readonly string[];
  purged: boolean;
}

/** What a step over records found: the runs to purge, the record it got to, and the oldest one that a hold keeps. */
export interface Sweep {
  due: string[];
  cursor: number;
  firstHeld: number | null;
  /** There may be more to purge behind the cursor. */
  more: boolean;
}

export interface SweepTerms {
  /** The time since which files are kept. */
  before: string;
  policy: Pick<RetentionPolicy, 'hold_tags'>;
  /** The record that the page comes after. */
  cursor: number;
  /** Runs that may be due. */
  most: number;
  /** Records that were asked for: a page of so many may have more behind it. */
  scanned: number;
}

const DAY_MS = 24 * 3600 * 1000;

/** Days that results are kept where nobody says otherwise. */
const RESULT_DAYS = 30;

const daysBefore = (days: number, now: number) => new Date(now - days * DAY_MS).toISOString();

const olderThan = (days: number) => `older than ${days === 1 ? '1 day' : `${days} days`}`;

/** Files of runs that finished before this time are to go, RFC 3339. `now` in milliseconds since 1970. */
export const keptSince = ({ artifact_days }: Pick<RetentionPolicy, 'artifact_days'>, now: number) =>
  daysBefore(artifact_days, now);

/** Why a policy purges a run, as `Purge` has it. */
export const reasonOf = ({ artifact_days }: Pick<RetentionPolicy, 'artifact_days'>) => olderThan(artifact_days);

/** Until when the results of each task are old enough to be purged, and why then. `now` in milliseconds since 1970. */
export function resultLimits(
  { result_days }: Pick<RetentionPolicy, 'result_days'>,
  now: number,
): { task_type: TaskType; before: string; reason: string }[] {
  return TASK_TYPES.map((task_type) => {
    const days = result_days[task_type] ?? RESULT_DAYS;
    return { task_type, before: daysBefore(days, now), reason: olderThan(days) };
  });
}

/** Files of results that were saved before this time are to be compressed, RFC 3339. */
export const compressedBefore = ({ compress_after_days }: Pick<RetentionPolicy, 'compress_after_days'>, now: number) =>
  daysBefore(compress_after_days, now);

/** What the retention of results has freed of a project so far. */
export const FreedResults = z.strictObject({
  purged: z.int().meta({ description: 'Results whose files were deleted' }),
  bytes_purged: z.int().meta({ description: 'What these files took when they were deleted' }),
  compressed: z.int().meta({ description: 'Results whose files were compressed' }),
  bytes_saved: z.int().meta({ description: 'Plain size of these files less what they took then' }),
});
export type FreedResults = z.infer<typeof FreedResults>;

/**
 * Goes over records in the order of their chain until one is young enough to be kept, or enough runs are due. Nothing
 * that was recorded late is passed over: an old record behind a young one waits until that is old too.
 */
export function sweepRecords(page: readonly Candidate[], { before, policy, cursor, most, scanned }: SweepTerms): Sweep {
  const holds = new Set(policy.hold_tags);
  const sweep: Sweep = { due: [], cursor, firstHeld: null, more: page.length === scanned };
  for (const { seq, run_id, kind, timestamp, tags, purged } of page) {
    if (timestamp >= before) return { ...sweep, more: false };
    // A test run is its result: it has neither transcripts nor a report beside it.
    if (!purged && (kind === 'agent' || kind === 'ci')) {
      if (tags.some((tag) => holds.has(tag))) {
        sweep.firstHeld ??= seq;
      } else if (sweep.due.length === most) return { ...sweep, more: true };
      else sweep.due.push(run_id);
    }
    sweep.cursor = seq;
  }
  return sweep;
}

/** What is answered for a file that was purged. */
export const purgedFault = ({ purged_at, reason }: Purge): Fault<'gone'> =>
  fault(
    'gone',
    `Files and transcripts of this run were deleted at ${purged_at}, because they were ${reason}. ` +
      'Its outcome stays: GET /v1/runs/{run_id}, GET /v1/history/runs',
  );
