import { isDeepStrictEqual } from 'node:util';
import type { CorpusFile } from './corpus';
import { compareCobertura, compareLcov } from './coverage-facts';
import { DISPUTED, isRecovered, refusalsOf } from './refusals';
import { compareSarif } from './sarif-facts';
import type { Answer } from './sending';
import { compareCtrf, compareDotnet, compareJunit } from './test-facts';

/** One fact of a file: what is known, and what the API tells of it. */
export interface Fact {
  fact: string;
  known: unknown;
  told: unknown;
}

/** How the API and the known facts of a file go together. */
export interface Comparison {
  file: CorpusFile;
  /** `refused`: it is broken on purpose, and was refused for just that. */
  outcome: 'agreed' | 'disagreed' | 'refused';
  /** Why it was refused, by code. */
  code: string | null;
  compared: number;
  differing: Fact[];
  /** Known facts that the API has no word for. */
  untold: string[];
  /** Why what is known of it is not what it was held against; null: it was. */
  disputed: string | null;
}

/** Facts of a format: which are compared, and the names of the known facts that they are made of. */
export interface FactsOf {
  facts: Fact[];
  used: readonly string[];
}

const COMPARERS: Readonly<Record<string, (known: Record<string, unknown>, answer: Answer) => FactsOf>> = {
  junit: compareJunit,
  trx: compareDotnet,
  xunit: compareDotnet,
  nunit: compareDotnet,
  ctrf: compareCtrf,
  sarif: compareSarif,
  lcov: compareLcov,
  cobertura: compareCobertura,
};

/** Holds what the API tells of a file against what is known of it. */
export function compareFile(file: CorpusFile, answer: Answer): Comparison {
  const codes = refusalsOf(file);
  const code = answer.file.refusal?.code ?? null;
  const nothing = { file, code, compared: 1, differing: [], untold: [], disputed: null };
  if (answer.status !== 201) {
    const disputed = DISPUTED.get(file.path);
    const isRight = answer.status === 422 && answer.problem === 'file_refused' && code !== null;
    if (isRight && codes?.includes(code)) return { ...nothing, outcome: 'refused' };
    if (isRight && disputed?.code === code) return { ...nothing, outcome: 'refused', disputed: disputed.reason };
    const told = answer.file.refusal ?? answer.problem;
    return { ...nothing, outcome: 'disagreed', differing: [{ fact: 'refusal', known: codes ?? 'taken', told }] };
  }
  if (codes !== null && !isRecovered(file.facts['recoveredByLibxml2'])) {
    return { ...nothing, outcome: 'disagreed', differing: [{ fact: 'refusal', known: codes, told: 'taken' }] };
  }
  const { facts, used } = COMPARERS[file.format]?.(file.facts, answer) ?? { facts: [], used: [] };
  const all = [
    { fact: 'format', known: file.format, told: answer.file.format },
    ...(file.sha256 === null ? [] : [{ fact: 'sha256', known: file.sha256, told: answer.file.sha256 }]),
    ...('bytes' in file.facts ? [{ fact: 'bytes', known: file.facts['bytes'], told: answer.file.size }] : []),
    ...facts,
  ];
  const differing = all.filter(({ known, told }) => !isDeepStrictEqual(known, told));
  const seen = new Set<string>([...used, 'bytes', 'wellFormed', 'validJson']);
  return {
    file,
    outcome: differing.length === 0 ? 'agreed' : 'disagreed',
    code,
    compared: all.length,
    differing,
    disputed: null,
    untold: Object.keys(file.facts).filter((fact) => !seen.has(fact)),
  };
}

/** A difference that is ours: a second parser agrees with the first, or the file was broken on purpose. */
export const isFailure = ({ outcome, file }: Comparison) =>
  outcome === 'disagreed' && (file.strict || refusalsOf(file) !== null);
