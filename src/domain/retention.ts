import { z } from 'zod';
import { type Fault, fault } from './fault';
import { label } from './text';

/** How long a project keeps the files of its runs. Records are kept in any case. */
export const RetentionPolicy = z
  .strictObject({
    artifact_days: z
      .int()
      .min(1)
      .max(3650)
      .meta({ description: 'Days after which the files and transcripts of a finished run are deleted; 30 at first' }),
    hold_tags: z
      .array(label(64))
      .max(32)
      .meta({ description: 'A run with one of these tags is kept until the tag is taken off this list' }),
  })
  .meta({ description: 'How long a project keeps the files of its runs' });
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

/** Files of runs that finished before this time are to go, RFC 3339. `now` in milliseconds since 1970. */
export const keptSince = ({ artifact_days }: RetentionPolicy, now: number) =>
  new Date(now - artifact_days * DAY_MS).toISOString();

/** Why a policy purges a run, as `Purge` has it. */
export const reasonOf = ({ artifact_days }: RetentionPolicy) =>
  `older than ${artifact_days === 1 ? '1 day' : `${artifact_days} days`}`;

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
