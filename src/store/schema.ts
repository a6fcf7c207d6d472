import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { TASK_TYPES } from '../domain/quality/task';

/** The tables of D1 as `migrations/` makes them; a test holds the two together. */

export const project = sqliteTable(
  'project',
  {
    id: text().primaryKey(),
    name: text().notNull().unique(),
    created_at: text().notNull(),
    deleted_at: text(),
  },
  (table) => [
    index('project_by_deletion')
      .on(table.deleted_at)
      .where(sql`deleted_at IS NOT NULL`),
  ],
);

export const token = sqliteTable(
  'token',
  {
    digest: text().primaryKey(),
    id: text().notNull().unique(),
    project_id: text().notNull(),
    name: text().notNull(),
    scopes: text().notNull(),
    created_at: text().notNull(),
    expires_at: text(),
    revoked_at: text(),
  },
  (table) => [index('token_by_project').on(table.project_id)],
);

export const agentVersion = sqliteTable(
  'agent_version',
  {
    project_id: text().notNull(),
    agent: text().notNull(),
    version: text().notNull(),
    id: text().notNull(),
    content_hash: text().notNull(),
    content: text().notNull(),
    created_at: text().notNull(),
    status: text({ enum: ['draft', 'active', 'needs_improvement'] })
      .notNull()
      .default('draft'),
    framework_approved: integer({ mode: 'boolean' }).notNull().default(false),
    last_test_score: real(),
    last_test_at: text(),
    last_test_run_id: text(),
    test_report_url: text(),
    best_test_score: real(),
    best_test_at: text(),
    best_test_run_id: text(),
    worst_test_score: real(),
    worst_test_at: text(),
    worst_test_run_id: text(),
    runs: integer().notNull().default(0),
    conclusive_runs: integer().notNull().default(0),
    retest_priority: integer().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.agent, table.version] }),
    index('agent_version_by_age').on(table.project_id, table.agent, table.created_at),
    index('agent_version_by_approval').on(table.project_id, table.agent, table.framework_approved, table.created_at),
    index('agent_version_by_best')
      .on(table.project_id, table.agent, table.best_test_score)
      .where(sql`conclusive_runs >= 3`),
    index('agent_version_by_retest')
      .on(table.project_id, table.retest_priority, table.created_at)
      .where(sql`retest_priority IS NOT NULL`),
  ],
);

export const agentDay = sqliteTable(
  'agent_day',
  {
    project_id: text().notNull(),
    agent: text().notNull(),
    day: text().notNull(),
    runs: integer().notNull(),
    failed: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.project_id, table.agent, table.day] })],
);

export const liveRun = sqliteTable(
  'live_run',
  {
    project_id: text().notNull(),
    run_id: text().notNull(),
    started_at: text().notNull(),
    heartbeat_at: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.run_id] }),
    index('live_run_by_heartbeat').on(table.heartbeat_at),
  ],
);

export const share = sqliteTable(
  'share',
  {
    digest: text().primaryKey(),
    id: text().notNull().unique(),
    project_id: text().notNull(),
    run_id: text().notNull(),
    created_at: text().notNull(),
    expires_at: text(),
    revoked_at: text(),
  },
  (table) => [index('share_by_run').on(table.project_id, table.run_id, table.created_at)],
);

/** Columns that hold JSON are text here: what was hashed is what is stored. */
export const record = sqliteTable(
  'record',
  {
    project_id: text().notNull(),
    timestamp: text().notNull(),
    run_id: text().notNull(),
    seq: integer().notNull(),
    kind: text().notNull(),
    agent_name: text().notNull(),
    version: text(),
    result_status: text({ enum: ['pass', 'fail'] }).notNull(),
    verdict: text({ enum: ['passed', 'failed', 'inconclusive'] }).notNull(),
    total: integer().notNull(),
    passed: integer().notNull(),
    failed: integer().notNull(),
    errored: integer().notNull(),
    skipped: integer().notNull(),
    failures: text().notNull(),
    failures_cut: integer().notNull(),
    duration: real().notNull(),
    triggered_by: text().notNull(),
    tags: text().notNull(),
    overall_score: real(),
    dimensions: text().notNull(),
    coverage: real(),
    rehearsal: integer({ mode: 'boolean' }).notNull(),
    commit_sha: text(),
    branch: text(),
    environment: text(),
    ci_provider: text(),
    build_url: text(),
    models: text().notNull(),
    hashes: text().notNull(),
    spend: text().notNull(),
    report_url: text().notNull(),
    schema_version: text().notNull(),
    previous_hash: text().notNull(),
    record_hash: text().notNull(),
    /** The run that a correction is of, and why; null in the record of a run. */
    corrects: text(),
    reason: text(),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.timestamp, table.run_id] }),
    uniqueIndex('record_by_run').on(table.project_id, table.run_id),
    uniqueIndex('record_by_seq').on(table.project_id, table.seq),
    index('record_by_version').on(table.project_id, table.agent_name, table.version),
    index('record_by_agent').on(table.project_id, table.agent_name),
    index('record_by_verdict').on(table.project_id, table.verdict),
    index('record_by_branch').on(table.project_id, table.branch),
    index('record_by_trigger').on(table.project_id, table.triggered_by),
    index('record_with_failures')
      .on(table.project_id)
      .where(sql`failures <> '[]' AND rehearsal = 0`),
    index('record_green')
      .on(table.project_id, table.agent_name)
      .where(sql`verdict = 'passed' AND rehearsal = 0`),
    index('record_ci_by_commit')
      .on(table.project_id, table.commit_sha)
      .where(sql`kind = 'ci' AND commit_sha IS NOT NULL`),
    index('record_corrections')
      .on(table.project_id, table.corrects, table.seq)
      .where(sql`corrects IS NOT NULL`),
    index('record_corrections_by_agent')
      .on(table.project_id, table.agent_name)
      .where(sql`corrects IS NOT NULL`),
  ],
);

export const recordTag = sqliteTable(
  'record_tag',
  {
    project_id: text().notNull(),
    tag: text().notNull(),
    timestamp: text().notNull(),
    run_id: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.project_id, table.tag, table.timestamp, table.run_id] })],
);

/** `outcomes` and `last_failures` (JSON) are newest first; `owners` is JSON too. */
export const testLedger = sqliteTable(
  'test_ledger',
  {
    project_id: text().notNull(),
    test_id: text().notNull(),
    suite: text().notNull(),
    file: text(),
    class: text(),
    name: text().notNull(),
    parameters: text(),
    first_seen: text().notNull(),
    last_seen: text().notNull(),
    last_run_id: text().notNull(),
    last_outcome: text({ enum: ['p', 'f', 'e', 's'] }).notNull(),
    failing_since: text(),
    failing_since_run_id: text(),
    failing_runs: integer().notNull(),
    last_failed_at: text(),
    outcomes: text().notNull(),
    runs: integer().notNull(),
    passes: integer().notNull(),
    failures: integer().notNull(),
    errors: integer().notNull(),
    flips: integer().notNull(),
    duration_sum: real().notNull(),
    duration_count: integer().notNull(),
    last_failures: text().notNull(),
    commits: text().notNull().default(''),
    flaky_seen: integer().notNull().default(0),
    last_flaky_at: text(),
    owners: text().notNull().default('[]'),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.test_id] }),
    index('test_ledger_watched')
      .on(table.project_id)
      .where(sql`failing_since IS NOT NULL OR flips >= 3 OR flaky_seen > 0`),
  ],
);

/** The owners of `test_ledger` by their name; triggers keep it. */
export const testOwner = sqliteTable(
  'test_owner',
  {
    project_id: text().notNull(),
    owner: text().notNull(),
    test_id: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.project_id, table.owner, table.test_id] })],
);

export const retention = sqliteTable(
  'retention',
  {
    project_id: text().primaryKey(),
    artifact_days: integer().notNull().default(30),
    hold_tags: text().notNull().default('[]'),
    revision: integer().notNull().default(0),
    cursor_seq: integer().notNull().default(0),
    first_held_seq: integer(),
    visited_at: text().notNull().default(''),
    /** JSON: days by type of result. */
    result_days: text().notNull().default('{}'),
    compress_after_days: integer().notNull().default(7),
    results_purged: integer().notNull().default(0),
    result_bytes_purged: integer().notNull().default(0),
    results_compressed: integer().notNull().default(0),
    result_bytes_saved: integer().notNull().default(0),
    results_visited_at: text().notNull().default(''),
  },
  (table) => [
    index('retention_by_visit').on(table.visited_at),
    index('retention_by_result_visit').on(table.results_visited_at),
  ],
);

export const runPurge = sqliteTable(
  'run_purge',
  {
    project_id: text().notNull(),
    run_id: text().notNull(),
    purged_at: text().notNull(),
    reason: text().notNull(),
    tried_at: text().notNull().default(''),
    completed_at: text(),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.run_id] }),
    index('run_purge_open')
      .on(table.tried_at)
      .where(sql`completed_at IS NULL`),
  ],
);

export const testRename = sqliteTable(
  'test_rename',
  {
    project_id: text().notNull(),
    from_id: text().notNull(),
    to_id: text().notNull(),
    renamed_at: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.project_id, table.from_id] })],
);

export const quarantine = sqliteTable(
  'quarantine',
  {
    project_id: text().notNull(),
    test_id: text().notNull(),
    reason: text().notNull(),
    created_at: text().notNull(),
    expires_at: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.project_id, table.test_id] })],
);

export const findingBaseline = sqliteTable(
  'finding_baseline',
  {
    project_id: text().notNull(),
    name: text().notNull(),
    branch: text().notNull(),
    run_id: text().notNull(),
    timestamp: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.project_id, table.name, table.branch] })],
);

/** `tags`, `tool`, `metrics`, `summary` and `files` hold JSON. */
export const qualityResult = sqliteTable(
  'quality_result',
  {
    project_id: text().notNull(),
    id: text().notNull(),
    created_at: text().notNull(),
    task_type: text({ enum: TASK_TYPES }).notNull(),
    task: text().notNull(),
    branch: text(),
    commit_sha: text(),
    tags: text().notNull(),
    pinned: integer({ mode: 'boolean' }).notNull().default(false),
    bytes: integer().notNull(),
    compressed_at: text(),
    purged_at: text(),
    purge_reason: text(),
    name: text().notNull(),
    prefix: text(),
    language: text(),
    framework: text(),
    tool: text(),
    triggered_by: text().notNull(),
    environment: text(),
    ci_provider: text(),
    build_url: text(),
    note: text(),
    stem: text().notNull(),
    fingerprint: text().notNull(),
    metrics: text().notNull(),
    summary: text().notNull(),
    files: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.id] }),
    uniqueIndex('quality_result_stem').on(table.project_id, table.stem),
    index('quality_result_newest').on(table.project_id, table.created_at, table.id),
    index('quality_result_by_type').on(table.project_id, table.task_type, table.created_at, table.id),
    index('quality_result_by_branch').on(table.project_id, table.task_type, table.branch, table.created_at, table.id),
    index('quality_result_by_commit')
      .on(table.project_id, table.commit_sha, table.created_at, table.id)
      .where(sql`commit_sha IS NOT NULL`),
  ],
);

export const qualitySave = sqliteTable(
  'quality_save',
  {
    project_id: text().notNull(),
    id: text().notNull(),
    created_at: text().notNull(),
    stem: text().notNull(),
    fingerprint: text().notNull(),
    abandoned_at: text(),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.id] }),
    uniqueIndex('quality_save_stem').on(table.project_id, table.stem),
    index('quality_save_by_age').on(table.created_at),
  ],
);

/** `trend` holds JSON. */
export const qualityTrend = sqliteTable(
  'quality_trend',
  {
    project_id: text().notNull(),
    task_type: text({ enum: TASK_TYPES }).notNull(),
    due_at: text(),
    computed_at: text(),
    trend: text(),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.task_type] }),
    index('quality_trend_due')
      .on(table.due_at)
      .where(sql`due_at IS NOT NULL`),
  ],
);

export const qualityUpkeep = sqliteTable(
  'quality_upkeep',
  {
    project_id: text().notNull(),
    id: text().notNull(),
    task_type: text({ enum: TASK_TYPES }).notNull(),
    stored_bytes: integer().notNull(),
    purge_from: text(),
    compress_from: text(),
    clear_from: text(),
  },
  (table) => [
    primaryKey({ columns: [table.project_id, table.id] }),
    index('quality_upkeep_purge')
      .on(table.project_id, table.task_type, table.purge_from)
      .where(sql`purge_from IS NOT NULL`),
    index('quality_upkeep_compress')
      .on(table.project_id, table.compress_from)
      .where(sql`compress_from IS NOT NULL`),
    index('quality_upkeep_clear')
      .on(table.clear_from)
      .where(sql`clear_from IS NOT NULL`),
  ],
);
