import { z } from 'zod';
import { isMapping } from '../../domain/json';
import { RunSource } from '../../domain/manifest';
import { label } from '../../domain/text';

type Env = Readonly<Record<string, string | undefined>>;

/** What a CI system says of the build that this is. null: it does not say. */
export interface CiEnvironment {
  provider: string | null;
  /** The same for all jobs of a build, another for the next one. */
  handle: string | null;
  /** Which attempt at this job it is, where that leaves the handle as it is. */
  attempt: number;
  /** The job within the build, as far as the system tells jobs apart. */
  job: string | null;
  /** A job can be run again within the same build, and nothing tells that it is: then its results replace the first. */
  repeats: boolean;
  commit: string | null;
  branch: string | null;
  build_url: string | null;
}

interface Provider {
  name: string;
  /** The variable that is set there and nowhere else. */
  mark: string;
  repeats?: true;
  read(env: Env, event: unknown): Partial<Record<Exclude<keyof CiEnvironment, 'provider' | 'repeats'>, unknown>>;
}

/** By the variables that each documents. */
const PROVIDERS: readonly Provider[] = [
  {
    name: 'github',
    mark: 'GITHUB_ACTIONS',
    read(env, event) {
      const isPullRequest = env.GITHUB_EVENT_NAME?.startsWith('pull_request') === true;
      const run = `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`;
      return {
        handle: handleOf('github', env.GITHUB_REPOSITORY, env.GITHUB_RUN_ID, env.GITHUB_RUN_ATTEMPT),
        // The legs of a matrix are not told apart by any variable.
        job: env.GITHUB_JOB,
        // Of a pull request GITHUB_SHA is the merge commit, which nobody has pushed.
        commit: isPullRequest ? headOf(event) : env.GITHUB_SHA,
        branch: env.GITHUB_HEAD_REF || env.GITHUB_REF_NAME,
        build_url: `${run}/attempts/${env.GITHUB_RUN_ATTEMPT ?? 1}`,
      };
    },
  },
  {
    name: 'gitlab',
    mark: 'GITLAB_CI',
    repeats: true,
    read: (env) => ({
      handle: handleOf('gitlab', env.CI_PROJECT_PATH, env.CI_PIPELINE_ID),
      job: env.CI_JOB_NAME,
      // Set in pipelines of merged results only, where CI_COMMIT_SHA is a merge commit.
      commit: env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA,
      branch: env.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME || env.CI_COMMIT_REF_NAME,
      build_url: env.CI_PIPELINE_URL,
    }),
  },
  {
    name: 'buildkite',
    mark: 'BUILDKITE',
    read: (env) => ({
      handle: handleOf('buildkite', env.BUILDKITE_BUILD_ID),
      attempt: Number(env.BUILDKITE_RETRY_COUNT ?? 0) + 1,
      job: [env.BUILDKITE_STEP_KEY || env.BUILDKITE_STEP_ID, env.BUILDKITE_PARALLEL_JOB].filter(Boolean).join(' '),
      commit: env.BUILDKITE_COMMIT,
      branch: env.BUILDKITE_BRANCH,
      build_url: env.BUILDKITE_BUILD_URL,
    }),
  },
  {
    name: 'circleci',
    mark: 'CIRCLECI',
    read: (env) => ({
      // A workflow that is run again has another id.
      handle: handleOf('circleci', env.CIRCLE_WORKFLOW_ID),
      job: [env.CIRCLE_JOB, env.CIRCLE_NODE_TOTAL === '1' ? '' : env.CIRCLE_NODE_INDEX].filter(Boolean).join(' '),
      commit: env.CIRCLE_SHA1,
      branch: env.CIRCLE_BRANCH,
      build_url: env.CIRCLE_BUILD_URL,
    }),
  },
  {
    name: 'jenkins',
    mark: 'JENKINS_URL',
    read: (env) => ({
      handle: handleOf('jenkins', env.BUILD_TAG),
      // A change request may be built as a merge with its target, and no variable tells whether it is.
      commit: env.CHANGE_ID ? null : env.GIT_COMMIT,
      branch: env.CHANGE_BRANCH || env.BRANCH_NAME || env.GIT_BRANCH?.replace(/^origin\//, ''),
      build_url: env.BUILD_URL,
    }),
  },
];

const Attempt = z.int().min(1).max(1000);
const Handle = label(256);
/** Leaves room for the name of a suite in that of a part. */
const Job = label(120);

/**
 * Which build this is, as its CI system tells it. What is malformed counts as not told.
 *
 * @param event what the file that GITHUB_EVENT_PATH names says; null elsewhere
 */
export function readCiEnvironment(env: Env, event: unknown): CiEnvironment {
  const provider = PROVIDERS.find(({ mark }) => (env[mark] ?? '') !== '');
  const told = provider?.read(env, event) ?? {};
  return {
    provider: provider?.name ?? null,
    handle: Handle.safeParse(told.handle).data ?? null,
    attempt: Attempt.safeParse(told.attempt).data ?? 1,
    job: Job.safeParse(told.job).data ?? null,
    repeats: provider?.repeats === true,
    commit: RunSource.shape.commit.safeParse(told.commit).data ?? null,
    branch: RunSource.shape.branch.safeParse(told.branch).data ?? null,
    build_url: RunSource.shape.build_url.safeParse(told.build_url).data ?? null,
  };
}

/** Without one of its parts it would be the same for other builds. */
const handleOf = (...parts: (string | undefined)[]) =>
  parts.includes(undefined) || parts.includes('') ? null : parts.join(' ');

function headOf(event: unknown): unknown {
  const pull = isMapping(event) ? event.pull_request : null;
  const head = isMapping(pull) ? pull.head : null;
  return isMapping(head) ? head.sha : null;
}
