import { type Fault, invalid, pointerTo } from '../fault';
import { isMapping } from '../json';
import { utf8Length } from '../text';
import { childOf, itemOf, type Node, rootNode, textOf } from './node';

/** Of a document written as JSON. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Levels of lists and mappings; the root is level 1. */
const DEEPEST = 128;

/** An OpenAPI description of one side. `version` as it is written, `refHasSiblings`: 3.1 and later. */
export interface ContractDocument {
  readonly root: Node;
  readonly version: string;
  readonly refHasSiblings: boolean;
  /** Where references that were followed lead in the end; null where they lead to no value of the document. */
  readonly targets: Map<string, Node | null>;
}

/**
 * Takes a parsed value for an OpenAPI description of 3.0, 3.1 or 3.2.
 *
 * @param side the first segment of the pointers in the fault
 * @returns `validation_failed` with the item `not_json`, `too_deep`, `too_large` or `not_openapi`
 */
export function readDocument(value: unknown, side: 'base' | 'revision'): ContractDocument | Fault<'validation_failed'> {
  const problem = findProblem(value, { level: 1, bytes: 0 }) ?? findShapeProblem(value);
  if (problem !== null) {
    return invalid([{ pointer: pointerTo([side, ...problem.at]), code: problem.code, detail: problem.detail }]);
  }
  const root = rootNode(value);
  const version = textOf(root, 'openapi') ?? '';
  return { root, version, refHasSiblings: !version.startsWith('3.0.'), targets: new Map() };
}

interface Problem {
  code: string;
  detail: string;
  at: string[];
}

const NOT_JSON: Problem = { code: 'not_json', detail: 'JSON values, in well-formed Unicode', at: [] };

/** Counts `bytes` up as it goes, so that values which share parts (aliases of YAML) are counted at their full size. */
function findProblem(value: unknown, count: { level: number; bytes: number }): Problem | null {
  count.bytes += sizeOf(value);
  if (count.bytes > MOST_BYTES) {
    return { code: 'too_large', detail: 'a description of at most 8 MiB, written as JSON', at: [] };
  }
  if (typeof value !== 'object' || value === null) {
    return isScalar(value) ? null : NOT_JSON;
  }
  if (count.level > DEEPEST) return { code: 'too_deep', detail: `at most ${DEEPEST} levels`, at: [] };
  count.level += 1;
  for (const [key, child] of Object.entries(value)) {
    if (!key.isWellFormed()) return NOT_JSON;
    count.bytes += Array.isArray(value) ? 1 : utf8Length(key) + 4;
    const problem = findProblem(child, count);
    if (problem !== null) return { ...problem, at: [key, ...problem.at] };
  }
  count.level -= 1;
  return null;
}

/** Halves of surrogate pairs have no UTF-8, so no hash. */
function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  return value === null || typeof value === 'boolean' || Number.isFinite(value);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return utf8Length(value) + 2;
  return typeof value === 'number' ? String(value).length : 2;
}

function findShapeProblem(value: unknown): Problem | null {
  const refuse = (at: string[], detail: string) => ({ code: 'not_openapi', detail, at });
  if (!isMapping(value)) return refuse([], 'an OpenAPI description is a mapping');
  const root = rootNode(value);
  if (childOf(root, 'swagger') !== null) return refuse(['swagger'], 'Swagger 2.0: convert it to OpenAPI 3 first');
  const version = textOf(root, 'openapi');
  if (version === null) return refuse(['openapi'], 'the version as a text, such as 3.1.0');
  if (!/^3\.[0-2]\.\d/.test(version)) return refuse(['openapi'], 'OpenAPI 3.0, 3.1 or 3.2');
  for (const key of ['paths', 'components', 'webhooks']) {
    const child = childOf(root, key);
    if (child !== null && !isMapping(child.value)) return refuse([key], `${key} is a mapping`);
  }
  if (['paths', 'components', 'webhooks'].every((key) => childOf(root, key) === null)) {
    return refuse(['paths'], 'one of paths, components and webhooks');
  }
  return null;
}

/**
 * Follows references within the document, also from reference to reference. A node whose reference leads elsewhere,
 * nowhere or round in a circle is given back with its `$ref`.
 */
export function resolve(document: ContractDocument, node: Node): Node {
  const first = textOf(node, '$ref');
  if (first === null) return node;
  const known = document.targets.get(first);
  if (known !== undefined) return known ?? node;
  const followed = new Set<string>();
  let target: Node | null = null;
  for (let reference: string | null = first; reference !== null && !followed.has(reference);) {
    followed.add(reference);
    target = document.targets.get(reference) ?? followFragment(document.root, reference);
    reference = textOf(target, '$ref');
  }
  const end = textOf(target, '$ref') === null ? target : null;
  for (const reference of followed) document.targets.set(reference, end);
  return end ?? node;
}

/** `childOf`, with the reference that may stand there followed. */
export function resolvedChild(document: ContractDocument, node: Node | null, key: string): Node | null {
  const child = childOf(node, key);
  return child && resolve(document, child);
}

function followFragment(root: Node, reference: string): Node | null {
  if (reference !== '#' && !reference.startsWith('#/')) return null;
  let at: Node | null = root;
  for (const segment of reference.split('/').slice(1)) {
    if (at === null) return null;
    const key = decodeSegment(segment);
    const holder: Node = at;
    at = itemOf(holder, key) ?? childOf(holder, key);
  }
  return at;
}

/** A segment of a JSON Pointer in a URI fragment (RFC 6901 section 6). What is no percent-encoding stands for itself. */
function decodeSegment(segment: string): string {
  return decodePercent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}

function decodePercent(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    if (cause instanceof URIError) return segment;
    throw cause;
  }
}
