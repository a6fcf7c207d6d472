import { expect, test } from 'vitest';
import { readCiEnvironment } from '../../src/cli/run-all/ci-environment';

const HEAD = 'a'.repeat(40);
const MERGE = 'b'.repeat(40);

const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ID: '42',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_JOB: 'test',
  GITHUB_REF_NAME: 'main',
  GITHUB_SHA: HEAD,
};

test('a push on GitHub is told with its commit, its branch, and a handle that another attempt does not share', () => {
  expect(readCiEnvironment({ ...GITHUB, GITHUB_EVENT_NAME: 'push' }, null)).toEqual({
    provider: 'github',
    handle: 'github acme/shop 42 2',
    attempt: 1,
    job: 'test',
    repeats: false,
    commit: HEAD,
    branch: 'main',
    build_url: 'https://github.com/acme/shop/actions/runs/42/attempts/2',
  });
});

test('a pull request on GitHub has the head of its branch and never the merge commit', () => {
  const env = { ...GITHUB, GITHUB_EVENT_NAME: 'pull_request', GITHUB_HEAD_REF: 'fix', GITHUB_SHA: MERGE };
  const event = { pull_request: { head: { sha: HEAD } } };
  expect(readCiEnvironment(env, event)).toMatchObject({ commit: HEAD, branch: 'fix' });
  expect(readCiEnvironment(env, null)).toMatchObject({ commit: null, branch: 'fix' });
  const target = { ...env, GITHUB_EVENT_NAME: 'pull_request_target' };
  expect(readCiEnvironment(target, event)).toMatchObject({ commit: HEAD });
});

test('a pipeline of merged results on GitLab has the head of the source branch', () => {
  const env = {
    GITLAB_CI: 'true',
    CI_PROJECT_PATH: 'acme/shop',
    CI_PIPELINE_ID: '77',
    CI_JOB_NAME: 'test 1/3',
    CI_COMMIT_SHA: MERGE,
    CI_COMMIT_REF_NAME: 'refs/merge-requests/3/merge',
    CI_PIPELINE_URL: 'https://gitlab.example/acme/shop/-/pipelines/77',
    CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: HEAD,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'fix',
  };
  expect(readCiEnvironment(env, null)).toEqual({
    provider: 'gitlab',
    handle: 'gitlab acme/shop 77',
    attempt: 1,
    job: 'test 1/3',
    repeats: true,
    commit: HEAD,
    branch: 'fix',
    build_url: 'https://gitlab.example/acme/shop/-/pipelines/77',
  });
  const push = { ...env, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '', CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: '' };
  expect(readCiEnvironment({ ...push, CI_COMMIT_REF_NAME: 'main' }, null)).toMatchObject({
    commit: MERGE,
    branch: 'main',
  });
});

test('a job that Buildkite runs again is another attempt at the same build', () => {
  const env = {
    BUILDKITE: 'true',
    BUILDKITE_BUILD_ID: '0190046e-e199-453b-a302-a21a4d649d31',
    BUILDKITE_RETRY_COUNT: '1',
    BUILDKITE_STEP_KEY: 'unit',
    BUILDKITE_PARALLEL_JOB: '0',
    BUILDKITE_COMMIT: 'HEAD',
    BUILDKITE_BRANCH: 'main',
    BUILDKITE_BUILD_URL: 'https://buildkite.com/acme/shop/builds/9',
  };
  expect(readCiEnvironment(env, null)).toMatchObject({
    provider: 'buildkite',
    handle: 'buildkite 0190046e-e199-453b-a302-a21a4d649d31',
    attempt: 2,
    job: 'unit 0',
    commit: null, // A build of a branch whose commit Buildkite had not looked up yet.
    branch: 'main',
  });
});

test('CircleCI and Jenkins are told by their own variables', () => {
  expect(
    readCiEnvironment(
      {
        CIRCLECI: 'true',
        CIRCLE_WORKFLOW_ID: 'w1',
        CIRCLE_JOB: 'unit',
        CIRCLE_NODE_TOTAL: '2',
        CIRCLE_NODE_INDEX: '1',
        CIRCLE_SHA1: HEAD,
        CIRCLE_BRANCH: 'fix',
        CIRCLE_BUILD_URL: 'https://circleci.com/gh/acme/shop/5',
      },
      null,
    ),
  ).toMatchObject({ provider: 'circleci', handle: 'circleci w1', job: 'unit 1', commit: HEAD, branch: 'fix' });
  const jenkins = {
    JENKINS_URL: 'https://ci.example/',
    BUILD_TAG: 'jenkins-shop-12',
    BUILD_URL: 'https://ci.example/job/shop/12/',
    GIT_COMMIT: HEAD,
    GIT_BRANCH: 'origin/main',
  };
  expect(readCiEnvironment(jenkins, null)).toMatchObject({
    provider: 'jenkins',
    handle: 'jenkins jenkins-shop-12',
    commit: HEAD,
    branch: 'main',
  });
  const change = { ...jenkins, CHANGE_ID: '4', CHANGE_BRANCH: 'fix', GIT_COMMIT: MERGE };
  expect(readCiEnvironment(change, null)).toMatchObject({ commit: null, branch: 'fix' });
});

test('outside of any CI system nothing is known, and what is malformed or missing there is not known either', () => {
  const nothing = {
    ...{ provider: null, handle: null, attempt: 1, job: null, repeats: false },
    ...{ commit: null, branch: null, build_url: null },
  };
  expect(readCiEnvironment({}, null)).toEqual(nothing);
  expect(readCiEnvironment({ GITHUB_SHA: HEAD }, null)).toEqual(nothing);
  expect(readCiEnvironment({ CIRCLECI: 'true', CIRCLE_SHA1: 'x; rm', CIRCLE_BRANCH: 'a\nb' }, null)).toEqual({
    ...nothing,
    provider: 'circleci',
  });
});
