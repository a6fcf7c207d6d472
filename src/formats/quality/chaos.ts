import { ChaosPayload } from '../../domain/quality/chaos';
import { type JsonObject, objectOf } from '../json-stream/value';
import type { FileFault } from '../reading';
import { checkPayload, isFileFault, onlyFile, readJsonFile, refuseFile } from './json-file';
import type { ResultSource } from './source';
import { isArtillery, readArtillery } from './load/artillery';
import { isAutocannon, readAutocannon } from './load/autocannon';
import type { LoadFacts } from './load/facts';
import { isK6, readK6 } from './load/k6';

const READERS: readonly { fits: (report: JsonObject) => boolean; read: (report: JsonObject) => LoadFacts }[] = [
  { fits: isK6, read: readK6 },
  { fits: isAutocannon, read: readAutocannon },
  { fits: isArtillery, read: readArtillery },
];

/** The summary of a load test: k6 (`--summary-export`, or what `handleSummary` is given), autocannon or artillery 2. */
export function chaosFromFiles(files: readonly ResultSource[]): ChaosPayload | FileFault {
  const file = onlyFile(files, 'the summary of a load test');
  if (isFileFault(file)) return file;
  const read = readJsonFile(file);
  if (isFileFault(read)) return read;
  const report = objectOf(read.value);
  const reader = report === null ? undefined : READERS.find(({ fits }) => fits(report));
  if (report === null || reader === undefined)
    return refuseFile('unrecognised', 'no summary of k6, autocannon or artillery 2');
  const { checks, ...facts } = reader.read(report);
  // A check without counts was not measured.
  const counted = checks.filter(({ passes, fails }) => passes !== null && fails !== null);
  return checkPayload(ChaosPayload, { ...facts, checks: counted });
}
