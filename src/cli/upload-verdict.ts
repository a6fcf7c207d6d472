import type { Verdict } from '../domain/gate';
import { EXIT } from './command';

/** What a command ends with whose run came to a verdict. */
export const EXIT_OF = {
  passed: EXIT.ok,
  failed: EXIT.failed,
  inconclusive: EXIT.inconclusive,
} as const satisfies Record<Verdict, number>;
