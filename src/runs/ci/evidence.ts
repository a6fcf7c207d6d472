import { type GatheredTests, TestGathering } from '../../domain/ci-run/gathering';
import { type CiTest, ciTest, type TestOrigin } from '../../domain/ci-run/test';
import { SectionTally } from '../../domain/coverage/section-tally';
import type { CoverageSection, CoverageTotals } from '../../domain/evidence/coverage';
import type { FindingCounts, FindingEvidence } from '../../domain/evidence/finding';
import type { TestEvidence } from '../../domain/evidence/test';
import { FindingTally } from '../../domain/findings';
import { mapRoute, routeTable } from '../../domain/routes';
import { TestIds } from '../../domain/test-identity';
import type { EvidenceSink } from '../../formats/any-file';
import type { EvidenceWriter } from './run-files';

/** Takes the evidence of one file as its reader finds it, and holds it until it is written. */
export class EvidenceGathering implements EvidenceSink {
  #origin: TestOrigin;
  #routes: ReturnType<typeof routeTable> | null;
  #tests: TestGathering | null = null;
  #ids = new TestIds();
  #findings: FindingTally | null = null;
  #sections: SectionTally | null = null;
  #waiting: { tests: CiTest[]; findings: FindingEvidence[]; sections: CoverageSection[] } = {
    tests: [],
    findings: [],
    sections: [],
  };

  constructor(origin: TestOrigin, routes: readonly string[]) {
    this.#origin = origin;
    this.#routes = routes.length === 0 ? null : routeTable(routes);
  }

  test(evidence: TestEvidence): void {
    const test = ciTest(evidence, this.#origin, mapRoute(evidence.name, this.#routes), this.#ids);
    this.#tests ??= new TestGathering();
    this.#tests.add(test);
    this.#waiting.tests.push(test);
  }

  finding(finding: FindingEvidence): void {
    this.#findings ??= new FindingTally();
    this.#findings.add(finding);
    this.#waiting.findings.push(finding);
  }

  section(section: CoverageSection): void {
    this.#sections ??= new SectionTally();
    this.#sections.add(section);
    this.#waiting.sections.push(section);
  }

  /** Writes what has come since, in order. */
  async writeTo(writers: Record<'tests' | 'findings' | 'sections', EvidenceWriter>): Promise<void> {
    for (const kind of ['tests', 'findings', 'sections'] as const) {
      const items = this.#waiting[kind];
      for (const item of items) await writers[kind].write(item);
      items.length = 0;
    }
  }

  /** What the file comes to; null where it has no evidence of that kind. */
  conclude(): {
    tests: GatheredTests | null;
    findings: FindingCounts | null;
    /** `unmerged`: only merging its sections tells. */
    coverage: CoverageTotals | 'unmerged' | null;
  } {
    return {
      tests: this.#tests?.conclude() ?? null,
      findings: this.#findings?.counts ?? null,
      coverage: this.#sections && (this.#sections.totals ?? 'unmerged'),
    };
  }
}
