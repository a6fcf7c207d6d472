import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { linkForm } from '../../src/domain/chain';
import type { HistoryRecord } from '../../src/domain/record';
import { historyOf } from '../../src/store/history-writer';
import { appendRecords, chainPage, type HistoryEntry, type RecordRow } from '../../src/store/records';
import { newProject, type Project } from '../worker/project';
import { aRecordedRun } from '../worker/requests';

interface Proof {
  head: { seq: number; record_hash: string } | null;
  checked: number;
  complete: boolean;
  broken: { seq: number; run_id: string; reason: string } | null;
}

const proofOf = async (project: Project) => (await project.request<Proof>('GET', '/v1/history/proof')).body;
const chainOf = (project: Project) => chainPage(env.DB, project.id, { after: 0, limit: 1000 });

/** Entries as coordinators hand them over, made of one real record. */
async function entries(project: Project, count: number): Promise<HistoryEntry[]> {
  await project.finished(await project.start(aRecordedRun()));
  const [row] = await chainOf(project);
  if (!row) throw new Error('a finished run has a record');
  const { project_id: _, seq: __, previous_hash: ___, record_hash: ____, ...draft } = row;
  return Array.from({ length: count }, (_, i) => ({
    draft: { ...draft, run_id: `run_${String(i).padStart(32, '0')}` },
    outcome: null,
  }));
}

/** Edits a record as somebody would who has the database file: without the triggers. */
async function tamper(project: Project, seq: number, column: keyof RecordRow, value: string) {
  const triggers = await env.DB.prepare(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record'",
  ).all<{ name: string; sql: string }>();
  await env.DB.batch([
    ...triggers.results.map(({ name }) => env.DB.prepare(`DROP TRIGGER ${name}`)),
    env.DB.prepare(`UPDATE record SET ${column} = ?1 WHERE project_id = ?2 AND seq = ?3`).bind(value, project.id, seq),
    ...triggers.results.map(({ sql }) => env.DB.prepare(sql)),
  ]);
}

test('200 runs of one project that finish at the same moment are 200 records in one unbroken chain', async () => {
  const project = await newProject();
  const all = await entries(project, 200);
  await Promise.all(all.map((entry) => historyOf(env, project.id).append(entry)));
  const chain = await chainOf(project);
  expect(chain).toHaveLength(201);
  expect(new Set(chain.map(({ run_id }) => run_id)).size).toBe(201);
  expect(chain.map(({ seq }) => seq)).toEqual(Array.from({ length: 201 }, (_, i) => i + 1));
  expect(await proofOf(project)).toMatchObject({ checked: 201, complete: true, broken: null, head: { seq: 201 } });
});

test('a run that is appended again, alone or among others, keeps its one record', async () => {
  const project = await newProject();
  const [a, b, c] = (await entries(project, 3)) as [HistoryEntry, HistoryEntry, HistoryEntry];
  const writer = historyOf(env, project.id);
  await writer.append(a);
  const before = await chainOf(project);
  await Promise.all([writer.append(a), writer.append(b), writer.append(b), writer.append(c), writer.append(a)]);
  const after = await chainOf(project);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after).toHaveLength(4);
  expect(await proofOf(project)).toMatchObject({ broken: null, complete: true });
});

test('two writers at the same moment never both get a place in the chain', async () => {
  const project = await newProject();
  const all = await entries(project, 12);
  const outcomes = await Promise.allSettled(all.map((entry) => appendRecords(env.DB, project.id, [entry])));
  const written = outcomes.filter(({ status }) => status === 'fulfilled').length;
  expect(written).toBeGreaterThan(0);
  expect(await chainOf(project)).toHaveLength(1 + written);
  expect(await proofOf(project)).toMatchObject({ broken: null, complete: true });
});

test('a D1 that fails in the middle of a group keeps nothing of it, and the next try records all of it', async () => {
  const project = await newProject();
  const all = await entries(project, 5);
  await env.DB.exec('ALTER TABLE record_tag RENAME TO record_tag_away');
  try {
    const outcomes = await Promise.allSettled(all.map((entry) => historyOf(env, project.id).append(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  } finally {
    await env.DB.exec('ALTER TABLE record_tag_away RENAME TO record_tag');
  }
  expect(await chainOf(project)).toHaveLength(1);
  await Promise.all(all.map((entry) => historyOf(env, project.id).append(entry)));
  expect(await chainOf(project)).toHaveLength(6);
  expect(await proofOf(project)).toMatchObject({ broken: null, complete: true });
});

test.each([
  ['verdict', 'passed', 'content_changed'],
  ['overall_score', '9.9', 'content_changed'],
  ['previous_hash', 'f'.repeat(64), 'link_broken'],
  ['record_hash', 'f'.repeat(64), 'content_changed'],
  ['corrects', 'run_0', 'content_changed'],
  ['reason', '', 'content_changed'],
] as const)(
  'a %s that was edited behind the triggers is the first broken link of the proof',
  async (column, value, reason) => {
    const project = await newProject();
    const all = (await entries(project, 6)).map((entry) => ({
      ...entry,
      draft: { ...entry.draft, verdict: 'failed' as const },
    }));
    for (const entry of all) await historyOf(env, project.id).append(entry);
    await tamper(project, 4, column, value);
    expect((await proofOf(project)).broken).toMatchObject({ seq: 4, reason });
  },
);

test('lists are newest first, page without gap or repeat, and refuse a cursor of another list', async () => {
  const project = await newProject();
  for (const entry of await entries(project, 30)) {
    await historyOf(env, project.id).append({
      ...entry,
      draft: {
        ...entry.draft,
        agent_name: Number(entry.draft.run_id.slice(-2)) % 3 === 0 ? 'third' : 'other',
        timestamp: `2026-01-01T00:00:${entry.draft.run_id.slice(-2)}.000Z`,
        tags: JSON.stringify(Number(entry.draft.run_id.slice(-2)) % 2 === 0 ? ['even', 'all'] : ['all']),
      },
    });
  }
  type Page = { records: HistoryRecord[]; next_cursor: string | null };
  const list = async (query: string) => {
    const seen: HistoryRecord[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/v1/history/runs?limit=4&${query}${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = await project.request<Page>('GET', path);
      expect(page.status, page.text).toBe(200);
      seen.push(...page.body.records);
      cursor = page.body.next_cursor;
    }
    return seen.map(({ run_id }) => Number(run_id.slice(-2)));
  };
  const newest = (wanted: (n: number) => boolean) =>
    Array.from({ length: 30 }, (_, i) => 29 - i).filter((n) => wanted(n));

  expect(await list('agent=third')).toEqual(newest((n) => n % 3 === 0));
  expect(await list('tag=even')).toEqual(newest((n) => n % 2 === 0));
  expect(await list('tag=even&agent=third')).toEqual(newest((n) => n % 6 === 0));
  expect(await list('agent=third&since=2026-01-01T00:00:09.000Z&until=2026-01-01T00:00:21.000Z')).toEqual([
    18, 15, 12, 9,
  ]);
  expect(await list('verdict=passed&agent=other&triggered_by=api')).toEqual(newest((n) => n % 3 !== 0));
  expect(await list('branch=none')).toEqual([]);

  const page = await project.request<Page>('GET', '/v1/history/runs?limit=4&tag=even');
  const moved = await project.request('GET', `/v1/history/runs?limit=4&tag=all&cursor=${page.body.next_cursor}`);
  expect(moved.status).toBe(400);
});

test('the export has every record as it was hashed, in the order of the chain', async () => {
  const project = await newProject();
  for (const entry of await entries(project, 5)) await historyOf(env, project.id).append(entry);
  const { text, headers } = await project.request('GET', '/v1/history/export');
  expect(headers.get('content-type')).toContain('application/jsonl');
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual((await chainOf(project)).map(linkForm));
});
