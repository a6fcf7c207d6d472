import { z } from 'zod';
import { type AccessibilityPayload, Impact } from './accessibility';
import type { AssessmentPayload } from './assessment';
import type { ChaosPayload } from './chaos';
import type { ContractsPayload } from './contracts';
import type { DefectsPayload } from './defects';
import type { GeneratedTestsPayload } from './generated-tests';
import { type CoveragePayload, fileCoverageOf, percentOf } from './line-coverage';
import { isActiveProblem, type SecurityScan } from './scan';
import type { TaskType } from './task';

/** Offenders of one result that are listed; their count is exact. */
export const MOST_OFFENDERS = 10;
/** Characters of a text that another tool wrote. */
const LONGEST_TEXT = 300;

/** One of the worst things in a result. */
export const Offender = z.strictObject({
  title: z.string().max(LONGEST_TEXT).meta({ description: 'A file, a rule, a condition: as the tool names it' }),
  place: z.string().max(LONGEST_TEXT).nullable().meta({ description: 'As `src/cart.ts:12`' }),
  value: z.number().nullable().meta({ description: 'By which it is among the worst; null: not measured' }),
  unit: z.enum(['percent', 'count', 'severity', 'ratio', 'score']).nullable(),
  detail: z.string().max(LONGEST_TEXT).nullable(),
});
export type Offender = z.infer<typeof Offender>;

/** The worst of a result, worst first. */
export const Offenders = z.strictObject({
  count: z.int().nonnegative().meta({ description: 'How many there are in all' }),
  listed: z.array(Offender).max(MOST_OFFENDERS),
});
export type Offenders = z.infer<typeof Offenders>;

interface Candidate extends Omit<Offender, 'place' | 'detail'> {
  place?: string | null;
  detail?: string | null;
  /** The larger, the worse. */
  weight: number;
}

type Lister = (payload: unknown) => Candidate[];

/** A line a task; an index of code and a task that is none of ours have nothing that is bad by itself. */
const LISTERS: Readonly<Partial<Record<TaskType, Lister>>> = {
  'generate-tests': listerOf(pendingTests),
  'analyze-coverage': listerOf(uncoveredFiles),
  'scan-security': listerOf(activeFindings),
  'assess-quality': listerOf(lowScores),
  'predict-defects': listerOf(predictedDefects),
  'validate-contracts': listerOf(harmfulChanges),
  'test-accessibility': listerOf(violatedRules),
  'run-chaos': listerOf(unsteadyConditions),
};

/**
 * The worst of a result.
 *
 * @param payload must have come out of the payload schema of its task
 * @returns null where a result of this task has no such list
 */
export function listOffenders(taskType: TaskType, payload: unknown): Offenders | null {
  const candidates = LISTERS[taskType]?.(payload);
  if (!candidates) return null;
  const worst = candidates.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_OFFENDERS);
  return {
    count: candidates.length,
    listed: worst.map(({ title, place = null, value, unit, detail = null }) => ({
      title: cut(title),
      place: place === null ? null : cut(place),
      value,
      unit,
      detail: detail === null ? null : cut(detail),
    })),
  };
}

const cut = (text: string) => text.slice(0, LONGEST_TEXT).toWellFormed();

/** A lister among those of other payloads. That each is given its own is for `listOffenders`' callers to see to. */
function listerOf<Payload>(list: (payload: Payload) => Candidate[]): Lister {
  return (payload) => list(payload as Payload);
}

function pendingTests({ tests }: GeneratedTestsPayload): Candidate[] {
  return tests
    .filter(({ status }) => status === 'pending')
    .map(({ name, file, reason }) => ({
      title: name,
      place: file,
      value: null,
      unit: null,
      detail: reason,
      weight: 0,
    }));
}

/** Files of which a line was not run, the least covered first; of an estimate none is known. */
function uncoveredFiles(payload: CoveragePayload): Candidate[] {
  if (payload.estimated) return [];
  return payload.files.flatMap((file) => {
    const { lines } = fileCoverageOf(file);
    const percent = percentOf(lines);
    if (lines === null || percent === null || lines.hit === lines.found) return [];
    const detail = `${lines.found - lines.hit} of ${lines.found} lines were not run`;
    return [{ title: file.file, value: percent, unit: 'percent', detail, weight: -percent } satisfies Candidate];
  });
}

const LEVEL_WEIGHTS = { error: 0.3, warning: 0.2, note: 0.1, none: 0 } as const;

/** By security severity, and by level where nobody rated them. */
function activeFindings({ analyses }: SecurityScan): Candidate[] {
  return analyses.flatMap(({ tool, findings }) =>
    findings.filter(isActiveProblem).map((finding): Candidate => {
      const { file, start_line: line, security_severity: severity } = finding;
      return {
        title: finding.rule_id ?? tool,
        place: file === null ? null : line === null ? file : `${file}:${line}`,
        value: severity,
        unit: severity === null ? null : 'severity',
        detail: finding.message,
        weight: (severity ?? 0) + LEVEL_WEIGHTS[finding.level],
      };
    }),
  );
}

/** What is below the threshold, the lowest first; what was not measured comes last. */
function lowScores({ metrics, threshold }: AssessmentPayload): Candidate[] {
  return metrics
    .filter(({ score }) => score === null || score < threshold)
    .map(({ key, score, measured_by, detail }) => ({
      title: key,
      value: score,
      unit: 'score',
      detail: detail ?? measured_by,
      weight: score === null ? -threshold : -score,
    }));
}

function predictedDefects({ predictions }: DefectsPayload): Candidate[] {
  return predictions.map(({ file, probability, reasons }) => ({
    title: file,
    value: probability,
    unit: 'ratio',
    detail: reasons.join('; '),
    weight: probability,
  }));
}

function harmfulChanges({ changes }: ContractsPayload): Candidate[] {
  return changes
    .filter(({ level }) => level !== 'info')
    .map(({ level, operation, path, text, id }) => ({
      title: id,
      place: [operation, path].filter((part) => part !== null).join(' ') || null,
      value: null,
      unit: null,
      detail: text,
      weight: level === 'breaking' ? 1 : 0,
    }));
}

/** Rules by their worst impact, then by how often they are broken. */
function violatedRules({ violations, rules }: AccessibilityPayload): Candidate[] {
  const help = new Map(rules.map((rule) => [rule.id, rule.help]));
  return [...Map.groupBy(violations, ({ rule }) => rule)].map(([rule, found]) => {
    const worst = Math.max(...found.map(({ impact }) => impactWeight(impact)));
    return {
      title: rule,
      place: found[0]?.page ?? null,
      value: found.length,
      unit: 'count',
      detail: help.get(rule) ?? null,
      weight: worst * (violations.length + 1) + found.length,
    };
  });
}

const impactWeight = (impact: Impact | null) =>
  impact === null ? 0 : Impact.options.length - Impact.options.indexOf(impact);

/** Conditions that did not hold and experiments that failed, then those that were not measured. */
function unsteadyConditions({ steady_state, experiments }: ChaosPayload): Candidate[] {
  const conditions = steady_state
    .filter(({ held }) => held !== true)
    .map(({ name, held, measured }) => ({
      title: name,
      value: measured,
      unit: null,
      detail: held === null ? 'not measured' : 'did not hold',
      weight: held === null ? 0 : 1,
    }));
  const failed = experiments
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ name, verdict, detail }) => ({
      title: name,
      value: null,
      unit: null,
      detail: detail ?? verdict,
      weight: verdict === 'failed' ? 2 : 0,
    }));
  return [...failed, ...conditions];
}
