import type { ContractDiff } from '../../../src/domain/openapi-diff/change';
import { diffContracts } from '../../../src/domain/openapi-diff/diff-contracts';
import { isFault } from '../../../src/domain/fault';

type Json = Record<string, unknown>;

/** For documents that can be compared: a fault fails the test that did not expect it. */
export function diffOf(base: unknown, revision: unknown, options: { today?: string } = {}): ContractDiff {
  const diff = diffContracts(base, revision, options);
  if (isFault(diff)) throw new Error(`not compared: ${JSON.stringify(diff)}`);
  return diff;
}

/** The ids of changes, each with its level, in the order of their ids. */
export function idsOf({ changes }: ContractDiff): string[] {
  return changes.map(({ level, id }) => `${level} ${id}`).sort();
}

/** Everything that may break. */
export function breaksOf(diff: ContractDiff): string[] {
  return idsOf(diff).filter((id) => !id.startsWith('info'));
}

/** A description of one operation, POST /things. */
export function describing(operation: Json, rest: Json = {}): Json {
  const { version = '3.1.0', path = '/things', ...others } = rest;
  return {
    openapi: version,
    info: { title: 'Things', version: '1' },
    paths: { [String(path)]: { post: { responses: { 200: { description: 'done' } }, ...operation } } },
    ...others,
  };
}

/** The operation takes a body of this schema. */
export const taking = (schema: unknown, rest: Json = {}): Json =>
  describing({ requestBody: { content: { 'application/json': { schema } } } }, rest);

/** The operation answers with a body of this schema. */
export const giving = (schema: unknown, rest: Json = {}): Json =>
  describing({ responses: { 200: { description: 'done', content: { 'application/json': { schema } } } } }, rest);

/** The operation takes this schema as a parameter of the query. */
export const asking = (schema: unknown, more: Json = {}): Json =>
  describing({ parameters: [{ name: 'q', in: 'query', schema, ...more }] });
