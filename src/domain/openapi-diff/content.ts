import { type Comparison, clip, type Scope, within } from './comparison';
import { childOf, entriesOf, type Node } from './node';
import type { SchemaComparer } from './schema/compare';

/** What of the media types of a request or response changed: the words that the ids are made of. */
type Side = 'request-body' | 'response';

interface Content {
  side: Side;
  scope: Scope;
  base: Node | null;
  revision: Node | null;
}

/** Compares the media types below two `content`s, and the schemas of those that both have. */
export function compareContent(comparison: Comparison, schemas: SchemaComparer, content: Content): void {
  const { side, scope } = content;
  const base = listMediaTypes(content.base);
  const revision = listMediaTypes(content.revision);
  comparison.spend(base.size + revision.size);
  const matched = new Set<string>();
  for (const [name, node] of base) {
    const other = matchMediaType(name, revision, side);
    const own = within(scope, `${scope.subject}, ${clip(other ?? name)}`);
    const counterpart = other === null ? undefined : revision.get(other);
    if (other === null || counterpart === undefined) {
      comparison.tell(own, `${side}-media-type-removed`, { base: node, revision: content.revision });
      continue;
    }
    matched.add(other);
    const at = { base: node, revision: counterpart };
    if (other !== name) comparison.tell(own, `${side}-media-type-name-changed`, { ...at, from: name, to: other });
    compareSchemasOf(comparison, schemas, { side, scope: own, mediaType: name, ...at });
  }
  for (const [name, node] of revision) {
    if (matched.has(name)) continue;
    const own = within(scope, `${scope.subject}, ${clip(name)}`);
    comparison.tell(own, `${side}-media-type-added`, { base: content.base, revision: node });
  }
}

/** By name in lower case, without spaces around its parameters. */
function listMediaTypes(content: Node | null): Map<string, Node> {
  const plainly = (name: string) =>
    name
      .toLowerCase()
      .split(';')
      .map((part) => part.trim())
      .join(';');
  return new Map(entriesOf(content).map(([name, node]) => [plainly(name), node]));
}

/**
 * The media type of the revision that stands for one of the base: the same, the same but for its parameters, or, for
 * what a client sends, a range that it lies in (RFC 9110 section 12.5.1).
 */
function matchMediaType(name: string, revision: ReadonlyMap<string, Node>, side: Side): string | null {
  if (revision.has(name)) return name;
  const plain = plainOf(name);
  const alike = [...revision.keys()].find((other) => plainOf(other) === plain);
  if (alike !== undefined) return alike;
  const ranges = side === 'request-body' ? [`${plain.split('/')[0] ?? ''}/*`, '*/*'] : [];
  return ranges.find((range) => revision.has(range)) ?? null;
}

const plainOf = (name: string) => name.split(';')[0] ?? name;

interface MediaTypePair {
  side: Side;
  scope: Scope;
  mediaType: string;
  base: Node;
  revision: Node;
}

function compareSchemasOf(comparison: Comparison, schemas: SchemaComparer, pair: MediaTypePair): void {
  const { side, scope, mediaType } = pair;
  const place = side === 'request-body' ? side : 'response-body';
  const [base, revision] = [childOf(pair.base, 'schema'), childOf(pair.revision, 'schema')];
  if (base !== null && revision !== null) {
    schemas.compare({ scope, place, stronglyTyped: isStronglyTyped(mediaType) }, [base], [revision]);
    return;
  }
  const at = { base: base ?? pair.base, revision: revision ?? pair.revision };
  if (revision !== null) comparison.tell(scope, `${place}-media-type-schema-added`, at);
  else if (base !== null) comparison.tell(scope, `${place}-media-type-schema-removed`, at);
}

/** Whether values keep their types when they are sent: not so in forms, XML and plain text. */
const isStronglyTyped = (mediaType: string) => /json|yaml|cbor|msgpack|protobuf|avro/.test(mediaType);
