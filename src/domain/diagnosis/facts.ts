import type { TestEvidence } from '../evidence/test';
import type { TestOutcome } from '../ledger';
import { plainText } from '../failure-signature';

/** What is known of a failure before anybody thought about it. Texts may be hostile and of any length. */
export interface FailureFacts {
  name: string;
  suite: string;
  file: string | null;
  status: TestOutcome;
  message: string | null;
  /** The exception's or assertion's own name. */
  type: string | null;
  stack: string | null;
  stdout: string | null;
  stderr: string | null;
  /** Of the test's own process; null or missing where several tests shared one. */
  exit_code?: number | null;
  /** That a report names as a status, not one that was read out of a text. */
  http_status?: number | null;
  runner?: string | null;
  /** Passed as well, on the same code. */
  flaky?: boolean;
}

/** What a report's evidence says of why its test did not pass: each part from the first failure that has it. */
export function factsOf(evidence: TestEvidence, { runner = null }: { runner?: string | null } = {}): FailureFacts {
  const failures = evidence.failures.length > 0 ? evidence.failures : evidence.attempts.flatMap((one) => one.failures);
  const first = (part: 'message' | 'type' | 'stack') => failures.find((failure) => failure[part])?.[part] ?? null;
  return {
    name: evidence.name,
    suite: evidence.suite,
    file: evidence.file,
    status: evidence.status,
    message: first('message'),
    type: first('type'),
    stack: first('stack'),
    stdout: evidence.stdout,
    stderr: evidence.stderr,
    runner,
    flaky: evidence.flaky,
  };
}

/** UTF-16 units of each text that are looked at: what a failure says stands at its head or at its end. */
const LOOKED_AT = { message: 8192, type: 512, stack: 16_384, stdout: 16_384, stderr: 16_384 } as const;

/** Kept of each text where many failures wait for a model. */
const KEPT = { message: 2048, type: 256, stack: 4096, stdout: 1024, stderr: 1024 } as const;

/** The same facts with texts that are bounded and free of terminal colours. */
export const readableFacts = (facts: FailureFacts) => bounded(facts, LOOKED_AT);

/** The same facts in a few kilobytes. */
export const compactFacts = (facts: FailureFacts) => bounded(facts, KEPT);

function bounded(facts: FailureFacts, most: Record<keyof typeof LOOKED_AT, number>): FailureFacts {
  const cut = (text: string | null, length: number) => (text ? plainText(headAndTail(text, length)) : null);
  return {
    ...facts,
    message: cut(facts.message, most.message),
    type: cut(facts.type, most.type),
    stack: cut(facts.stack, most.stack),
    stdout: facts.stdout ? plainText(facts.stdout.slice(-most.stdout)) : null,
    stderr: facts.stderr ? plainText(facts.stderr.slice(-most.stderr)) : null,
  };
}

function headAndTail(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.floor(length / 2);
  return `${text.slice(0, half)}\n…\n${text.slice(-half)}`;
}
