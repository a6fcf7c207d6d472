import type { RunnerName } from '../config';
import type { Runner } from '../runner';
import { behave } from './behave';
import { cargoNextest } from './cargo-nextest';
import { command } from './command';
import { go } from './go';
import { jest } from './jest';
import { playwright } from './playwright';
import { pytest } from './pytest';
import { vitest } from './vitest';

/** A line a runner. */
export const RUNNERS: Readonly<Record<RunnerName, Runner>> = {
  pytest,
  playwright,
  behave,
  vitest,
  jest,
  go,
  'cargo-nextest': cargoNextest,
  command,
};
