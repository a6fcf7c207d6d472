import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CiRun } from '../../domain/ci-run/view';
import type { Fault } from '../../domain/fault';
import { Result } from '../../domain/run';
import { REPORT_CSP } from '../../pages/policy';
import { anyCoordinatorOf } from '../../runs/any-run';
import type { RunKey } from '../../runs/pointer';
import { RUN_FILES, runKey } from '../../store/artifacts';
import { acceptedType } from '../accept';
import type { AppEnv } from '../app';
import { notModified } from '../respond';

/** The forms of a report by extension. */
export const REPORT_TYPES = {
  html: 'text/html',
  md: 'text/markdown',
  json: 'application/json',
} as const;

export type ReportForm = keyof typeof REPORT_TYPES;

export const REPORT_FORMS = Object.keys(REPORT_TYPES) as [ReportForm, ...ReportForm[]];

const SCHEMAS = {
  html: z.string(),
  md: z.string(),
  json: z.union([Result.openapi('Result'), CiRun.openapi('CiRun')]).openapi('AnyResult'),
} satisfies Record<ReportForm, z.ZodType>;

/** The `responses` of a route that answers with a report. */
export const reportAs = (forms: readonly ReportForm[]) => ({
  200: {
    description: 'The report, as it was written when the run finished',
    content: Object.fromEntries(forms.map((form) => [REPORT_TYPES[form], { schema: SCHEMAS[form] }])),
  },
  ...notModified,
});

/** The form that `Accept` asks for; null where it asks for none that there is. */
export function negotiateForm(c: Context, fallback: ReportForm): ReportForm | null {
  const others = REPORT_FORMS.filter((form) => form !== fallback).map((form) => REPORT_TYPES[form]);
  const type = acceptedType(c, [REPORT_TYPES[fallback], ...others]);
  return REPORT_FORMS.find((form) => REPORT_TYPES[form] === type) ?? null;
}

/** A file of a run as it lies in R2, streamed; a fault where the run is not finished, was purged or is not there. */
export async function fileResponse(
  c: Context<AppEnv>,
  key: RunKey,
  name: ReportForm | 'bundle',
): Promise<Response | Fault<'not_found' | 'not_finished' | 'gone'>> {
  const coordinator = anyCoordinatorOf(c.env, key);
  const unreadable = await coordinator.filesFault();
  if (unreadable) return unreadable;
  const file = await c.env.ARTIFACTS.get(runKey(key, RUN_FILES[name]), { onlyIf: conditionOf(c) });
  if (!file) {
    // It may have been purged between the question and the read.
    const purged = await coordinator.filesFault();
    if (purged) return purged;
    throw new Error(`a finished run has no ${name}`);
  }
  const headers = {
    etag: file.httpEtag,
    vary: 'Accept, Authorization',
    'content-type': file.httpMetadata?.contentType ?? 'application/octet-stream',
    'cache-control': 'private, no-cache',
    'content-security-policy': REPORT_CSP,
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
    'cross-origin-resource-policy': 'same-origin',
  };
  if (!('body' in file)) return c.body(null, 304, headers);
  return c.body(file.body, 200, { ...headers, 'content-length': String(file.size) });
}

/** `If-None-Match` as R2 takes it: without quotes, one tag. */
function conditionOf(c: Context): R2Conditional {
  const tag = /^(?:W\/)?"([^"]+)"$/.exec(c.req.header('if-none-match') ?? '')?.[1];
  return tag === undefined ? {} : { etagDoesNotMatch: tag };
}
