import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PartAttempt } from '../domain/ci-run/part';
import { CiRunRequest } from '../domain/ci-run/request';
import { RunSource } from '../domain/manifest';
import { label } from '../domain/text';
import type { Misuse } from './command';
import { parseJson } from './json-text';
import { type CiEnvironment, readCiEnvironment } from './run-all/ci-environment';

/** Options of every command that sends results of a build: what a CI system tells by itself, and what wins over it. */
export const BUILD_OPTIONS = {
  handle: { type: 'string' },
  job: { type: 'string' },
  attempt: { type: 'string' },
  commit: { type: 'string' },
  branch: { type: 'string' },
  'build-url': { type: 'string' },
  patience: { type: 'string' },
  lenient: { type: 'boolean' },
} as const;

const DEFAULT_PATIENCE_SECONDS = 60;

/** Which build results belong to. */
export interface Build {
  handle: string | null;
  /** null: nobody tells jobs apart. */
  job: string | null;
  attempt: number;
  /** Whether what is there of this job is of an earlier attempt at it. */
  repeats: boolean;
  source: RunSource;
  /** How long calls to a service that fails are repeated. */
  patienceMs: number;
}

const Options = z.object({
  handle: CiRunRequest.shape.handle.unwrap().unwrap().optional(),
  job: label(120).optional(),
  attempt: PartAttempt.unwrap().optional(),
  commit: RunSource.shape.commit.unwrap().unwrap().optional(),
  branch: RunSource.shape.branch.unwrap().unwrap().optional(),
  'build-url': RunSource.shape.build_url.unwrap().unwrap().optional(),
  patience: z.coerce.number('a number of seconds').min(0).max(3600).default(DEFAULT_PATIENCE_SECONDS),
});

/** The build that options and the environment tell of. */
export function buildOf(values: Readonly<Record<string, unknown>>, env = process.env): Build | Misuse {
  const options = Options.safeParse(values);
  if (!options.success) return misuseOf(options.error);
  const { handle, job, attempt, commit, branch, patience, 'build-url': buildUrl } = options.data;
  const ci = readCiEnvironment(env, eventOf(env.GITHUB_EVENT_PATH));
  return {
    handle: handle ?? ci.handle,
    job: job ?? ci.job,
    attempt: attempt ?? ci.attempt,
    // Who counts attempts means what is said.
    repeats: ci.repeats && attempt === undefined,
    source: sourceOf(ci, { commit, branch, buildUrl }),
    patienceMs: patience * 1000,
  };
}

const PartOptions = z.object({
  suite: label(128).optional(),
  runner: label(128).optional(),
  name: CiRunRequest.shape.name.optional(),
});

/** What files are of. */
export function partOf(values: Readonly<Record<string, unknown>>): z.infer<typeof PartOptions> | Misuse {
  const options = PartOptions.safeParse(values);
  return options.success ? options.data : misuseOf(options.error);
}

function misuseOf({ issues }: z.ZodError): Misuse {
  const { path, message } = issues[0] ?? { path: [], message: 'not valid' };
  return { misuse: `--${path.join('.')}: ${message}.` };
}

function sourceOf(
  ci: CiEnvironment,
  given: { commit: string | undefined; branch: string | undefined; buildUrl: string | undefined },
): RunSource {
  return {
    commit: given.commit ?? ci.commit,
    branch: given.branch ?? ci.branch,
    environment: null,
    ci_provider: ci.provider,
    build_url: given.buildUrl ?? ci.build_url,
  };
}

/** What GitHub says of the event that a build is for; null where it can't be read: then nothing is told from it. */
function eventOf(path: string | undefined): unknown {
  if (path === undefined || path === '') return null;
  try {
    return parseJson(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
