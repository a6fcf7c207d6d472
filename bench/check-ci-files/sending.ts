import { z } from 'zod';
import { CiFile } from '../../src/domain/ci-run/file';
import { CiTest } from '../../src/domain/ci-run/test';
import { FileCoverage } from '../../src/domain/evidence/coverage';

/** What the API tells of one file that was sent to it. */
export interface Answer {
  status: number;
  /** Code of the problem; null where the file was taken. */
  problem: string | null;
  file: CiFile;
  /** Tests that failed or are in error, in the order of the file. */
  failing: CiTest[];
  /** By source file, merged. */
  coverage: FileCoverage[];
}

const Uploaded = z.object({ files: z.array(CiFile) });
const Problem = z.object({ code: z.string() });
const Opened = z.object({ id: z.string() });
const TestPage = z.object({ tests: z.array(CiTest), next_cursor: z.string().nullable() });
const CoveragePage = z.object({
  files: z.array(FileCoverage.extend({ uncovered: z.unknown() })),
  next_cursor: z.string().nullable(),
});

export interface Service {
  url: string;
  token: string;
}

/** Sends one file to a run of its own, by the API as anybody would, and reads back all that it tells of the file. */
export async function sendFile(
  service: Service,
  { name, bytes }: { name: string; bytes: Uint8Array<ArrayBuffer> },
): Promise<Answer> {
  const { id: run } = Opened.parse(await json(service, '/v1/ci-runs', { method: 'POST', body: '{}' }));
  const query = new URLSearchParams({ name });
  const sent = await request(service, `/v1/runs/${run}/files?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  });
  const answer: unknown = await sent.json();
  const { files } = sent.ok ? Uploaded.parse(answer) : Uploaded.parse(await json(service, `/v1/runs/${run}/files`));
  const [file] = files;
  if (!file) throw new Error(`${name}: ${sent.status} ${JSON.stringify(answer)}`);
  return {
    status: sent.status,
    problem: sent.ok ? null : Problem.parse(answer).code,
    file,
    // By element there are failing ones where by test there may be none.
    failing: file.content?.tests ? await failingOf(service, run) : [],
    coverage: file.content?.coverage ? await coverageOf(service, run) : [],
  };
}

async function failingOf(service: Service, run: string): Promise<CiTest[]> {
  const tests: CiTest[] = [];
  for (const status of ['failed', 'error']) {
    for await (const page of pages(service, `/v1/runs/${run}/tests?status=${status}`, TestPage)) {
      tests.push(...page.tests);
    }
  }
  return tests.sort((a, b) => a.ref.offset - b.ref.offset);
}

async function coverageOf(service: Service, run: string): Promise<FileCoverage[]> {
  await json(service, `/v1/runs/${run}/finish`, { method: 'POST', headers: { prefer: 'wait=60' } });
  const files: FileCoverage[] = [];
  for await (const page of pages(service, `/v1/runs/${run}/coverage?`, CoveragePage)) files.push(...page.files);
  return files;
}

async function* pages<P extends { next_cursor: string | null }>(
  service: Service,
  path: string,
  schema: z.ZodType<P>,
): AsyncGenerator<P> {
  for (let cursor = ''; ;) {
    const page = schema.parse(await json(service, `${path}&limit=100${cursor}`));
    yield page;
    if (page.next_cursor === null) return;
    cursor = `&cursor=${page.next_cursor}`;
  }
}

async function json(service: Service, path: string, init: RequestInit = {}): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...init.headers };
  const response = await request(service, path, { ...init, headers });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const request = ({ url, token }: Service, path: string, init: RequestInit) =>
  fetch(`${url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
