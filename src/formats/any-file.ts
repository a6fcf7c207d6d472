import type { CoverageSection } from '../domain/evidence/coverage';
import type { FindingEvidence, SarifSummary } from '../domain/evidence/finding';
import type { TestEvidence, TestFileSummary } from '../domain/evidence/test';
import type { JsonValue } from '../domain/json';
import { coberturaReader } from './cobertura/reader';
import { ctrfReader } from './ctrf/reader';
import { boundFacts } from './facts';
import { HeldItems } from './held-items';
import { junitReader } from './junit/reader';
import { lcovReader } from './lcov/reader';
import { nunitReader } from './nunit/reader';
import type { FileFault, FileReader, FileWarning, Format } from './reading';
import { HEAD_BYTES, recogniseFormat } from './recognise';
import { sarifReader } from './sarif/reader';
import { SarifSkeleton } from './sarif/skeleton';
import { TrxDefinitions } from './trx/definitions';
import { trxReader } from './trx/reader';
import { xunitReader } from './xunit/reader';

/** Where the items of a file go, each as soon as it is read. A file holds items of one kind. */
export interface EvidenceSink {
  test(test: TestEvidence): void;
  finding(finding: FindingEvidence): void;
  section(section: CoverageSection): void;
}

/** What a first pass over a file gathered for a second one; nothing that anybody else looks into. */
export type SecondPass = SarifSkeleton | TrxDefinitions;

/** What a file of any format says of itself and in all. */
export interface AnySummary {
  format: Format;
  /** Facts in the words of the format, 64 KiB of JSON at most. */
  facts: Record<string, JsonValue>;
  /** It announces more than it holds, or says that something did not run to its end: never green. */
  incomplete: boolean;
  /**
   * Not null: what explains the items of the file comes after them, and they were too many to be held until then. None
   * was given; the file is to be read again, by `openReader` with this, and all else in this summary is void.
   */
  second_pass: SecondPass | null;
}

/** What the reader of a format tells, apart from its format. */
type Told = Pick<AnySummary, 'incomplete'> & { facts: Record<string, JsonValue>; secondPass?: SecondPass | null };

/** A line a format. */
const READERS: Readonly<Record<Format, (sink: EvidenceSink, second?: SecondPass) => FileReader<Told>>> = {
  junit: (sink) => tell(junitReader(testsOf(sink)), ofTests),
  trx: (sink, second) => readTrx(sink, second instanceof TrxDefinitions ? second : undefined),
  xunit: (sink) => tell(xunitReader(testsOf(sink)), ofTests),
  nunit: (sink) => tell(nunitReader(testsOf(sink)), ofTests),
  ctrf: (sink) => tell(ctrfReader(testsOf(sink)), ofTests),
  sarif: (sink, second) => readSarif(sink, second instanceof SarifSkeleton ? second : undefined),
  lcov: (sink) => tell(lcovReader(sectionsOf(sink)), (facts) => ({ facts, incomplete: facts.incomplete })),
  cobertura: (sink) =>
    tell(coberturaReader(sectionsOf(sink)), (facts) => ({
      facts,
      incomplete: facts.sections === 0 && (facts.declared.lines?.found ?? 0) > 0,
    })),
};

/** @param second what a first pass over the same file gave as `second_pass` */
export function openReader(format: Format, sink: EvidenceSink, second?: SecondPass): FileReader<AnySummary> {
  const reader = READERS[format](sink, second);
  return {
    write: (bytes) => reader.write(bytes),
    close: () => {
      const closed = reader.close();
      if ('fault' in closed) return closed;
      const { incomplete, secondPass = null } = closed.summary;
      const { facts, cut } = boundFacts(closed.summary.facts);
      const detail = 'lists and texts among its facts were cut to 64 KiB in all';
      const warnings = cut ? [{ code: 'facts_cut', detail, count: 1, offset: null }] : [];
      const summary = { format, facts, incomplete, second_pass: secondPass };
      return { summary, warnings: [...closed.warnings, ...warnings] };
    },
  };
}

/** Recognises a file by its first 64 KiB (or all of it, where it is shorter) and reads it. */
export class AnyReader implements FileReader<AnySummary> {
  readonly #sink: EvidenceSink;
  readonly #head = new Uint8Array(HEAD_BYTES);
  #held = 0;
  #format: Format | null = null;
  #reader: FileReader<AnySummary> | null = null;

  constructor(sink: EvidenceSink) {
    this.#sink = sink;
  }

  /** null until enough was written to tell. */
  get format(): Format | null {
    return this.#format;
  }

  write(bytes: Uint8Array): FileFault | null {
    if (this.#reader) return this.#reader.write(bytes);
    const room = HEAD_BYTES - this.#held;
    this.#head.set(bytes.subarray(0, room), this.#held);
    this.#held += Math.min(room, bytes.length);
    if (this.#held < HEAD_BYTES) return null;
    const reader = this.#open();
    return 'fault' in reader ? reader : reader.write(bytes.subarray(room));
  }

  close(): { summary: AnySummary; warnings: FileWarning[] } | FileFault {
    const reader = this.#reader ?? this.#open();
    return 'fault' in reader ? reader : reader.close();
  }

  /** Gives the head to the reader of its format. */
  #open(): FileReader<AnySummary> | FileFault {
    const head = this.#head.subarray(0, this.#held);
    const format = recogniseFormat(head);
    if (typeof format !== 'string') return format;
    this.#format = format;
    this.#reader = openReader(format, this.#sink);
    return this.#reader.write(head) ?? this.#reader;
  }
}

const testsOf = (sink: EvidenceSink) => (test: TestEvidence) => {
  sink.test(test);
};
const sectionsOf = (sink: EvidenceSink) => (section: CoverageSection) => {
  sink.section(section);
};

const ofTests = (facts: TestFileSummary): Told => ({ facts, incomplete: facts.incomplete });

function tell<Summary>(reader: FileReader<Summary>, telling: (summary: Summary) => Told): FileReader<Told> {
  return {
    write: (bytes) => reader.write(bytes),
    close: () => {
      const closed = reader.close();
      return 'fault' in closed ? closed : { summary: telling(closed.summary), warnings: closed.warnings };
    },
  };
}

function readTrx(sink: EvidenceSink, definitions: TrxDefinitions | undefined): FileReader<Told> {
  return tell(trxReader(testsOf(sink), definitions), ({ definitions: secondPass, ...facts }) => ({
    ...ofTests(facts),
    secondPass,
  }));
}

/**
 * Only the end of a SARIF file tells whether its findings hold, so a first pass gives them then, and a second pass as
 * they come.
 */
function readSarif(sink: EvidenceSink, skeleton: SarifSkeleton | undefined): FileReader<Told> {
  const held = new HeldItems<FindingEvidence>();
  const give = (finding: FindingEvidence) => {
    if (skeleton) sink.finding(finding);
    else held.hold(finding);
  };
  const reader = sarifReader(give, skeleton);
  return tell(reader, (summary) => {
    const again = skeleton === undefined && (summary.second_pass_needed || held.overflown);
    if (!again) for (const finding of held.release()) sink.finding(finding);
    return { facts: summary, incomplete: isIncomplete(summary), secondPass: again ? reader.skeleton : null };
  });
}

/** No run at all is no clean run either. */
const isIncomplete = ({ runs }: SarifSummary) =>
  runs.length === 0 || runs.some(({ ran, incomplete }) => !ran || incomplete.length > 0);
