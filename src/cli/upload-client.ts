import { z } from 'zod';
import { CiFile } from '../domain/ci-run/file';
import type { PartReport } from '../domain/ci-run/part';
import type { CiRunRequest } from '../domain/ci-run/request';
import { CiRun } from '../domain/ci-run/view';
import { callerOf, type Outcome } from './client';
import type { Connection } from './connection';
import { type Patience, persist } from './upload-retries';

/** Who sends a file, as the API's query has it. */
export interface Origin {
  job: string;
  attempt: number;
  suite: string | null;
  runner: string | null;
  rerun: number;
  name: string;
}

const Uploaded = z.object({ files: z.array(CiFile) });
const FileList = z.object({ files: z.array(CiFile) });
const Upload = z.object({
  file_id: z.string(),
  part_bytes: z.int().positive(),
  parts: z.array(z.object({ part: z.int(), size: z.int() })),
});
export type Upload = z.infer<typeof Upload>;

/** How long the service may read a file that has come, milliseconds. */
const READING_PATIENCE_MS = 10 * 60_000;
/** The longest that one request asks the server to hold its answer, seconds. */
const LONGEST_WAIT_SECONDS = 60;

export type UploadClient = ReturnType<typeof connectUploads>;

/**
 * The API's operations for results of CI pipelines. Each may be repeated without another effect, and is, while the
 * service fails and there is patience.
 */
export function connectUploads(connection: Connection, patience: Patience) {
  const once = callerOf(connection);
  const call: typeof once = (schema, request) => persist(() => once(schema, request), patience);
  const runPath = (run: string) => `/v1/runs/${encodeURIComponent(run)}`;

  return {
    openRun: (body: z.input<typeof CiRunRequest>): Promise<Outcome<CiRun>> =>
      call(CiRun, { method: 'POST', path: '/v1/ci-runs', body }),

    putPart: (run: string, job: string, body: z.input<typeof PartReport>): Promise<Outcome<CiRun>> =>
      call(CiRun, { method: 'PUT', path: `${runPath(run)}/parts/${encodeURIComponent(job)}`, body }),

    /** Sends a file in one request; its part stays open. @param gzip whether the bytes are compressed */
    async sendFile(
      run: string,
      origin: Origin,
      { bytes, gzip }: { bytes: Uint8Array<ArrayBuffer>; gzip: boolean },
    ): Promise<Outcome<CiFile>> {
      const path = `${runPath(run)}/files?${queryOf(origin)}&complete=false`;
      const headers: Record<string, string> = gzip ? { 'content-encoding': 'gzip' } : {};
      return theFile(await call(Uploaded, { method: 'POST', path, bytes, headers, patienceMs: READING_PATIENCE_MS }));
    },

    /** The files that were sent to a run, those that others have replaced too. Needs the scope `read`. */
    async listFiles(run: string): Promise<Outcome<CiFile[]>> {
      const outcome = await call(FileList, { method: 'GET', path: `${runPath(run)}/files` });
      return 'problem' in outcome ? outcome : { value: outcome.value.files };
    },

    /** Begins to send a file in parts. One of the same origin that was begun before is given up. */
    beginUpload: (run: string, origin: Origin): Promise<Outcome<Upload>> =>
      call(Upload, { method: 'POST', path: `${runPath(run)}/uploads?${queryOf(origin)}` }),

    readUpload: (run: string, file: string): Promise<Outcome<Upload>> =>
      call(Upload, { method: 'GET', path: `${runPath(run)}/uploads/${file}` }),

    putUploadPart: (
      run: string,
      file: string,
      { part, bytes }: { part: number; bytes: Uint8Array<ArrayBuffer> },
    ): Promise<Outcome<unknown>> =>
      call(z.unknown(), { method: 'PUT', path: `${runPath(run)}/uploads/${file}/parts/${part}`, bytes }),

    async completeUpload(run: string, file: string): Promise<Outcome<CiFile>> {
      const path = `${runPath(run)}/uploads/${file}/complete?complete=false`;
      return theFile(await call(Uploaded, { method: 'POST', path, patienceMs: READING_PATIENCE_MS }));
    },

    /** The report of a finished run in Markdown. Needs the scope `read`. */
    readReport: (run: string): Promise<Outcome<string>> =>
      call(z.string(), { method: 'GET', path: `${runPath(run)}/report.md`, accept: 'text/markdown' }),

    /** Ends the run and waits for its verdict; after the deadline, the run as it then stands. */
    async finishRun(run: string, { deadlineSeconds }: { deadlineSeconds: number }): Promise<Outcome<CiRun>> {
      const until = Date.now() + deadlineSeconds * 1000;
      for (;;) {
        const seconds = Math.max(0, Math.min(LONGEST_WAIT_SECONDS, Math.ceil((until - Date.now()) / 1000)));
        const outcome = await call(CiRun, {
          method: 'POST',
          path: `${runPath(run)}/finish`,
          headers: { prefer: `wait=${seconds}` },
          patienceMs: (LONGEST_WAIT_SECONDS + seconds) * 1000,
        });
        if ('problem' in outcome || outcome.value.status === 'finished' || seconds === 0) return outcome;
      }
    },
  };
}

function queryOf({ job, attempt, suite, runner, rerun, name }: Origin): string {
  const query = new URLSearchParams({ job, attempt: String(attempt), rerun: String(rerun), name });
  if (suite !== null) query.set('suite', suite);
  if (runner !== null) query.set('runner', runner);
  return String(query);
}

function theFile(outcome: Outcome<z.infer<typeof Uploaded>>): Outcome<CiFile> {
  if ('problem' in outcome) return outcome;
  const [file] = outcome.value.files;
  if (!file) throw new Error('an upload was answered without its file');
  return { value: file };
}
