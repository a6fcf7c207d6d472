import type { FileFault, FileReader, Format } from '../reading';
import { HEAD_BYTES, recogniseFormat } from '../recognise';

/** A file of a result, whole in memory. */
export interface ResultSource {
  name: string;
  bytes: Uint8Array;
}

/**
 * Which of the formats that tell of a task a file is of, by its content.
 *
 * @returns `unrecognised` where it is of another one; else the faults of `recogniseFormat`
 */
export function recogniseSource<Known extends Format>(
  source: ResultSource,
  formats: readonly Known[],
): Known | FileFault {
  const format = recogniseFormat(source.bytes.subarray(0, HEAD_BYTES));
  if (typeof format !== 'string') return nameSource(source, format);
  const known = formats.find((one) => one === format);
  if (known !== undefined) return known;
  const detail = `it is ${format}, and of this task ${formats.join(' or ')} tells`;
  return nameSource(source, { fault: 'unrecognised', detail, offset: null });
}

/** @returns what the file says in all; any fault of its reader */
export function readSource<Summary>(
  source: ResultSource,
  reader: FileReader<Summary>,
): { summary: Summary } | FileFault {
  const fault = reader.write(source.bytes);
  if (fault) return nameSource(source, fault);
  const closed = reader.close();
  return 'fault' in closed ? nameSource(source, closed) : closed;
}

/** Of several files the fault names which. */
function nameSource({ name }: ResultSource, { fault, detail, offset }: FileFault): FileFault {
  return { fault, detail: `${name}: ${detail}`, offset };
}
