import { isMapping } from '../../json';
import type { Schema } from './view';

/** Most schemas are leaves that nobody changed; they are written alike, and refer to nothing. */
export function isPlainlySame([base, ...others]: Schema, [revision, ...rest]: Schema): boolean {
  if (!base || !revision || others.length > 0 || rest.length > 0 || !isLeaf(base.value) || !isLeaf(revision.value)) {
    return false;
  }
  return JSON.stringify(base.value) === JSON.stringify(revision.value);
}

/** Holds texts, numbers and lists of them, and no reference. */
const isLeaf = (value: unknown) =>
  isMapping(value) &&
  Object.entries(value).every(([key, part]) => {
    if (Array.isArray(part)) return part.length < 32 && part.every((item) => typeof item !== 'object');
    return key !== '$ref' && typeof part !== 'object';
  });
