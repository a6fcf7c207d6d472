import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger';
import { caseTest, testIdOf } from '../../src/domain/test-identity';
import { deleteProjectRows, markDeleted } from '../../src/store/projects';
import { expectProblem } from '../worker/problems';
import { newProject, type Project } from '../worker/project';
import { aRecordedRun } from '../worker/requests';

const idOf = (caseId: string) => testIdOf(caseTest({ agent: 'recorded', caseId }));

const setOwners = (project: Project, testId: string, owners: unknown) =>
  project.request<LedgerEntry>('PUT', `/v1/history/tests/${testId}/owners`, { owners });

async function namesOf(project: Project, query: string): Promise<string[]> {
  const names: string[] = [];
  for (let cursor = ''; ;) {
    const path = `/v1/history/tests?${query}${cursor}`;
    const page = await project.request<{ tests: LedgerEntry[]; next_cursor: string | null }>('GET', path);
    expect(page.status, page.text).toBe(200);
    names.push(...page.body.tests.map(({ name }) => name));
    if (page.body.next_cursor === null) return names.sort();
    cursor = `&cursor=${page.body.next_cursor}`;
  }
}

const ownerRows = async (project: Project) =>
  (
    await env.DB.prepare('SELECT owner, test_id FROM test_owner WHERE project_id = ?1 ORDER BY owner, test_id')
      .bind(project.id)
      .all<{ owner: string; test_id: string }>()
  ).results.map(({ owner, test_id }) => [owner, test_id]);

/** A project whose tests c0 to c2 were seen once. */
async function aProjectWithTests({ answer = 'yes' } = {}) {
  const project = await newProject();
  await project.finished(await project.start(aRecordedRun({ cases: 3, answer })));
  return project;
}

describe('the owners of a test', () => {
  test('are those that were declared last, as a set', async () => {
    const project = await aProjectWithTests();
    expect((await setOwners(project, idOf('c0'), ['team-a'])).body.owners).toEqual(['team-a']);
    const answer = await setOwners(project, idOf('c0'), ['team-b', '@alice', 'team-b']);
    expect(answer.body.owners).toEqual(['@alice', 'team-b']);
    expect((await project.request('GET', `/v1/history/tests/${idOf('c0')}`)).body).toEqual(answer.body);
    expect(await namesOf(project, 'owner=team-a')).toEqual([]);
    expect(await namesOf(project, 'owner=team-b')).toEqual(['c0']);
    expect((await setOwners(project, idOf('c0'), [])).body.owners).toEqual([]);
    expect(await ownerRows(project)).toEqual([]);
  });

  test('stay through runs', async () => {
    const project = await aProjectWithTests();
    await setOwners(project, idOf('c0'), ['team-a']);
    await project.finished(await project.start(aRecordedRun({ cases: 3, answer: 'no' })));
    const { body } = await project.request<LedgerEntry>('GET', `/v1/history/tests/${idOf('c0')}`);
    expect(body).toMatchObject({ owners: ['team-a'], runs: 2 });
    expect(await namesOf(project, 'owner=team-a')).toEqual(['c0']);
  });

  test('narrow the list together with suite and state, on any size of a page', async () => {
    const project = await aProjectWithTests({ answer: 'no' });
    await project.finished(await project.start({ ...aRecordedRun({ cases: 1 }) }));
    for (const name of ['c0', 'c1', 'c2']) await setOwners(project, idOf(name), ['team-a', '@alice']);
    expect(await namesOf(project, 'owner=team-a&limit=1')).toEqual(['c0', 'c1', 'c2']);
    expect(await namesOf(project, 'owner=%40alice&state=failing')).toEqual(['c1', 'c2']);
    expect(await namesOf(project, 'owner=team-a&suite=recorded')).toEqual(['c0', 'c1', 'c2']);
    expect(await namesOf(project, 'owner=team-a&suite=other')).toEqual([]);
    expect(await namesOf(project, 'owner=team')).toEqual([]);
  });

  test('go along with a rename, and to a new name that has none of its own', async () => {
    const project = await aProjectWithTests();
    for (const name of ['c0', 'c1', 'c2']) await setOwners(project, idOf(name), [`owner-of-${name}`]);
    const rename = (caseId: string, name: string) =>
      project.request<LedgerEntry>('POST', '/v1/history/renames', {
        from: idOf(caseId),
        to: { suite: 'recorded', name },
      });
    expect((await rename('c0', 'fresh')).body.owners).toEqual(['owner-of-c0']);

    const request = aRecordedRun();
    for (const id of ['seen', 'owned']) {
      const cases = request.cases.map((one) => ({ ...one, id }));
      await project.finished(await project.start({ ...request, cases, answers: { [id]: 'yes' } }));
    }
    await setOwners(project, idOf('owned'), ['declared-later']);
    expect((await rename('c1', 'seen')).body).toMatchObject({ owners: ['owner-of-c1'], runs: 2 });
    expect((await rename('c2', 'owned')).body).toMatchObject({ owners: ['declared-later'], runs: 2 });
    expect(await ownerRows(project)).toEqual([
      ['declared-later', idOf('owned')],
      ['owner-of-c0', idOf('fresh')],
      ['owner-of-c1', idOf('seen')],
    ]);
  });

  test('are declared for tests of the own project only, and a made-up one is told the same', async () => {
    const [project, other] = [await aProjectWithTests(), await newProject()];
    const theirs = expectProblem(await setOwners(other, idOf('c0'), ['team-a']), 404, 'not_found');
    const madeUp = expectProblem(await setOwners(other, idOf('made-up'), ['team-a']), 404, 'not_found');
    expect({ ...theirs, instance: '' }).toEqual({ ...madeUp, instance: '' });
    expect(await ownerRows(other)).toEqual([]);
    await setOwners(project, idOf('c0'), ['team-a']);
    expect(await namesOf(other, 'owner=team-a')).toEqual([]);
  });

  test('go with their project', async () => {
    const project = await aProjectWithTests();
    await setOwners(project, idOf('c0'), ['team-a']);
    const row = await env.DB.prepare('SELECT name FROM project WHERE id = ?1')
      .bind(project.id)
      .first<{ name: string }>();
    await markDeleted(env.DB, row?.name ?? '', new Date().toISOString());
    for (let i = 0; i < 3; i++) await deleteProjectRows(env.DB, project.id, 100);
    expect(await ownerRows(project)).toEqual([]);
  });

  test.each([
    ['17 of them', Array.from({ length: 17 }, (_, i) => `o${i}`), '/owners'],
    ['65 characters', ['x'.repeat(65)], '/owners/0'],
    ['no character', ['team', ''], '/owners/1'],
    ['none', null, '/owners'],
  ])('are at most 16 labels of 1 to 64 characters: %s is refused', async (_name, owners, pointer) => {
    const project = await aProjectWithTests();
    const { errors } = expectProblem(await setOwners(project, idOf('c0'), owners), 422, 'validation_failed');
    expect(errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(
      (
        await setOwners(
          project,
          idOf('c0'),
          Array.from({ length: 16 }, (_, i) => `o${i}`),
        )
      ).status,
    ).toBe(200);
  });
});
