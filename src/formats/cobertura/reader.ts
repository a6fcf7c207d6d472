import type { CoberturaSummary, CoverageRatio, CoverageSection } from '../../domain/evidence/coverage';
import { boundedName } from '../../domain/evidence/names';
import { parseCount, parseWhole } from '../lcov/count';
import type { FileFault, FileReader, FileWarning } from '../reading';
import { Warnings } from '../warnings';
import { type XmlAttributes, type XmlHandler, XmlReader } from '../xml/reader';
import { ClassBuilder, type ClassLine } from './class-builder';

const MOST_CLASSES = 1_000_000;
const MOST_SOURCES = 1_000;
const MOST_BRANCHES_A_LINE = 1_000;
/** A line of 60 bytes can claim a thousand branches, so they are counted over the whole file too. */
const MOST_BRANCHES = 10_000_000;
/** Characters: no file system takes a longer path. */
const LONGEST_PATH = 4096;

const CONDITIONS = /\(\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*\)/;

/**
 * Reads Cobertura's XML (coverage-03.dtd, coverage-04.dtd), as many tools write it. A class is a section; one that is
 * very long comes in several. Sections of one source file may repeat each other: merged, the largest count is right.
 * Lines are those of classes; the lines of methods repeat them and say where a method begins and how often it ran.
 *
 * @returns of `write` and `close`: the faults of `XmlReader`, `unrecognised` for another root element, `too_many`
 *   classes or branches; of `close` also `invalid` without packages
 */
export function coberturaReader(emit: (section: CoverageSection) => void): FileReader<CoberturaSummary> {
  const handler = new CoberturaHandler(emit);
  const xml = new XmlReader(handler);
  return {
    write: (bytes) => xml.write(bytes),
    close: () => {
      const fault = xml.close() ?? handler.end();
      if (fault) return fault;
      return { summary: handler.summary(), warnings: [...xml.warnings, ...handler.warnings()] };
    },
  };
}

class CoberturaHandler implements XmlHandler {
  readonly #emit: (section: CoverageSection) => void;
  readonly #warnings = new Warnings();
  readonly #sources: string[] = [];
  #root: XmlAttributes | null = null;
  #hasPackages = false;
  #class: ClassBuilder | null = null;
  /** Of the source element that is open. */
  #source: string | null = null;
  #counts = { sections: 0, packages: 0, classes: 0, methods: 0, lines: 0 };
  #branches = 0;

  constructor(emit: (section: CoverageSection) => void) {
    this.#emit = emit;
  }

  open(name: string, attributes: XmlAttributes, offset: number): FileFault | null {
    if (this.#root === null) return this.#openRoot(name, attributes, offset);
    if (name === 'packages') this.#hasPackages = true;
    else if (name === 'package') this.#counts.packages += 1;
    else if (name === 'source') this.#source = '';
    else if (name === 'class') return this.#openClass(attributes, offset);
    else if (name === 'method') this.#openMethod(attributes);
    else if (name === 'line') return this.#takeLine(attributes, offset);
    return null;
  }

  text(text: string): void {
    if (this.#source !== null && this.#source.length < LONGEST_PATH) this.#source += text;
  }

  close(name: string): null {
    if (name === 'source') this.#closeSource();
    else if (name === 'method') this.#class?.closeMethod();
    else if (name === 'class') {
      if (this.#class) this.#emitBuilt(this.#class);
      this.#class = null;
    }
    return null;
  }

  /** What the whole document lacks. */
  end(): FileFault | null {
    return this.#hasPackages ? null : { fault: 'invalid', detail: 'it has no packages', offset: null };
  }

  summary(): CoberturaSummary {
    const root = this.#root ?? {};
    return {
      ...this.#counts,
      overlap: 'repeated',
      producer: root.version ?? null,
      sources: this.#sources,
      declared: {
        lines: declaredRatio(root['lines-valid'], root['lines-covered']),
        branches: declaredRatio(root['branches-valid'], root['branches-covered']),
      },
    };
  }

  warnings(): FileWarning[] {
    return this.#warnings.list();
  }

  #openRoot(name: string, attributes: XmlAttributes, offset: number): FileFault | null {
    this.#root = attributes;
    if (name === 'coverage') return null;
    return { fault: 'unrecognised', detail: 'its root element is not "coverage"', offset };
  }

  #closeSource(): void {
    const source = this.#source?.trim() ?? '';
    if (source !== '' && this.#sources.length < MOST_SOURCES) this.#sources.push(source.slice(0, LONGEST_PATH));
    this.#source = null;
  }

  #openClass({ name = '', filename = '' }: XmlAttributes, offset: number): FileFault | null {
    this.#counts.classes += 1;
    if (this.#counts.classes > MOST_CLASSES)
      return { fault: 'too_many', detail: 'more than 1,000,000 classes', offset };
    if (filename.length > LONGEST_PATH)
      this.#warnings.add('long_path', 'paths beyond 4,096 characters were cut', offset);
    const file = filename.length > LONGEST_PATH ? boundedName(filename) : filename;
    if (filename.trim() === '') this.#warnings.add('nameless_file', 'classes without a file were left out', offset);
    this.#class = filename.trim() === '' ? null : new ClassBuilder(name, file);
    return null;
  }

  #openMethod({ name = '', signature = '', hits = '', 'line-rate': rate = '' }: XmlAttributes): void {
    this.#counts.methods += 1;
    const qualified = this.#class?.name ? `${this.#class.name}.${name}${signature}` : `${name}${signature}`;
    // A method without lines has only a rate; one above 0 says that it ran at least once.
    const least = Number.parseFloat(rate) > 0 ? 1 : rate === '' ? null : 0;
    this.#class?.openMethod(qualified, parseCount(hits)?.value ?? least);
  }

  #takeLine(attributes: XmlAttributes, offset: number): FileFault | null {
    const builder = this.#class;
    if (!builder) return null;
    if (!builder.withinMethod) this.#counts.lines += 1;
    const line = this.#readLine(attributes, offset);
    if (!line) return null;
    if (builder.withinMethod) {
      builder.addMethodLine(line);
      return null;
    }
    this.#branches += line.conditions?.valid ?? 0;
    if (this.#branches > MOST_BRANCHES) return { fault: 'too_many', detail: 'more than 10,000,000 branches', offset };
    builder.addLine(line);
    if (builder.full) this.#emitBuilt(builder);
    return null;
  }

  #readLine(attributes: XmlAttributes, offset: number): ClassLine | null {
    const number = parseWhole(attributes.number ?? '');
    const count = parseCount(attributes.hits ?? '');
    if (number === null || count === null) {
      this.#warnings.add('malformed_line', 'lines that can not be read were left out', offset);
      return null;
    }
    if (count.odd) this.#warnings.add(count.odd, 'counts are taken as the nearest one from 0 to 2^53 - 1', offset);
    if (number < 1) this.#warnings.add('line_out_of_range', 'lines count from 1', offset);
    const written = attributes['condition-coverage'];
    const conditions = written === undefined ? null : readConditions(written);
    if (written !== undefined && !conditions) {
      this.#warnings.add('malformed_conditions', 'branches that can not be read were left out', offset);
    }
    return { number, hits: count.value, conditions };
  }

  #emitBuilt(builder: ClassBuilder): void {
    this.#counts.sections += 1;
    this.#emit(builder.build());
  }
}

/** `50% (1/2)`; the percentage is not believed. */
function readConditions(text: string): ClassLine['conditions'] {
  const [, covered, valid] = CONDITIONS.exec(text) ?? [];
  const [hit, found] = [Number(covered), Number(valid)];
  return hit <= found && found <= MOST_BRANCHES_A_LINE ? { covered: hit, valid: found } : null;
}

function declaredRatio(valid: string | undefined, covered: string | undefined): CoverageRatio | null {
  const found = parseWhole(valid ?? '');
  const hit = parseWhole(covered ?? '');
  return found === null || hit === null || found < 0 || hit < 0 ? null : { found, hit };
}
