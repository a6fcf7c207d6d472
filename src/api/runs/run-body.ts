import { z } from '@hono/zod-openapi';
import { CiRun } from '../../domain/ci-run/view';
import { Run } from '../../domain/run';
import { absoluteUrl } from '../absolute-url';

/** The run as the API answers with it. */
export const RunBody = Run.openapi('Run');

export const CiRunBody = CiRun.openapi('CiRun');

/** A run of any kind; `kind` tells which. */
export const AnyRunBody = z.discriminatedUnion('kind', [RunBody, CiRunBody]).openapi('AnyRun');

/** Made-up ids have this form too: what is not there is told by asking the run. */
export const RunId = z
  .string()
  .regex(/^run_(?:ci|[0-9a-f]{2})[0-9a-f]{30}$/, 'run_ and 32 hexadecimal digits, or run_ci and 30')
  .openapi({ param: { name: 'run_id', in: 'path' }, example: 'run_0123456789abcdef0123456789abcdef' });

export const runParams = z.strictObject({ run_id: RunId });

/** A run with URLs that work wherever they are taken. */
export function runBody<R extends Run | CiRun>(run: R, requestUrl: string): R {
  return { ...run, report_url: run.report_url === null ? null : absoluteUrl(run.report_url, requestUrl) };
}
