import { FingerprintCounts } from '../fingerprint-counts';
import { sha256 } from '../hash';
import type { FindingEvidence } from './finding';

type Described = Pick<
  FindingEvidence,
  'tool' | 'category' | 'rule_id' | 'file' | 'logical_location' | 'message' | 'snippet'
>;

/**
 * Fingerprints of findings to which their tool gives none: by rule, file, the source around it and the message without
 * its numbers, so that they stay when lines move. Findings that are alike in all of these are told apart by their order.
 */
export class ContentFingerprints {
  readonly #met = new FingerprintCounts();

  of({ tool, category, rule_id, file, logical_location, message, snippet }: Described): string {
    const text = message.replaceAll(/\d+/g, '#');
    const source = (snippet ?? '').replaceAll(/\s+/g, ' ').trim();
    const place = file ?? logical_location;
    const alike = sha256(JSON.stringify([tool, category, rule_id, place, source, text]));
    return findingFingerprint([alike, this.#met.add(alike)]);
  }
}

/** @param identity what makes the finding this one: JSON */
export function findingFingerprint(identity: unknown): string {
  return `fnd_${sha256(JSON.stringify(identity)).slice(0, 32)}`;
}

/** The form of a finding's fingerprint. */
export const FINDING_FINGERPRINT = /^fnd_[0-9a-f]{32}$/;
