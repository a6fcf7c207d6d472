import type { CiRun } from '../../domain/ci-run/view';
import type { CoverageRatio } from '../../domain/evidence/coverage';
import type { TestCounts } from '../../domain/evidence/test';
import { NOT_KNOWN, NOT_MEASURED, showCount, showDuration, showShare, showTime } from '../numbers';
import { code, type Fact, own, sourceFacts, text } from '../report/facts';

/** How the tests of a run ended. */
export function testFacts(tests: TestCounts): Fact[] {
  const { duration } = tests;
  return [
    own('Tests', showCount(tests.tests)),
    own('Passed', showCount(tests.passed)),
    own('Failed', showCount(tests.failed)),
    own('Errors', showCount(tests.errored)),
    own('Skipped', showCount(tests.skipped)),
    own('Flaky', showCount(tests.flaky)),
    own('Time in tests', showDuration(duration === null ? null : duration * 1000)),
  ];
}

/** A kind of thing that can be covered, and how much of it was. `share` 0 to 1; null: not measured. */
export interface CoverageFact {
  name: string;
  share: number | null;
  shown: string;
}

/** Lines, functions and branches, and conditions where they were measured. */
export function coverageFacts({ lines, functions, branches, mcdc }: NonNullable<CiRun['coverage']>): CoverageFact[] {
  const facts = [
    coverageFact('Lines', lines),
    coverageFact('Functions', functions),
    coverageFact('Branches', branches),
  ];
  return mcdc === null ? facts : [...facts, coverageFact('Conditions (MC/DC)', mcdc)];
}

function coverageFact(name: string, ratio: CoverageRatio | null): CoverageFact {
  // Of nothing, nothing was measured: neither 0 nor 100 %.
  if (ratio === null || ratio.found === 0) return { name, share: null, shown: NOT_MEASURED };
  const share = ratio.hit / ratio.found;
  return { name, share, shown: `${showShare(share)}, ${showCount(ratio.hit)} of ${showCount(ratio.found)}` };
}

/** Findings of one level. `active`: neither suppressed nor gone. */
export interface FindingFact {
  name: string;
  active: number;
  all: number;
}

/** By level, worst first. */
export function findingFacts({
  active_by_level: active,
  by_level: all,
}: NonNullable<CiRun['findings']>): FindingFact[] {
  const levels = [
    ['error', 'Errors'],
    ['warning', 'Warnings'],
    ['note', 'Notes'],
    ['none', 'Without a level'],
  ] as const;
  return levels.map(([level, name]) => ({ name, active: active[level], all: all[level] }));
}

/** What the findings are against those of an earlier run. */
export function changeFacts(changes: NonNullable<CiRun['finding_changes']>): Fact[] {
  return [
    own('New', showCount(changes.new)),
    own('Fixed', showCount(changes.fixed)),
    own('Unchanged', showCount(changes.unchanged)),
    code('Compared with', changes.run_id),
  ];
}

/** Which run this is, who sent it, and when. */
export function provenanceFacts(run: CiRun): Fact[] {
  return [
    code('Run', run.id),
    ...(run.handle === null ? [] : [text('Handle', run.handle)]),
    own('Opened', showTime(run.created_at)),
    own('Deadline', showTime(run.deadline_at)),
    own('Finished', showTime(run.finished_at)),
    own('Finished by', ENDINGS[run.ended_by ?? 'nobody']),
    own('Duration', showDuration(run.duration_ms)),
    text('Triggered by', run.triggered_by),
    ...run.tags.map((tag) => text('Tag', tag)),
    ...sourceFacts(run.source),
    own('Parts announced', run.declared_parts === null ? NOT_KNOWN : showCount(run.declared_parts)),
    own('Parts that came', showCount(run.parts.length)),
    own('Files', showCount(run.files)),
    own('Diagnosed by', DIAGNOSED[run.diagnosed_by ?? 'nobody']),
    code('Schema', run.schema_version),
  ];
}

const ENDINGS = {
  request: 'whoever sent it',
  parts: 'its last part',
  deadline: 'its deadline',
  nobody: 'not finished',
} as const;

const DIAGNOSED = {
  heuristic: 'rules',
  model: 'a model',
  pending: 'rules; a model is still at work',
  nobody: 'nothing to diagnose',
} as const;
