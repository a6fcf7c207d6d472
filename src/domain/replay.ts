import { z } from 'zod';
import type { Bundle, BundleCell, RunHeader } from './bundle';
import { cellEvidenceHash } from './cell-evidence';
import { gradeExpectations } from './expectations/grade';
import { Verdict } from './gate';
import { canonicalJson, contentHash, sha256 } from './hash';
import { JsonValue } from './json';
import type { Judgement } from './judgement';
import { type Hashes, systemPromptOf } from './manifest';
import { type Rubric, weightedTotal } from './rubric';
import type { Run } from './run';
import { scoreCell } from './scoring';
import type { Case } from './suite';
import { RunTally } from './tally';
import { readable } from './transcript';

/** A value that today's code gets otherwise than the record has it. */
export const Difference = z.strictObject({
  case_id: z.string().nullable().meta({ description: 'null: it is about the run as a whole' }),
  pointer: z.string().meta({ description: 'Where, as a JSON Pointer into the cell or the run' }),
  recorded: JsonValue,
  recomputed: JsonValue,
});
export type Difference = z.infer<typeof Difference>;

const Outcome = z.strictObject({
  evidence_hash: z.string().nullable(),
  verdict: Verdict.nullable(),
  overall_score: z.number().nullable(),
});

export const MOST_DIFFERENCES = 100;

/** A run evaluated again from its evidence. */
export const Replay = z
  .strictObject({
    schema_version: z.literal('replay@1'),
    run_id: z.string(),
    same: z.boolean(),
    recorded: Outcome,
    recomputed: Outcome,
    differences: z.array(Difference).max(MOST_DIFFERENCES),
    differences_total: z.int().nonnegative(),
  })
  .meta({ description: "A run evaluated again by today's code, beside what was recorded" });
export type Replay = z.infer<typeof Replay>;

/**
 * Evaluates a finished run again, cell by cell in the order of the suite: expectations on the stored transcripts,
 * totals from the stored dimension scores, the verdict by the stored gate, and every hash. A model is not asked again:
 * what it said is evidence.
 */
export class RunReplay {
  #header: RunHeader;
  #run: Run;
  #tally: RunTally;
  #cases: Case[] = [];
  #differences: Difference[] = [];
  #total = 0;

  constructor({ manifest, run }: Pick<Bundle, 'manifest' | 'run'>) {
    this.#header = manifest;
    this.#run = run;
    this.#tally = new RunTally(manifest);
  }

  add(cell: BundleCell): void {
    const { case: testCase, trial, transcript, error } = cell;
    this.#cases.push(testCase);
    const stored = { case: testCase, trial, transcript, grades: cell.grades, judgement: cell.judgement, error };
    const { state, passed, score } = cell;
    // Is the evidence what was hashed when the run ended?
    this.#compare(
      testCase.id,
      '/evidence_hash',
      cell.evidence_hash,
      cellEvidenceHash(stored, { state, passed, score }),
    );

    const grades =
      transcript !== null && cell.grades.length > 0
        ? gradeExpectations(readable(transcript), testCase.expectations)
        : cell.grades;
    const judgement = cell.judgement && retotalled(cell.judgement, this.#header.rubric);
    const again = { ...stored, grades, judgement };
    const outcome = scoreCell(again, this.#header.gate);
    const lengths = Math.max(grades.length, cell.grades.length);
    for (let i = 0; i < lengths; i++) this.#compare(testCase.id, `/grades/${i}`, cell.grades[i], grades[i]);
    this.#compare(testCase.id, '/judgement/total', cell.judgement?.total, judgement?.total);
    for (const field of ['state', 'passed', 'score'] as const) {
      this.#compare(testCase.id, `/${field}`, cell[field], outcome[field]);
    }
    const evidence_hash = cellEvidenceHash(again, outcome);
    this.#tally.add({ case_id: testCase.id, ...outcome, grades, judgement, evidence_hash });
  }

  conclude(): Replay {
    const run = this.#run;
    const hashes = this.#hashes();
    const conclusion = this.#tally.conclude({
      completed: run.ended_by === 'completed',
      skipped: this.#header.skipped,
      hashes,
    });
    for (const name of Object.keys(hashes) as (keyof Hashes)[]) {
      this.#compare(null, `/hashes/${name}`, run.hashes[name], hashes[name]);
    }
    this.#compare(null, '/result_summary', run.result_summary, conclusion.result_summary);
    this.#compare(null, '/dimensions', run.dimensions, conclusion.dimensions);
    this.#compare(null, '/overall_score', run.overall_score, conclusion.overall_score);
    this.#compare(null, '/verdict', run.verdict, conclusion.verdict);
    this.#compare(null, '/hashes/evidence', run.hashes.evidence, conclusion.evidence_hash);
    return {
      schema_version: 'replay@1',
      run_id: run.id,
      same: this.#total === 0,
      recorded: { evidence_hash: run.hashes.evidence, verdict: run.verdict, overall_score: run.overall_score },
      recomputed: {
        evidence_hash: conclusion.evidence_hash,
        verdict: conclusion.verdict,
        overall_score: conclusion.overall_score,
      },
      differences: this.#differences,
      differences_total: this.#total,
    };
  }

  #hashes(): Hashes {
    const { agent, judge, rubric, target } = this.#header;
    const system = systemPromptOf(agent);
    return {
      dataset: contentHash(this.#cases),
      rubric: rubric && contentHash(rubric),
      judge: judge && contentHash(judge),
      target: contentHash({ ...target, system }),
      prompt: sha256(system),
    };
  }

  #compare(caseId: string | null, pointer: string, recorded: unknown, recomputed: unknown): void {
    const [a, b] = [recorded ?? null, recomputed ?? null];
    if (canonicalJson(a) === canonicalJson(b)) return;
    this.#total += 1;
    if (this.#differences.length === MOST_DIFFERENCES) return;
    this.#differences.push({ case_id: caseId, pointer, recorded: a as JsonValue, recomputed: b as JsonValue });
  }
}

/** Evaluates a whole bundle again. */
export function replayBundle(bundle: Bundle): Replay {
  const replay = new RunReplay(bundle);
  for (const cell of bundle.cells) replay.add(cell);
  return replay.conclude();
}

function retotalled(judgement: Judgement, rubric: Rubric | null): Judgement {
  const scores = Object.fromEntries(Object.entries(judgement.scores).map(([key, { score }]) => [key, score]));
  const total = rubric && weightedTotal(rubric, scores);
  return total === null ? judgement : { ...judgement, total };
}
