import type { FindingEvidence, SarifSummary } from '../../domain/evidence/finding';
import { sumFindings } from '../../domain/findings';
import type { JsonEvents, JsonPlace } from '../json-stream/picker';
import type { JsonObject, JsonValue } from '../json-stream/value';
import { objectOf, textOf } from '../json-stream/value';
import type { FileFault, FileFaultCode, FileWarning } from '../reading';
import { Warnings } from '../warnings';
import { findingOf } from './finding';
import { Fingerprints } from './fingerprint';
import type { Component } from './rules';
import { nameOf } from './rules';
import { RunTally } from './run-tally';
import type { Part, RunSkeleton } from './skeleton';
import { SarifSkeleton } from './skeleton';

/** The only version that is taken: drafts and 1.0.0 have other shapes under the same names. */
const VERSION = '2.1.0';
const MOST_RUNS = 1000;
const MOST_BLOCKS = 10_000;
export const MOST_FINDINGS = 1_000_000;

const ODDITIES = {
  no_message: 'results without a message',
  bad_level: 'results whose level is none: what it would be without one was taken',
  bad_severity: 'findings whose security-severity is no number from 0 to 10',
  too_many_rules: 'of a run, 25,000 rules are looked up and no more',
  too_many_artifacts: 'of a run, 100,000 artifacts are looked up and no more',
  too_much_text: 'of the texts that results refer to, 16 MiB are kept and no more',
};

/** A run while it is read. */
interface OpenRun {
  skeleton: RunSkeleton;
  tally: RunTally;
  /** The part of the tool that tells of itself now. */
  component: Component;
  hasTool: boolean;
  hasFindings: boolean;
}

/** Takes the values of a SARIF log in the order in which they come. */
export class SarifLog implements JsonEvents {
  readonly skeleton: SarifSkeleton;
  fault: FileFault | null = null;
  readonly #emit: (finding: FindingEvidence) => void;
  /** The skeleton is whole: a first pass has gathered it. */
  readonly #second: boolean;
  readonly #fingerprints = new Fingerprints();
  readonly #warnings = new Warnings();
  readonly #runs: OpenRun[];
  #current = -1;
  /** Blocks of `inlineExternalProperties` so far, and the run that the results of this one belong to. */
  #blocks = 0;
  #owner: OpenRun | undefined;
  #hasVersion = false;
  #hasRuns = false;
  #findings = 0;
  #secondNeeded = false;

  constructor(emit: (finding: FindingEvidence) => void, skeleton: SarifSkeleton | null) {
    this.#emit = emit;
    this.#second = skeleton !== null;
    this.skeleton = skeleton ?? new SarifSkeleton();
    this.#runs = this.skeleton.runs.map(openRun);
  }

  open(path: string, kind: 'list' | 'object', place: JsonPlace): void {
    if (path === 'runs') this.#hasRuns = kind === 'list';
    else if (path === 'runs.*') this.#openRun(place);
    else if (path === 'inlineExternalProperties.*') this.#openBlock(place);
    const run = this.#runs[this.#current];
    if (!run) return;
    if (path === 'runs.*.results') run.tally.ran ||= kind === 'list';
    else if (path === 'runs.*.artifacts') this.#arrives('artifacts', run);
    else if (path === 'runs.*.taxonomies') this.#arrives('taxonomies', run);
    else if (path === 'runs.*.tool') run.hasTool = true;
    else if (this.#second) return;
    else if (path === 'runs.*.taxonomies.*') run.skeleton.addTaxonomy();
    else if (path === 'runs.*.tool.driver') run.component = run.skeleton.driver;
    else if (path === 'runs.*.tool.extensions.*') run.component = run.skeleton.extension();
  }

  value(path: string, value: JsonValue, place: JsonPlace): void {
    const run = this.#runs[this.#current];
    if (path === 'version') this.#setVersion(value, place);
    else if (path === 'runs') this.#hasRuns = value === null;
    else if (path === 'runs.*') this.#openRun(place);
    else if (path === 'inlineExternalProperties.*.guid') this.#nameBlock(value);
    else if (path === 'inlineExternalProperties.*.results.*') this.#takeExternal(value, place);
    else if (path === 'runs.*.results.*' && run) this.#takeResult(run, value, place);
    else if (run) this.#learn(run, path, value);
  }

  dropped(path: string, { offset }: JsonPlace): void {
    this.#warnings.add('too_large_item', 'items of more than 16 MiB were left out', offset);
    const run = this.#runs[this.#current];
    const owner = path === 'inlineExternalProperties.*.results.*' ? this.#owner : run;
    if (path.endsWith('.results.*') && owner) owner.tally.bad += 1;
    // Rules and artifacts are found by their position, so that a gap has to stay.
    else if (run) this.#learn(run, path, null);
  }

  /**
   * @param odd warnings of the JSON itself
   * @returns `invalid` where it is no log at all
   */
  finish(odd: readonly FileWarning[]): { summary: SarifSummary; warnings: FileWarning[] } | FileFault {
    if (!this.#hasVersion) this.#refuse('invalid', 'a SARIF log says its version', null);
    if (!this.#hasRuns) this.#refuse('invalid', 'a SARIF log has a list of runs', null);
    if (this.fault) return this.fault;
    const inline = new Set(this.skeleton.inline.filter((guid) => guid !== null));
    const runs = this.#runs.map(({ skeleton, tally }) => tally.summary(skeleton, inline));
    for (const { skeleton } of this.#runs) {
      for (const code of skeleton.left) this.#warnings.add(code, ODDITIES[code], null);
    }
    const summary = {
      version: VERSION,
      second_pass_needed: this.#secondNeeded,
      counts: sumFindings(runs.map(({ counts }) => counts)),
      runs,
    };
    return { summary, warnings: [...odd, ...this.#warnings.list()] };
  }

  #openRun({ offset }: JsonPlace): void {
    this.#current += 1;
    if (this.#current >= MOST_RUNS) this.#refuse('too_many', `a log has at most ${MOST_RUNS} runs`, offset);
    else if (!this.#second) this.#runs.push(openRun(this.skeleton.addRun()));
  }

  #openBlock({ offset }: JsonPlace): void {
    this.#blocks += 1;
    this.#owner = undefined;
    if (this.#blocks > MOST_BLOCKS) {
      this.#refuse('too_many', `a log has at most ${MOST_BLOCKS} external properties`, offset);
    } else if (this.#second) {
      this.#owner = this.#ownerOf(this.skeleton.inline[this.#blocks - 1]);
    } else {
      this.skeleton.inline.push(null);
    }
  }

  #nameBlock(value: JsonValue): void {
    if (this.#second || this.#blocks > MOST_BLOCKS) return;
    const guid = nameOf(value)?.toLowerCase() ?? null;
    this.skeleton.inline[this.#blocks - 1] = guid;
    this.#owner = this.#ownerOf(guid);
  }

  #ownerOf(guid: string | null | undefined): OpenRun | undefined {
    const index = this.skeleton.runOf(guid ?? null);
    return index === null ? undefined : this.#runs[index];
  }

  /** A result that stands outside of its run. */
  #takeExternal(value: JsonValue, place: JsonPlace): void {
    if (this.#owner) {
      this.#owner.tally.ran = true;
      this.#owner.tally.external += 1;
      this.#takeResult(this.#owner, value, place);
    } else if (this.#second) {
      this.#warnings.add('unclaimed_results', 'external results that no run refers to were left out', place.offset);
    } else {
      this.#secondNeeded = true;
    }
  }

  #takeResult(run: OpenRun, value: JsonValue, place: JsonPlace): void {
    if (this.fault) return;
    this.#findings += 1;
    if (this.#findings > MOST_FINDINGS) {
      this.#refuse('too_many', `a log has at most ${MOST_FINDINGS} results`, place.offset);
      return;
    }
    const result = objectOf(value);
    if (!result) {
      run.tally.bad += 1;
      this.#warnings.add('bad_result', 'results that are no objects were left out', place.offset);
      return;
    }
    run.hasFindings = true;
    if (!run.hasTool && !this.#second) this.#secondNeeded = true;
    // Void already: the second pass makes them again.
    if (!this.#secondNeeded) this.#makeFinding(run, result, place);
  }

  #makeFinding(run: OpenRun, result: JsonObject, { offset, length }: JsonPlace): void {
    const read = findingOf(result, run.skeleton, this.#fingerprints, { offset, length: length ?? 0 });
    run.tally.add(read);
    for (const code of read.oddities) this.#warnings.add(code, ODDITIES[code], offset);
    this.#emit(read.finding);
  }

  /** Takes what findings refer to. */
  #learn(run: OpenRun, path: string, value: JsonValue): void {
    if (this.#second) return;
    const { skeleton, component } = run;
    const part = path.slice('runs.*.'.length);
    const ofTool = part.replace(/^tool\.(?:driver|extensions\.\*)\./, '');
    if (part === 'tool.driver.version') skeleton.version = nameOf(value);
    else if (part === 'tool.driver.semanticVersion') skeleton.semanticVersion = nameOf(value);
    else if (part === 'artifacts.*') skeleton.addArtifact(value);
    else if (part === 'externalPropertyFileReferences') skeleton.setExternal(value);
    else if (part === 'taxonomies.*.name') skeleton.nameTaxonomy(nameOf(value));
    else if (part === 'taxonomies.*.taxa.*') skeleton.countTaxon();
    else if (part === 'invocations.*') {
      if (skeleton.addInvocation(value)) this.#arrives('invocations', run);
    } else if (part === 'originalUriBaseIds') {
      skeleton.setBases(value);
      this.#arrives('originalUriBaseIds', run);
    } else if (part === 'automationDetails') {
      skeleton.automationId = nameOf(objectOf(value)?.['id']);
      if (skeleton.automationId !== null) this.#arrives('automationDetails', run);
    } else if (ofTool === 'rules.*') skeleton.addRule(component, value);
    else if (ofTool === 'name') component.name = nameOf(value);
    else if (ofTool === 'guid') component.guid = nameOf(value);
    else if (ofTool === 'globalMessageStrings') skeleton.setMessages(component, value);
  }

  /** A part comes that findings before it had needed. */
  #arrives(part: Part, { skeleton, hasFindings }: OpenRun): void {
    if (!this.#second && hasFindings && skeleton.asked.has(part)) this.#secondNeeded = true;
  }

  #setVersion(value: JsonValue, { offset }: JsonPlace): void {
    const version = textOf(value);
    if (version === VERSION) this.#hasVersion = true;
    else if (version === null) this.#refuse('invalid', 'the version of a SARIF log is a text', offset);
    else this.#refuse('wrong_version', `SARIF ${printable(version)} is not taken, ${VERSION} is`, offset);
  }

  #refuse(fault: FileFaultCode, detail: string, offset: number | null): void {
    this.fault ??= { fault, detail, offset };
  }
}

const openRun = (skeleton: RunSkeleton): OpenRun => ({
  skeleton,
  tally: new RunTally(),
  component: skeleton.driver,
  hasTool: false,
  hasFindings: false,
});

/** Of a text from outside as much as a message can show. */
const printable = (text: string) => text.slice(0, 40).replaceAll(/[^\x20-\x7e]/g, '?');
