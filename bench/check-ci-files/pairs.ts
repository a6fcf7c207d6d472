import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Service } from './sending';

const Change = z.object({
  id: z.string(),
  level: z.string(),
  operation: z.string().nullable(),
  path: z.string().nullable(),
});
type Change = z.infer<typeof Change>;

const Asserted = z.object({
  changes: z.array(Change.pick({ id: true, operation: true, path: true })).default([]),
  changeIds: z.array(z.string()).default([]),
});

const Expected = z.object({
  files: z.record(
    z.string(),
    z.object({
      format: z.string(),
      facts: z.object({
        base: z.string().optional(),
        revision: z.string().optional(),
        oasdiffAssertions: z.array(Asserted).optional(),
      }),
    }),
  ),
});

/** Two versions of an API, and the changes that another tool's own tests assert of them. */
export interface ContractPair {
  name: string;
  base: string;
  revision: string;
  asserted: z.infer<typeof Asserted>[];
}

/** What the API said of a pair. `missing`: asserted changes that it did not tell. */
export interface PairComparison {
  pair: ContractPair;
  compared: number;
  missing: string[];
  /** Breaking changes that it told of a document against itself. */
  imagined: string[];
}

/** The pairs of a folder of the shape that `readCorpus` reads. */
export function readPairs(folder: string): ContractPair[] {
  const { files } = Expected.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  return Object.entries(files).flatMap(([name, { format, facts }]) => {
    const { base, revision, oasdiffAssertions: asserted = [] } = facts;
    return format === 'openapi-pair' && base !== undefined && revision !== undefined
      ? [{ name, base, revision, asserted }]
      : [];
  });
}

/** Sends a pair to be compared, and each of its documents with itself, which must differ in nothing that breaks. */
export async function comparePair(service: Service, folder: string, pair: ContractPair): Promise<PairComparison> {
  const changes = await changesOf(service, folder, [pair.base, pair.revision]);
  const told = new Set(changes.flatMap(({ id, operation, path }) => [id, `${id} ${operation} ${path}`]));
  const known = pair.asserted.flatMap(({ changes: asserted, changeIds }) => [
    ...asserted.map(({ id, operation, path }) => `${id} ${operation} ${path}`),
    ...changeIds,
  ]);
  const imagined: string[] = [];
  for (const file of new Set([pair.base, pair.revision])) {
    const own = await changesOf(service, folder, [file, file]);
    imagined.push(...own.filter(({ level }) => level === 'breaking').map(({ id }) => `${id} in ${file}`));
  }
  return { pair, compared: known.length, missing: known.filter((change) => !told.has(change)), imagined };
}

const Saved = z.object({ result: z.object({ files: z.array(z.object({ format: z.string(), url: z.string() })) }) });
const Payload = z.object({ changes: z.array(Change) });

async function changesOf({ url, token }: Service, folder: string, files: [string, string]): Promise<Change[]> {
  const form = new FormData();
  for (const [i, file] of files.entries()) {
    const extension = file.slice(file.lastIndexOf('.'));
    form.append('files', new Blob([readFileSync(join(folder, file))]), `${i === 0 ? 'base' : 'revision'}${extension}`);
  }
  const headers = { authorization: `Bearer ${token}` };
  const sent = await fetch(`${url}/v1/results?task_type=validate-contracts`, { method: 'POST', headers, body: form });
  if (!sent.ok) throw new Error(`${files.join(' -> ')}: ${sent.status} ${await sent.text()}`);
  const { result } = Saved.parse(await sent.json());
  const primary = result.files.find(({ format }) => format === 'json');
  if (!primary) throw new Error(`${files.join(' -> ')}: no JSON of its changes`);
  const stored = await fetch(new URL(primary.url, url), { headers });
  return Payload.parse(await stored.json()).changes;
}
