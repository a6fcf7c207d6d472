import type { CoverageRatio, CoverageSection, LcovSummary } from '../../domain/evidence/coverage';
import { addHits } from '../../domain/coverage/hits';
import { boundedName } from '../../domain/evidence/names';
import type { FileFault, FileReader, FileWarning } from '../reading';
import { Warnings } from '../warnings';
import { readLineText } from './line-text';
import { LineScanner } from './line-scanner';
import { takeQuickRecord } from './quick-records';
import { RECORDS } from './records';
import { type Counter, SectionBuilder } from './section-builder';

const MOST_SECTIONS = 1_000_000;
const MOST_GROUPS = 1_000_000;
const MOST_TESTS = 1_000;
/** Characters. Linux takes no longer path, but Firefox writes whole scripts as data URLs. */
const LONGEST_PATH = 4096;

/** `DA` begins with it, and `BRDA` does not. */
const LETTER_D = 0x44;
/** Any record, known or not. */
const RECORD = /^[A-Za-z][A-Za-z0-9_]*:/;
/** Records that end in a name or a path, within which a producer may have left a line break. */
const ENDS_IN_NAME = new Set(['SF', 'TN', 'VER', 'FN', 'FNDA', 'FNA']);

const ODD_NUMBERS = {
  line_out_of_range: 'lines count from 1',
  negative_count: 'negative counts are 0',
  fractional_count: 'counts with a fraction are rounded up',
  huge_count: 'counts beyond 2^53 - 1 stay there',
} as const;

/**
 * Reads LCOV as geninfo 1 and 2 define it (geninfo(1), FILES), and as others write it. A section is emitted where it
 * ends; one that is very long comes in several of the same file, whose hits are to be added. A section without an end
 * is emitted too, the summary says `incomplete`, and there is the warning `unterminated`.
 *
 * A record that it can't read is left out with the warning `malformed_record`, one that it does not know with
 * `unknown_record`.
 *
 * @returns of `close`: `truncated` where the last line of a section is cut, `empty`, `invalid` without any source
 *   file. Of `write`: `unrecognised` where the first line is no record of LCOV, `not_well_formed` where a later one
 *   is no record at all, `too_many` sections, `too_long` a line, `encoding`, `nul`
 */
export function lcovReader(emit: (section: CoverageSection) => void): FileReader<LcovSummary> {
  return new LcovReader(emit);
}

class LcovReader implements FileReader<LcovSummary> {
  readonly #emit: (section: CoverageSection) => void;
  readonly #scanner = new LineScanner((bytes, from, to, offset) => this.#takeLine(bytes, from, to, offset));
  readonly #warnings = new Warnings();
  readonly #tests = new Set<string>();
  readonly #declared = new Map<Counter, number>();
  readonly #records = new Map<string, number>();
  #quickLines = 0;
  #quickBranches = 0;
  #section: SectionBuilder | null = null;
  #test: string | null = null;
  #sections = 0;
  #linesDiffer = 0;
  #incomplete = false;
  #blank = true;
  #recognised = false;
  /** Whether a line without a record may be the rest of a name. */
  #nameOpen = false;
  /** Whether the line that comes is the last one and lacks its line break. */
  #lastLine = false;

  constructor(emit: (section: CoverageSection) => void) {
    this.#emit = emit;
  }

  write(bytes: Uint8Array): FileFault | null {
    return this.#scanner.write(bytes);
  }

  close(): { summary: LcovSummary; warnings: FileWarning[] } | FileFault {
    this.#lastLine = true;
    const fault = this.#scanner.end();
    if (fault) return fault;
    if (this.#blank) return { fault: 'empty', detail: 'it holds no line', offset: null };
    if (this.#section) this.#endUnterminated(this.#section);
    if (this.#sections === 0) return { fault: 'invalid', detail: 'it names no source file', offset: null };
    return { summary: this.#summary(), warnings: this.#warnings.list() };
  }

  #takeLine(bytes: Uint8Array, from: number, to: number, offset: number): FileFault | null {
    if (this.#lastLine) return this.#takeLastLine(bytes.subarray(from, to), offset);
    const section = this.#section;
    if (section && takeQuickRecord(bytes, from, to, section)) {
      this.#nameOpen = false;
      if (bytes[from] === LETTER_D) this.#quickLines += 1;
      else this.#quickBranches += 1;
      if (section.full) this.#emitBuilt(section);
      return null;
    }
    return this.#takeText(bytes.subarray(from, to), offset);
  }

  /** Only the end of a section may lack its line break: of any other record nobody knows whether it is whole. */
  #takeLastLine(line: Uint8Array, offset: number): FileFault | null {
    const within = this.#section !== null;
    const fault = this.#takeText(line, offset);
    if (this.#section === null && (fault === null || !within)) return fault;
    return { fault: 'truncated', detail: 'it ends within a section and a line', offset };
  }

  #takeText(line: Uint8Array, offset: number): FileFault | null {
    const text = readLineText(line, offset, this.#warnings);
    if (typeof text !== 'string') return text;
    if (text.trim() === '') return null;
    this.#blank = false;
    return text.startsWith('#') ? null : this.#takeRecord(text, offset);
  }

  #takeRecord(text: string, offset: number): FileFault | null {
    if (text.trimEnd() === 'end_of_record') return this.#takeEnd(offset);
    const colon = text.indexOf(':');
    const name = text.slice(0, Math.max(colon, 0));
    if (name === 'SF' || name === 'TN' || RECORDS.has(name)) this.#countRecords(name, 1);
    const value = text.slice(colon + 1);
    const fault = name === 'SF' ? this.#takeSource(value, offset) : this.#takeOther(name, value, offset);
    // A broken name may go on for several lines.
    if (name !== '' && RECORD.test(text)) this.#nameOpen = ENDS_IN_NAME.has(name);
    return fault;
  }

  #takeSource(path: string, offset: number): FileFault | null {
    this.#recognised = true;
    if (this.#section) this.#endUnterminated(this.#section);
    this.#section = null;
    if (path.trim() === '') {
      this.#warnings.add('malformed_record', 'records that can not be read were left out', offset);
      return null;
    }
    if (this.#sections === MOST_SECTIONS) return { fault: 'too_many', detail: 'more than 1,000,000 sections', offset };
    this.#sections += 1;
    if (path.length > LONGEST_PATH) this.#warnings.add('long_path', 'paths beyond 4,096 characters were cut', offset);
    const file = path.length > LONGEST_PATH ? boundedName(path) : path;
    this.#section = new SectionBuilder({ file, test: this.#test, offset });
    return null;
  }

  #takeOther(name: string, value: string, offset: number): FileFault | null {
    if (name === 'TN') return this.#takeTest(value);
    const take = RECORDS.get(name);
    if (!take) return this.#takeUnknown(name, offset);
    this.#recognised = true;
    const section = this.#section;
    if (!section) {
      this.#warnings.add('outside_section', 'records outside of any section were left out', offset);
      return null;
    }
    const taken = take(value, section, (odd) => this.#warnings.add(odd, ODD_NUMBERS[odd], offset));
    if (!taken) this.#warnings.add('malformed_record', 'records that can not be read were left out', offset);
    if (section.groups.size > MOST_GROUPS) return { fault: 'too_many', detail: 'more than 1,000,000 FNL', offset };
    if (section.full) this.#emitBuilt(section);
    return null;
  }

  #takeTest(name: string): null {
    this.#recognised = true;
    this.#test = name === '' ? null : boundedName(name);
    if (this.#test !== null && this.#tests.size < MOST_TESTS) this.#tests.add(this.#test);
    return null;
  }

  #takeUnknown(name: string, offset: number): FileFault | null {
    if (!this.#recognised) return { fault: 'unrecognised', detail: 'its first line is no record of LCOV', offset };
    if (RECORD.test(`${name}:`)) {
      this.#warnings.add('unknown_record', 'records of unknown kinds were left out', offset);
      return null;
    }
    if (this.#nameOpen) {
      this.#warnings.add('broken_name', 'line breaks within names: what follows was left out', offset);
      return null;
    }
    return { fault: 'not_well_formed', detail: 'a line that is no record', offset };
  }

  #takeEnd(offset: number): FileFault | null {
    this.#countRecords('end_of_record', 1);
    this.#nameOpen = false;
    if (this.#section) this.#endSection(this.#section);
    else if (this.#recognised)
      this.#warnings.add('outside_section', 'records outside of any section were left out', offset);
    else return { fault: 'unrecognised', detail: 'its first line is no record of LCOV', offset };
    this.#section = null;
    return null;
  }

  #endUnterminated(section: SectionBuilder): void {
    this.#incomplete = true;
    this.#warnings.add('unterminated', 'sections without end_of_record', section.offset);
    this.#endSection(section);
  }

  #endSection(section: SectionBuilder): void {
    for (const [counter, count] of section.declared) {
      this.#declared.set(counter, addHits(this.#declared.get(counter) ?? 0, count));
    }
    const wasSplit = section.split;
    const { lines } = this.#emitBuilt(section);
    const found = section.declared.get('LF') ?? lines.length;
    const hit = lines.reduce((sum, [, hits]) => (hits > 0 ? sum + 1 : sum), 0);
    // Of a section in parts the lines of one part are no measure.
    if (!wasSplit && (found !== lines.length || (section.declared.get('LH') ?? hit) !== hit)) this.#linesDiffer += 1;
  }

  #emitBuilt(builder: SectionBuilder): CoverageSection {
    const { section, repeated } = builder.build();
    const { lines, branches } = repeated;
    if (lines > 0) this.#warnings.add('repeated_line', 'lines that a section lists twice', builder.offset, lines);
    if (branches > 0) {
      this.#warnings.add('repeated_branch', 'branches that a section lists twice', builder.offset, branches);
    }
    this.#emit(section);
    return section;
  }

  #countRecords(name: string, more: number): void {
    this.#records.set(name, (this.#records.get(name) ?? 0) + more);
  }

  #summary(): LcovSummary {
    if (this.#quickLines > 0) this.#countRecords('DA', this.#quickLines);
    if (this.#quickBranches > 0) this.#countRecords('BRDA', this.#quickBranches);
    const ratio = (foundBy: Counter, hitBy: Counter): CoverageRatio | null => {
      const found = this.#declared.get(foundBy);
      const hit = this.#declared.get(hitBy);
      return found === undefined || hit === undefined ? null : { found, hit };
    };
    return {
      sections: this.#sections,
      overlap: 'added',
      incomplete: this.#incomplete,
      tests: [...this.#tests],
      declared: { lines: ratio('LF', 'LH'), functions: ratio('FNF', 'FNH'), branches: ratio('BRF', 'BRH') },
      records: Object.fromEntries(this.#records),
      lines_differ: this.#linesDiffer,
    };
  }
}
