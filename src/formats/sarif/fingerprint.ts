import {
  ContentFingerprints,
  FINDING_FINGERPRINT,
  findingFingerprint,
} from '../../domain/evidence/content-fingerprints';
import type { FindingEvidence } from '../../domain/evidence/finding';
import type { JsonObject, JsonValue } from '../json-stream/value';
import { objectOf, textOf } from '../json-stream/value';

/** Earlier versions of a tool's fingerprints that are kept beside the latest. */
const MOST_OLDER = 3;

/** Entries of one result that are looked at. */
const MOST_ENTRIES = 100;

/** The one that code scanning itself goes by; beside it CodeQL writes another that changes with the column. */
const PREFERRED = 'primaryLocationLineHash';

/** The partial fingerprint under which Assay writes what it knows a finding by, so that it is the same one again. */
export const ASSAY_FINGERPRINT = 'assayFinding/v1';

/** What Semgrep writes in place of every fingerprint when nobody is logged in. */
const WITHHELD = 'requires login';

type Identity = Pick<FindingEvidence, 'fingerprint' | 'older_fingerprints'>;
type Identified = Pick<
  FindingEvidence,
  'tool' | 'category' | 'rule_id' | 'file' | 'logical_location' | 'message' | 'snippet'
>;

/**
 * Tells findings apart, and the same one again after lines moved (SARIF 2.1.0 sections 3.27.16 and 3.27.17): by what
 * Assay itself wrote, else by the tool's `fingerprints`, else by its `partialFingerprints` with rule and file, else by
 * content.
 */
export class Fingerprints {
  readonly #content = new ContentFingerprints();

  /** @param result the `result` that the finding was made of */
  of(finding: Identified, result: JsonObject): Identity {
    const written = textOf(objectOf(result['partialFingerprints'])?.[ASSAY_FINGERPRINT]);
    const [fingerprint, ...older] = identitiesOf(finding, result);
    if (written !== null && FINDING_FINGERPRINT.test(written)) {
      return { fingerprint: written, older_fingerprints: older };
    }
    return { fingerprint: fingerprint ?? this.#content.of(finding), older_fingerprints: older };
  }
}

/** By the fingerprints of the tool, the latest versions first; none where it gives none. */
function identitiesOf({ tool, category, rule_id, file }: Identified, result: JsonObject): string[] {
  const whole = versionsOf(result['fingerprints']);
  if (whole.length > 0) return whole.map((entries) => findingFingerprint([tool, category, rule_id, entries]));
  const partial = versionsOf(result['partialFingerprints']);
  return partial.map((entries) => findingFingerprint([tool, category, rule_id, file, entries]));
}

type Entry = [name: string, version: number, value: string];

/**
 * The entries by their greatest versions, then those with each name one version lower, and so on; none where a result
 * has no fingerprints. `name/v2` is version 2 of `name`, a name alone version 0 (section 3.5.4.2).
 */
function versionsOf(value: JsonValue | undefined): Entry[][] {
  const byName = new Map<string, Entry[]>();
  for (const [key, fingerprint] of Object.entries(objectOf(value) ?? {}).slice(0, MOST_ENTRIES)) {
    const text = textOf(fingerprint);
    if (text === null || text === '' || text === WITHHELD || key === ASSAY_FINGERPRINT) continue;
    const [, base, digits] = /^(.*)\/v(\d{1,9})$/.exec(key) ?? [];
    const name = base ?? key;
    const known = byName.get(name) ?? [];
    known.push([name, Number(digits ?? 0), text]);
    byName.set(name, known);
  }
  const preferred = byName.get(PREFERRED);
  const names = preferred
    ? [preferred]
    : [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, of]) => of);
  for (const entries of names) entries.sort(([, one], [, other]) => other - one);
  const steps = Math.min(1 + MOST_OLDER, Math.max(0, ...names.map((entries) => entries.length)));
  return Array.from({ length: steps }, (_, step) => names.flatMap((entries) => entryAt(entries, step)));
}

/** The lowest one there is, where a name has no more versions. */
function entryAt(entries: readonly Entry[], step: number): Entry[] {
  const entry = entries[step] ?? entries.at(-1);
  return entry ? [entry] : [];
}
