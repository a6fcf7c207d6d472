import { expect, inject, test } from 'vitest';
import type { CiRun } from '../../src/domain/ci-run/view';
import { junit } from '../worker/ci-reports';
import { newProject } from '../worker/project';
import { scriptProvider } from '../provider/script';

const url = inject('providerUrl');

/** Waits until nobody is going to be asked about the run any more. */
async function diagnosed(project: Awaited<ReturnType<typeof newProject>>, id: string): Promise<CiRun> {
  for (let i = 0; i < 200; i++) {
    const { body } = await project.request<CiRun>('GET', `/v1/runs/${id}`);
    if (body.diagnosed_by !== 'pending') return body;
    await scheduler.wait(50);
  }
  throw new Error('the diagnoses are still pending');
}

const REPLY = {
  root_cause: 'The cart service is not up when the tests start.',
  category: 'connection',
  suggestion: 'Wait for its health check.',
  confidence: 0.8,
  patch: '',
};

const sent = async (message: string) => {
  const project = await newProject();
  const { body } = await project.request<{ run: CiRun }>(
    'POST',
    '/v1/results',
    junit({ a: 'fail', b: 'fail' }, { message }),
    {
      'content-type': 'application/xml',
    },
  );
  return { project, run: body.run };
};

test('a model adds its diagnosis after the verdict, to the run and to its report, and changes nothing else', async () => {
  const { marker, served } = await scriptProvider(url, { answer: [{ do: 'message', text: JSON.stringify(REPLY) }] });
  const { project, run } = await sent(`something odd happened ${marker}`);
  const after = await diagnosed(project, run.id);
  expect(after).toMatchObject({ verdict: 'failed', diagnosed_by: 'model', tests: run.tests, failures: run.failures });
  expect(after.diagnoses).toMatchObject([
    { count: 2, diagnosis: { source: 'model', root_cause: REPLY.root_cause, category: 'connection', confidence: 0.8 } },
  ]);
  expect((await served()).calls.answer).toBe(1);
  const report = await project.request('GET', `/v1/runs/${run.id}/report.md`);
  expect(report.text).toContain('The cart service is not up');
});

test('a model that says nothing of use leaves the heuristics in place, and fails nothing', async () => {
  const { marker, served } = await scriptProvider(url, { answer: [{ do: 'message', text: 'I do not know.' }] });
  const { project, run } = await sent(`another odd thing ${marker}`);
  const after = await diagnosed(project, run.id);
  expect(after).toMatchObject({ verdict: 'failed', diagnosed_by: 'heuristic', diagnoses: run.diagnoses });
  expect(after.warnings).toMatchObject([{ code: 'diagnosis_incomplete' }]);
  expect((await served()).calls.answer).toBe(1);
});
