import { openAsBlob, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { Kind } from './files';
import { type Memory, withMemory, workerdOfThis } from './memory';

export interface Service {
  url: string;
  token: string;
}

/** A file as it was made. */
export interface BenchFile {
  path: string;
  kind: Kind;
  items: number;
}

/** What it took to send a file as one request. MB of 1,048,576 bytes. */
export interface Upload {
  run: string;
  mb: number;
  seconds: number;
  memory: Memory;
}

const Opened = z.object({ id: z.string() });
const Uploaded = z.object({ files: z.array(z.object({ content: z.looseObject({}) })).length(1) });

/** Sends a file to a run of its own. Throws where it is not taken, or does not hold as many items as it was given. */
export async function upload(service: Service, file: BenchFile): Promise<Upload> {
  const opened = await request(service, '/v1/ci-runs', { body: '{}', headers: { 'content-type': 'application/json' } });
  const { id } = Opened.parse(await opened.json());
  const body = await openAsBlob(file.path);
  const begin = performance.now();
  const { value: answer, memory } = await withMemory(workerdOfThis(), async () => {
    const response = await request(service, `/v1/runs/${id}/files`, { body });
    return { status: response.status, text: await response.text() };
  });
  const seconds = (performance.now() - begin) / 1000;
  if (answer.status !== 201) throw new Error(`${file.kind}: ${answer.status} ${answer.text.slice(0, 1000)}`);
  const [taken] = Uploaded.parse(JSON.parse(answer.text)).files;
  const found = COUNTS[file.kind].parse(taken?.content);
  if (found !== file.items) throw new Error(`${file.kind}: ${found} items were read of ${file.items}`);
  return { run: id, mb: statSync(file.path).size / 1024 / 1024, seconds, memory };
}

/** Seconds until the run is finished. */
export async function finish(service: Service, run: string): Promise<number> {
  const begin = performance.now();
  for (let status = ''; status !== 'finished';) {
    const response = await request(service, `/v1/runs/${run}/finish`, { headers: { prefer: 'wait=60' } });
    ({ status } = z.object({ status: z.string() }).parse(await response.json()));
  }
  return (performance.now() - begin) / 1000;
}

/** Seconds in which the Worker takes in the same bytes and does nothing with them. */
export async function plainRead(service: Service, path: string): Promise<number> {
  const body = await openAsBlob(path);
  const begin = performance.now();
  const response = await request(service, '/plain-read', { body });
  await response.text();
  return (performance.now() - begin) / 1000;
}

const SUITE = 25;
const COUNTS: Readonly<Record<Kind, z.ZodType<number>>> = {
  junit: z.object({ tests: z.object({ tests: z.number() }) }).transform(({ tests }) => tests.tests / SUITE),
  sarif: z.object({ findings: z.object({ findings: z.number() }) }).transform(({ findings }) => findings.findings),
  lcov: z.object({ coverage: z.object({ files: z.number() }) }).transform(({ coverage }) => coverage.files),
};

const request = ({ url, token }: Service, path: string, init: RequestInit) =>
  fetch(`${url}${path}`, { method: 'POST', ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
