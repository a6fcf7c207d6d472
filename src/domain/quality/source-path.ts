import { z } from 'zod';
import { hasControls, utf8Length } from '../text';

/** Bytes in UTF-8; file systems take 255 a segment. */
const LONGEST_SEGMENT = 200;
const MOST_CHARACTERS = 500;

/** Names of devices on Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** What some file system takes for something else: a separator, a drive, a stream, a wildcard, markup, the end of a line. */
const UNSAFE = /[\\:*?"<>|\t\n\r\u2028\u2029]/;

/**
 * The path of a file below a folder that it can't leave, on any file system: relative, with / between its segments,
 * none of them empty, `.` or `..`.
 */
export const SourcePath = z
  .string()
  .min(1)
  .max(MOST_CHARACTERS)
  .refine((path) => !hasControls(path) && !UNSAFE.test(path) && path.split('/').every(isSafeSegment), {
    error: 'a relative path of safe segments, without . and ..',
    params: { code: 'unsafe_path' },
  });

function isSafeSegment(segment: string): boolean {
  return segment.trim() === segment && !/^\.{0,2}$|\.$/.test(segment) && !DEVICE.test(segment) && fits(segment);
}

const fits = (segment: string) => utf8Length(segment) <= LONGEST_SEGMENT;

/** Under which two paths are one file: many file systems fold case, and some normalise. */
export const foldPath = (path: string) => path.normalize('NFC').toLowerCase();
