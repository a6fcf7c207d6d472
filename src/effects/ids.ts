import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Uniformly random text of base62 characters (5.95 bits each). */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 248 is the largest multiple of 62 in a byte: the rest would favour the first characters.
      if (byte < 248 && text.length < length) text += BASE62.charAt(byte % 62);
    }
  }
  return text;
}

/** 22 characters: 131 random bits. */
export const randomId = (prefix: string) => `${prefix}_${randomBase62(22)}`;

/**
 * HMAC-SHA256 under the deployment's secret, lower-case hex. `purpose` keeps the uses of the secret apart.
 * Parts are joined by NUL, which no part can contain.
 */
export function keyedDigest(secret: string, purpose: string, ...parts: string[]): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes([purpose, ...parts].join('\0'))));
}

/** The id of a run that was started under an idempotency key: the same request finds its run. */
export function runIdFor(secret: string, projectId: string, idempotencyKey: string): string {
  return `run_${keyedDigest(secret, 'run', projectId, idempotencyKey).slice(0, 32)}`;
}

/** A run of CI results is told from any other by its id, so that a request finds the right kind of coordinator. */
const CI_RUN = 'run_ci';

/** The id of the CI run that is opened under a handle: whoever knows the handle finds the run. */
export function ciRunIdFor(secret: string, projectId: string, handle: string): string {
  return `${CI_RUN}${keyedDigest(secret, 'ci run', projectId, handle).slice(0, 30)}`;
}

export const randomCiRunId = () => `${CI_RUN}${bytesToHex(crypto.getRandomValues(new Uint8Array(15)))}`;

export const isCiRunId = (runId: string) => runId.startsWith(CI_RUN);

/** The id of a result that was saved under an idempotency key: the same request finds its result. */
export function resultIdFor(secret: string, projectId: string, idempotencyKey: string): string {
  return `res_${keyedDigest(secret, 'result', projectId, idempotencyKey).slice(0, 32)}`;
}

export const randomResultId = () => `res_${bytesToHex(crypto.getRandomValues(new Uint8Array(16)))}`;

export const randomRunId = () => `run_${bytesToHex(crypto.getRandomValues(new Uint8Array(16)))}`;

/** 43 characters of base64url: 256 random bits, for capability links. */
export function randomCapability(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** CRC-32 (ISO-HDLC) of an ASCII text, as six base62 characters. */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let value = (crc ^ 0xffffffff) >>> 0;
  let out = '';
  for (let i = 0; i < 6; i++) {
    out = BASE62.charAt(value % 62) + out;
    value = Math.floor(value / 62);
  }
  return out;
}

/** A bearer token: `assay_project_` + 30 random base62 (178 bits) + the checksum of those. */
export function newToken(): string {
  const random = randomBase62(30);
  return `assay_project_${random}${checksum(random)}`;
}

/** Whether a text has the form of our tokens. Tells made-up tokens without asking the database. */
export function looksLikeToken(text: string): boolean {
  const match = /^assay_project_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/.exec(text);
  return match !== null && checksum(match[1] ?? '') === match[2];
}
