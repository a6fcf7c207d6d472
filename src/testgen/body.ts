import type { Check, Raised } from './case';
import type { Bound, Call, Language, PlannedCase } from './language';
import { parted } from './layout';
import type { Subject } from './case';
import { writeOperand } from './source';

/** How one framework says the steps of a test. Each gives whole lines. */
export interface Voice {
  /** Makes the instance that is called; not asked where there is none. */
  construct: (subject: Subject) => string;
  bind: (bound: Bound) => string;
  /** Calls, and names what comes back `result`. */
  act: (call: Call, subject: Subject) => string[];
  check: (check: Check, result: string) => string[];
  /** Calls, and asserts that it fails so. */
  raise: (call: Call, raised: Raised, subject: Subject) => string[];
}

/** The inside of a test: arrange, act, assert, with an empty line between them. */
export function writeBody({ arrange, call, checks, raised }: PlannedCase, subject: Subject, voice: Voice): string[] {
  const instance = subject.construct ? [voice.construct(subject)] : [];
  const given = [...instance, ...arrange.map(voice.bind)];
  if (raised) return parted(given, voice.raise(call, raised, subject));
  return parted(
    given,
    voice.act(call, subject),
    checks.flatMap((check) => voice.check(check, 'result')),
  );
}

/** `subject.reverse('abc')`, `Echo.reverse('abc')` or `reverse('abc')`. @param member what stands between class and function */
export function writeCall(
  call: Call,
  { class: holder, construct }: Subject,
  language: Language,
  { instance = 'subject.', member = '.' } = {},
): string {
  const args = call.args.map((arg) => writeOperand(arg, language)).join(', ');
  const place = construct ? instance : holder === undefined ? '' : `${holder}${member}`;
  return `${place}${call.function}(${args})`;
}
