import { z } from '@hono/zod-openapi';
import { QualityResult } from '../../domain/quality/result';
import { type QualityRow, resultOf } from '../../store/quality-results';
import { absoluteUrl } from '../absolute-url';

export const QualityResultBody = QualityResult.openapi('QualityResult');

/** Made-up ids have this form too: what is not there is told by looking. */
export const ResultId = z.string().regex(/^res_[0-9a-f]{32}$/, 'res_ and 32 hexadecimal digits');

export const resultParams = z.strictObject({ result_id: ResultId });

export const NO_RESULT = 'There is no such result: list them at /v1/results';

/** A result with URLs that work wherever they are taken. */
export function resultBody(row: QualityRow, requestUrl: string): QualityResult {
  const result = resultOf(row);
  return { ...result, files: result.files.map((file) => ({ ...file, url: absoluteUrl(file.url, requestUrl) })) };
}

/** Why the files of a result are no longer there. */
export const purgeDetail = ({ purged_at, purge_reason }: QualityRow) =>
  purged_at === null
    ? 'The files of this result were deleted'
    : `The files of this result were deleted at ${purged_at}: ${purge_reason ?? 'it was too old'}`;
