import { boundedName } from '../../domain/evidence/names';
import { type Count, parseCount, parseWhole } from './count';
import { COUNTERS, type Counter, type SectionBuilder } from './section-builder';

/** Told of a number that is taken and yet not as numbers should be. */
export type OddNumber = (odd: NonNullable<Count['odd']> | 'line_out_of_range') => void;

/**
 * Puts what a record says into the section.
 *
 * @param value what stands behind the record's name and colon
 * @returns whether it has the record's form
 */
type TakeRecord = (value: string, section: SectionBuilder, odd: OddNumber) => boolean;

/** `line,name` and `line,last line,name`. A name may hold commas, but none that begins as the second form does. */
const FUNCTION = /^(-?\d{1,15}),(?:-?\d{1,15},)?(.+)$/;
const FUNCTION_HITS = /^([^,]+),(.+)$/;
const GROUP = /^(\d{1,9}),(-?\d{1,15})(?:,|$)/;
const GROUP_HITS = /^(\d{1,9}),([^,]+),(.+)$/;
/** The branch may be an expression with commas: the last one parts the count. */
const BRANCH = /^(-?\d{1,15}),([^,]*),(.*),([^,]+)$/;
const CONDITION = /^(-?\d{1,15}),(U?)(\d{1,9}),([tf]),([^,]+),(\d{1,9}),(.*)$/;
/** Of a block: an exception's branch, one that falls through, one that is declared unreachable (geninfo 2.5, BRDA). */
const BLOCK_FLAGS = /^[efU]+(?=\d)/;

/** The records of geninfo 1 and 2 that say what was covered (geninfo(1), FILES). */
export const RECORDS: ReadonlyMap<string, TakeRecord> = new Map<string, TakeRecord>([
  ['DA', takeLine],
  ['FN', takeFunction],
  ['FNDA', takeFunctionHits],
  ['FNL', takeGroup],
  ['FNA', takeGroupHits],
  ['BRDA', takeBranch],
  ['MCDC', takeCondition],
  // A version or checksum of the source file, which is not at hand.
  ['VER', () => true],
  ['MCF', isCounter],
  ['MCH', isCounter],
  ...COUNTERS.map((name): [Counter, TakeRecord] => [name, (value, section) => takeCounter(name, value, section)]),
]);

function takeLine(value: string, section: SectionBuilder, odd: OddNumber): boolean {
  const [line = '', hits = ''] = value.split(',', 2);
  const number = parseWhole(line.trim());
  const count = readCount(hits, odd);
  if (number === null || count === null) return false;
  if (number < 1) odd('line_out_of_range');
  section.addLine(number, count);
  return true;
}

function takeFunction(value: string, section: SectionBuilder): boolean {
  const [, line, name] = FUNCTION.exec(value) ?? [];
  if (line === undefined || name === undefined) return false;
  section.addFunction([boundedName(name), Number(line), null]);
  return true;
}

function takeFunctionHits(value: string, section: SectionBuilder, odd: OddNumber): boolean {
  const [, hits, name] = FUNCTION_HITS.exec(value) ?? [];
  const count = readCount(hits, odd);
  if (name === undefined || count === null) return false;
  section.addFunction([boundedName(name), null, count]);
  return true;
}

function takeGroup(value: string, section: SectionBuilder): boolean {
  const [, index, line] = GROUP.exec(value) ?? [];
  if (index === undefined || line === undefined) return false;
  section.groups.set(Number(index), Number(line));
  return true;
}

/** Aliases of a group are functions of their own: shards may see different ones. */
function takeGroupHits(value: string, section: SectionBuilder, odd: OddNumber): boolean {
  const [, index, hits, name] = GROUP_HITS.exec(value) ?? [];
  const count = readCount(hits, odd);
  if (index === undefined || name === undefined || count === null) return false;
  section.addFunction([boundedName(name), section.groups.get(Number(index)) ?? null, count]);
  return true;
}

function takeBranch(value: string, section: SectionBuilder, odd: OddNumber): boolean {
  const [, line, block, branch, taken = ''] = BRANCH.exec(value) ?? [];
  if (line === undefined || block === undefined || branch === undefined) return false;
  const flags = BLOCK_FLAGS.exec(block)?.[0] ?? '';
  const count = taken.trim() === '-' ? null : readCount(taken, odd);
  if (count === null && taken.trim() !== '-') return false;
  // What is declared unreachable is not counted by its producer either.
  if (flags.includes('U')) return true;
  if (Number(line) < 1) odd('line_out_of_range');
  section.addBranch([Number(line), boundedName(block.slice(flags.length)), boundedName(branch), count]);
  return true;
}

function takeCondition(value: string, section: SectionBuilder, odd: OddNumber): boolean {
  const [, line, unreachable, size, sense, met, index, expression] = CONDITION.exec(value) ?? [];
  const count = readCount(met, odd);
  if (expression === undefined || count === null) return false;
  if (unreachable === 'U') return true;
  const isTrue = sense === 't' ? 't' : 'f';
  section.addCondition([Number(line), Number(size), isTrue, Number(index), boundedName(expression), count]);
  return true;
}

function takeCounter(name: Counter, value: string, section: SectionBuilder): boolean {
  const count = parseWhole(value.trim());
  if (count === null || count < 0) return false;
  section.declared.set(name, count);
  return true;
}

function isCounter(value: string): boolean {
  return parseWhole(value.trim()) !== null;
}

function readCount(text: string | undefined, odd: OddNumber): number | null {
  const count = text === undefined ? null : parseCount(text.trim());
  if (count?.odd) odd(count.odd);
  return count?.value ?? null;
}
