import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { type GatheredTests, TestGathering } from '../../domain/ci-run/gathering';
import { ciTest, type TestOrigin } from '../../domain/ci-run/test';
import type { CoverageSection } from '../../domain/evidence/coverage';
import type { FindingCounts, FindingEvidence } from '../../domain/evidence/finding';
import type { TestEvidence } from '../../domain/evidence/test';
import { FindingTally } from '../../domain/findings';
import { mapRoute, type RouteTable } from '../../domain/routes';
import { AnyReader, type AnySummary, type EvidenceSink, openReader } from '../../formats/any-file';
import type { FileFault, FileReader, FileWarning } from '../../formats/reading';

export const EVIDENCE_KINDS = ['tests', 'findings', 'sections'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** A report as it was read on this machine, by the code that the service reads it with. */
export interface ReadReport {
  /** Where it lies. */
  path: string;
  /** What it is called in the run. */
  name: string;
  rerun: number;
  size: number;
  sha256: string;
  format: AnySummary['format'] | null;
  /** Why it could not be read to its end. */
  refusal: FileFault | null;
  warnings: FileWarning[];
  incomplete: boolean;
  facts: AnySummary['facts'];
  tests: GatheredTests | null;
  findings: FindingCounts | null;
  /** Where its evidence lies, a line of JSON each; null: it has none of that kind. */
  evidence: Record<EvidenceKind, string | null>;
}

/** Gathers what a report says, and holds the lines of its evidence until they are written. */
class Gathering implements EvidenceSink {
  tests: TestGathering | null = null;
  findings: FindingTally | null = null;
  readonly #origin: TestOrigin;
  readonly #routes: RouteTable | null;
  readonly #prefix: string;
  #waiting: Record<EvidenceKind, unknown[]> = { tests: [], findings: [], sections: [] };
  readonly written: Record<EvidenceKind, string | null> = { tests: null, findings: null, sections: null };

  constructor(origin: TestOrigin, routes: RouteTable | null, prefix: string) {
    this.#origin = origin;
    this.#routes = routes;
    this.#prefix = prefix;
  }

  test(evidence: TestEvidence): void {
    const test = ciTest(evidence, this.#origin, mapRoute(evidence.name, this.#routes));
    this.tests ??= new TestGathering();
    this.tests.add(test);
    this.#waiting.tests.push(test);
  }

  finding(finding: FindingEvidence): void {
    this.findings ??= new FindingTally();
    this.findings.add(finding);
    this.#waiting.findings.push(finding);
  }

  section(section: CoverageSection): void {
    this.#waiting.sections.push(section);
  }

  async write(): Promise<void> {
    for (const kind of EVIDENCE_KINDS) {
      const items = this.#waiting[kind];
      if (items.length === 0) continue;
      const path = `${this.#prefix}.${kind}.ndjson`;
      const lines = `${items.map((item) => JSON.stringify(item)).join('\n')}\n`;
      await (this.written[kind] === null ? writeFile(path, lines) : appendFile(path, lines));
      this.written[kind] = path;
      items.length = 0;
    }
  }
}

/** Who wrote a report, and where its evidence goes. */
export interface ReportPlace {
  path: string;
  name: string;
  rerun: number;
  /** The suite that the report is of, as the service is told it. */
  suite: string;
  runner: string;
  /** What the paths of its evidence begin with. */
  evidence: string;
}

/** Reads a report as it comes from the disk, in memory that does not grow with it. */
export async function readReport(place: ReportPlace, routes: RouteTable | null): Promise<ReadReport> {
  const { path, name, rerun, suite, runner } = place;
  const gathering = new Gathering({ file_id: name, kind: suite, runner }, routes, place.evidence);
  const hash = createHash('sha256');
  let size = 0;
  const measure = (bytes: Uint8Array) => {
    hash.update(bytes);
    size += bytes.byteLength;
  };
  const reader = new AnyReader(gathering);
  let read = await readThrough(reader, gathering, { path, measure });
  const { format } = reader;
  if (!('fault' in read) && read.summary.second_pass && format !== null) {
    read = await readThrough(openReader(format, gathering, read.summary.second_pass), gathering, { path });
  }
  const common = { path, name, rerun, size, sha256: hash.digest('hex'), format, evidence: gathering.written };
  if ('fault' in read) {
    const nothing = { warnings: [], incomplete: false, facts: {}, tests: null, findings: null };
    return { ...common, ...nothing, refusal: read };
  }
  return {
    ...common,
    refusal: null,
    warnings: read.warnings,
    incomplete: read.summary.incomplete,
    facts: read.summary.facts,
    tests: gathering.tests?.conclude() ?? null,
    findings: gathering.findings?.counts ?? null,
  };
}

async function readThrough(
  reader: FileReader<AnySummary>,
  gathering: Gathering,
  { path, measure }: { path: string; measure?: (bytes: Uint8Array) => void },
): Promise<{ summary: AnySummary; warnings: FileWarning[] } | FileFault> {
  let fault: FileFault | null = null;
  const pieces: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 256 * 1024 });
  for await (const bytes of pieces) {
    measure?.(bytes);
    // After a fault the rest is measured still: it is sent as it is.
    fault ??= reader.write(bytes);
    await gathering.write();
  }
  const closed = fault ?? reader.close();
  await gathering.write();
  return closed;
}
