import { formOf } from '../../domain/quality/forms';
import { getPayload } from '../../store/quality-files';
import type { QualityRow } from '../../store/quality-results';

/**
 * What a saved result was made of, of the form of its task.
 *
 * @returns null where its files were deleted
 */
export async function readPayload(
  bucket: R2Bucket,
  { project_id: projectId, id, task_type, purged_at }: QualityRow,
): Promise<{ payload: unknown } | null> {
  // From that moment on nobody is given what is about to be deleted.
  if (purged_at !== null) return null;
  const stored = await getPayload(bucket, { projectId, id });
  return stored === undefined ? null : { payload: formOf(task_type).payload.parse(stored) };
}
