import { isFault, type Fault } from '../../domain/fault';
import { contentHash } from '../../domain/hash';
import { isMapping, type JsonValue } from '../../domain/json';
import type { ContractDiff } from '../../domain/openapi-diff/change';
import { diffContracts } from '../../domain/openapi-diff/diff-contracts';
import { type ContractSide, ContractsPayload } from '../../domain/quality/contracts';
import type { FileFault, FileFaultCode } from '../reading';
import { proseOf } from './foreign-text';
import { checkPayload, isFileFault, readFileText, readJsonFile, refuseFile } from './json-file';
import type { ResultSource } from './source';
import { readYamlText } from './yaml-text';

/**
 * Compares two OpenAPI descriptions, JSON or YAML: by their names, where one holds `base` and the other `revision`, or
 * in the order in which they were sent.
 *
 * @param today the day as 2026-01-31, by which sunsets are judged
 */
export function contractsFromFiles(
  files: readonly ResultSource[],
  { today = null }: { today?: string | null } = {},
): ContractsPayload | FileFault {
  const sides = arrange(files);
  if (sides === null) return refuseFile('invalid', 'two OpenAPI descriptions make one result: the base, the revision');
  const [base, revision] = [readDocument(sides.base), readDocument(sides.revision)];
  if (isFileFault(base)) return { ...base, detail: `the base: ${base.detail}` };
  if (isFileFault(revision)) return { ...revision, detail: `the revision: ${revision.detail}` };
  const diff = diffContracts(base.value, revision.value, { today });
  if (isFault(diff)) return refuseDiff(diff);
  return checkPayload(ContractsPayload, {
    base: sideOf(base.value, { openapi: diff.base_version, operations: diff.base_operations }),
    revision: sideOf(revision.value, { openapi: diff.revision_version, operations: diff.revision_operations }),
    valid: diff.counts.breaking === 0,
    counts: diff.counts,
    changes: diff.changes,
  });
}

/** What `diffContracts` gave, out of the payload again. */
export function diffOf({ base, revision, counts, changes }: ContractsPayload): ContractDiff {
  return {
    ...{ base_version: base.openapi, revision_version: revision.openapi },
    ...{ base_operations: base.operations, revision_operations: revision.operations },
    ...{ counts, changes },
  };
}

function arrange(files: readonly ResultSource[]): { base: ResultSource; revision: ResultSource } | null {
  const [first, second, ...rest] = files;
  if (first === undefined || second === undefined || rest.length > 0) return null;
  const turned = /revision/i.test(first.name) && /base/i.test(second.name);
  return turned ? { base: second, revision: first } : { base: first, revision: second };
}

function readDocument(file: ResultSource): { value: JsonValue } | FileFault {
  const text = readFileText(file);
  if (typeof text !== 'string') return text;
  if (text.trimStart().startsWith('{')) {
    const read = readJsonFile(file);
    // YAML too may begin with a brace.
    if (!isFileFault(read) || read.fault !== 'not_well_formed') return read;
  }
  return readYamlText(text);
}

function sideOf(value: JsonValue, told: Pick<ContractSide, 'openapi' | 'operations'>): ContractSide {
  const info = isMapping(value) && isMapping(value['info']) ? value['info'] : {};
  const textAt = (key: string) => {
    const text = info[key];
    return typeof text === 'string' ? (proseOf(text, 1)?.slice(0, 1000) ?? null) : null;
  };
  return { title: textAt('title'), version: textAt('version'), ...told, hash: contentHash(value) };
}

const DIFF_FAULTS: Readonly<Record<string, FileFaultCode>> = {
  not_openapi: 'unrecognised',
  not_json: 'invalid',
  too_deep: 'too_deep',
  too_large: 'too_large',
  too_complex: 'too_many',
};

function refuseDiff({ errors = [], detail }: Fault): FileFault {
  const [item] = errors;
  if (item === undefined) return refuseFile('invalid', detail);
  return refuseFile(DIFF_FAULTS[item.code] ?? 'invalid', [item.pointer, item.detail].filter(Boolean).join(': '));
}
