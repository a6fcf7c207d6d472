import { childOf, isTrue, type Node } from '../node';
import type { InterfaceChangeId } from '../interface-catalogue';
import { isPlainlySame } from './leaf';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { firstOf, type Schema, type SchemaView } from './view';

/** A property on one side; `view` of an empty schema where it is only required, not described. */
interface Property {
  view: SchemaView;
  schema: Schema;
  required: boolean;
  hasDefault: boolean;
  deprecated: boolean;
}

/** Compares the properties of objects: which there are, which have to come, and each with its counterpart. */
export function compareProperties(walk: PairWalk, pair: SchemaPair): void {
  const { base, revision } = pair;
  const names = new Set([...namesOf(base), ...namesOf(revision)]);
  walk.spend(names.size);
  for (const name of [...names].sort()) {
    if (isUntouched(pair, name)) continue;
    const was = readProperty(walk, 'base', base, name);
    const is = readProperty(walk, 'revision', revision, name);
    const at = { base: was?.schema[0] ?? base.node, revision: is?.schema[0] ?? revision.node };
    const tell = (id: InterfaceChangeId) => {
      walk.tell(name, id, at);
    };
    if (was === null) {
      if (is !== null) tell(nameAdded(walk, is));
    } else if (is === null) {
      const id = nameRemoved(walk, was);
      if (id !== null) tell(id);
    } else {
      compareProperty({ walk, was, is, tell });
      // What is not sent on this side on either day can't break on it.
      if (!isHidden(walk, was) && !isHidden(walk, is)) {
        walk.descend(name, { base: was.schema, revision: is.schema });
      }
    }
  }
}

function isUntouched({ base, revision }: SchemaPair, name: string): boolean {
  const [was, is] = [base.properties.get(name), revision.properties.get(name)];
  if (was === undefined || is === undefined || base.required.has(name) !== revision.required.has(name)) return false;
  return isPlainlySame(was, is);
}

const namesOf = (view: SchemaView) => [...view.properties.keys(), ...view.required];

function readProperty(walk: PairWalk, side: 'base' | 'revision', holder: SchemaView, name: string): Property | null {
  const schema = holder.properties.get(name);
  const required = holder.required.has(name);
  if (schema === undefined && !required) return null;
  const view = walk.view(side, schema ?? []);
  return {
    view,
    schema: schema ?? [],
    required,
    hasDefault: view.parts.some((part) => childOf(part, 'default') !== null),
    deprecated: view.parts.some((part) => isTrue(part, 'deprecated')),
  };
}

const isHidden = ({ side }: PairWalk, { view }: Property) => (side === 'request' ? view.readOnly : view.writeOnly);

function nameAdded(walk: PairWalk, property: Property): InterfaceChangeId {
  const required = property.required && !isHidden(walk, property);
  if (walk.side === 'response')
    return required ? 'response-required-property-added' : 'response-optional-property-added';
  if (!required) return 'new-optional-request-property';
  return property.hasDefault ? 'new-required-request-property-with-default' : 'new-required-request-property';
}

function nameRemoved(walk: PairWalk, property: Property): InterfaceChangeId | null {
  if (isHidden(walk, property)) return null;
  if (walk.side === 'request') return 'request-property-removed';
  return property.required ? 'response-required-property-removed' : 'response-optional-property-removed';
}

interface Pairing {
  walk: PairWalk;
  was: Property;
  is: Property;
  tell: (id: InterfaceChangeId) => void;
}

function compareProperty({ walk, was, is, tell }: Pairing): void {
  const { side } = walk;
  if (was.deprecated !== is.deprecated) tell(`${side}-property-${is.deprecated ? 'deprecated' : 'reactivated'}`);
  const [wasHidden, isNowHidden] = [isHidden(walk, was), isHidden(walk, is)];
  if (wasHidden !== isNowHidden) {
    const need = is.required ? 'required' : 'optional';
    const how = isNowHidden ? 'became' : 'became-not';
    // Whether it had to come counts for what goes away, whether it has to come for what is new.
    const before = was.required ? 'required' : 'optional';
    if (side === 'request') tell(`request-${need}-property-${how}-read-only`);
    else tell(`response-${isNowHidden ? before : need}-property-${how}-write-only`);
    return;
  }
  if (was.required === is.required || isNowHidden) return;
  if (side === 'response') tell(`response-property-became-${is.required ? 'required' : 'optional'}`);
  else if (!is.required) tell('request-property-became-optional');
  else tell(is.hasDefault ? 'request-property-became-required-with-default' : 'request-property-became-required');
}

/** Nothing is said of it, so anything is possible. */
const ANYTHING: Schema = [];

/** Compares what is said of properties that have no description of their own. */
export function compareOtherProperties(walk: PairWalk, pair: SchemaPair): void {
  const [base, revision] = [otherProperties(pair.base), otherProperties(pair.revision)];
  const wasClosed = base?.value === false;
  const isClosed = revision?.value === false;
  const at = { base: base ?? pair.base.node, revision: revision ?? pair.revision.node };
  if (wasClosed !== isClosed) {
    tellOutcome(walk, pair, isClosed ? 'additional-properties-disallowed' : 'additional-properties-allowed', at);
  } else if (!isClosed && (base !== null || revision !== null)) {
    walk.descend('*', { base: base ? [base] : ANYTHING, revision: revision ? [revision] : ANYTHING });
  }
}

function otherProperties({ parts }: SchemaView): Node | null {
  return firstOf(parts, (part) => childOf(part, 'additionalProperties'));
}
