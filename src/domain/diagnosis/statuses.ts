import type { DiagnosisCategory } from './diagnosis';

const REASON_PHRASES =
  'Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Method Not Allowed|Not Acceptable|Request Time-?out|Conflict|Gone|Precondition Failed|Payload Too Large|Unprocessable|Locked|Too Many Requests|Client Error|Internal Server Error|Not Implemented|Bad Gateway|Service Unavailable|Gateway Time-?out|Server Error';

/** Where a text says of a number that it is an HTTP status. A number alone is none: `total == 4013`. */
const STATED_STATUSES: readonly RegExp[] = [
  /\bHTTP(?:\/[\d.]{1,3})?(?: (?:status|error|code|response)){0,2}[ :=]{1,3}([45]\d\d)\b/i,
  /(?<!exit |exited with )\bstatus(?:[ _-]?code)?(?: (?:is|was|of|returned))?\W{1,4}([45]\d\d)\b/i,
  /\b(?:responded|replied|answered|rejected|failed) with (?:(?:a|an|the|http|status|code|error) ){0,4}([45]\d\d)\b/i,
  new RegExp(String.raw`\b([45]\d\d)[-:( ]{1,3}(?:${REASON_PHRASES})\b`, 'i'),
  /\bserver (?:responded|returned|replied)(?: \w{1,12}){0,4}:? ([45]\d\d)\b/i,
];

export interface StatedNumber {
  value: number;
  /** In UTF-16 units of the text. */
  index: number;
}

/** The first HTTP status of an error that a text states as such. */
export function statedStatus(text: string): StatedNumber | null {
  for (const pattern of STATED_STATUSES) {
    const match = pattern.exec(text);
    if (match?.[1]) return { value: Number(match[1]), index: match.index };
  }
  return null;
}

/** RFC 9110 and RFC 6585: what a client that met this status should look into. null: not an error's status. */
export function categoryOfStatus(status: number): DiagnosisCategory | null {
  if (status < 400 || status > 599) return null;
  if (status === 401 || status === 403 || status === 407 || status === 511) return 'auth';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 429 || status === 507) return 'resource';
  if (status === 502 || status === 503) return 'connection';
  return status < 500 ? 'data' : 'crash';
}

const STATED_EXITS: readonly RegExp[] = [
  /\bexit(?:ed)?(?: with)?(?: (?:status|code|error)){0,2}[ :=]{1,2}(\d{1,3})\b/i,
  /\breturn(?:ed)? code[ :=]{1,2}(\d{1,3})\b/i,
];
const SIGNALS: readonly (readonly [RegExp, number])[] = [
  [
    /\bSIG(?:SEGV|BUS|ILL|FPE|ABRT|TRAP)\b|\bsignal:? (?:11|6|4|8|7)\b|\bsignal: (?:segmentation fault|aborted)\b/i,
    139,
  ],
  [/\bSIGKILL\b|\bsignal:? (?:9\b|killed\b)/i, 137],
  [/\bSIGTERM\b|\bsignal:? (?:15\b|terminated\b)/i, 143],
];

/** The exit code that a text states, or that a shell would give for the signal it names (128 + signal). */
export function statedExit(text: string): StatedNumber | null {
  for (const [pattern, value] of SIGNALS) {
    const match = pattern.exec(text);
    if (match) return { value, index: match.index };
  }
  for (const pattern of STATED_EXITS) {
    const match = pattern.exec(text);
    if (match?.[1] && categoryOfExit(Number(match[1]))) return { value: Number(match[1]), index: match.index };
  }
  return null;
}

/** POSIX shells: 126 and 127 for what could not be run, 128 + n for signal n; 124 is GNU timeout's. */
const EXITS: ReadonlyMap<number, DiagnosisCategory> = new Map([
  [124, 'timeout'],
  [126, 'environment'],
  [127, 'environment'],
  [132, 'crash'],
  [133, 'crash'],
  [134, 'crash'],
  [135, 'crash'],
  [136, 'crash'],
  // Nothing kills so more often than the kernel when memory runs out.
  [137, 'resource'],
  [139, 'crash'],
  [143, 'environment'],
  [152, 'resource'],
]);

/** null: the code says no more than that something failed. */
export const categoryOfExit = (code: number) => EXITS.get(code) ?? null;
