import { canonicalJson } from '../hash';
import { type Comparison, clip, type Scope, within } from './comparison';
import { type ContractDocument, resolve } from './document';
import { childOf, entriesOf, isTrue, itemsOf, type Node, textOf } from './node';
import type { Operation, OperationPair } from './operation';
import type { SchemaComparer } from './schema/compare';
import type { Schema } from './schema/view';

/** Headers that other parts of a description speak of (OpenAPI 3.1.1 section 4.8.12.2.1). */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);

interface Parameter {
  node: Node;
  place: string;
  /** As it is told of; a path parameter by its number, because its name is nobody's business but the document's. */
  label: string;
  required: boolean;
  deprecated: boolean;
}

/** Compares the parameters of an operation with those of its path. Those of the path are one if they stand in one place. */
export function compareParameters(
  comparison: Comparison,
  schemas: SchemaComparer,
  { scope, was, is }: OperationPair & { scope: Scope },
): void {
  const base = listParameters(comparison.base, was);
  const revision = listParameters(comparison.revision, is);
  comparison.spend(base.size + revision.size);
  for (const [key, parameter] of base) {
    const other = revision.get(key);
    if (other) compareParameter(comparison, schemas, { scope, was: parameter, is: other });
    // A path parameter that is in the template is there, described or not.
    else if (parameter.place !== 'path') {
      const id = parameter.deprecated ? 'request-parameter-removed-with-deprecation' : 'request-parameter-removed';
      comparison.tell(within(scope, parameter.label), id, { base: parameter.node });
    }
  }
  for (const [key, parameter] of revision) {
    if (base.has(key) || parameter.place === 'path') continue;
    const id = parameter.required ? 'new-required-request-parameter' : 'new-optional-request-parameter';
    comparison.tell(within(scope, parameter.label), id, { revision: parameter.node });
  }
}

/** By place and name. What the operation says of a parameter stands before what its path says. */
function listParameters(document: ContractDocument, operation: Operation): Map<string, Parameter> {
  const numbers = new Map([...operation.path.matchAll(/\{([^{}]*)\}/g)].map(([, name], i) => [name ?? '', i + 1]));
  const parameters = new Map<string, Parameter>();
  const holders = [operation.holder, operation.node];
  for (const listed of holders.flatMap((holder) => itemsOf(childOf(holder, 'parameters')))) {
    const node = resolve(document, listed);
    const [place, name] = [textOf(node, 'in'), textOf(node, 'name')];
    if (place === null || name === null) continue;
    const number = numbers.get(name);
    const isHeader = place === 'header';
    if (isHeader && IGNORED_HEADERS.has(name.toLowerCase())) continue;
    const written = isHeader ? name.toLowerCase() : name;
    // One that the template lacks is a fault of the description; it still has a name.
    const called = place === 'path' && number !== undefined ? String(number) : written;
    parameters.set(`${place} ${called}`, {
      ...{ node, place, label: `${clip(place)} parameter ${clip(called)}` },
      required: isTrue(node, 'required') || place === 'path',
      deprecated: isTrue(node, 'deprecated'),
    });
  }
  return parameters;
}

interface ParameterPair {
  scope: Scope;
  was: Parameter;
  is: Parameter;
}

function compareParameter(comparison: Comparison, schemas: SchemaComparer, { scope, was, is }: ParameterPair): void {
  const own = within(scope, is.label);
  const at = { base: was.node, revision: is.node };
  if (was.required !== is.required) {
    comparison.tell(own, `request-parameter-became-${is.required ? 'required' : 'optional'}`, at);
  }
  if (was.deprecated !== is.deprecated) {
    comparison.tell(own, `request-parameter-${is.deprecated ? 'deprecated' : 'reactivated'}`, at);
  }
  const [from, to] = [serializationOf(was), serializationOf(is)];
  if (from !== to) comparison.tell(own, 'request-parameter-serialization-changed', { ...at, from, to });
  const site = { scope: own, place: 'request-parameter', stronglyTyped: false } as const;
  schemas.compare(site, schemaOf(was.node), schemaOf(is.node));
}

/** `content` holds one media type, which is how the value is written. */
function schemaOf(parameter: Node): Schema {
  const schema = childOf(parameter, 'schema') ?? childOf(contentOf(parameter)?.[1] ?? null, 'schema');
  return schema ? [schema] : [];
}

const contentOf = (parameter: Node) => entriesOf(childOf(parameter, 'content'))[0];

/** How a value is written, with the defaults of OpenAPI 3.1.1 section 4.8.12.2.2 filled in. */
function serializationOf({ node, place }: Parameter): string {
  const mediaType = contentOf(node)?.[0];
  if (mediaType !== undefined) return mediaType;
  const style = textOf(node, 'style') ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const explode = childOf(node, 'explode')?.value ?? style === 'form';
  const reserved = isTrue(node, 'allowReserved') ? ', allowReserved' : '';
  return `${style}, explode ${canonicalJson(explode)}${reserved}`;
}
