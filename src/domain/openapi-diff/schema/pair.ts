import type { ChangeId } from '../catalogue';
import type { Detail } from '../comparison';
import type { Node } from '../node';
import type { SchemaOutcome, SchemaPlace } from '../schema-catalogue';
import type { Schema, SchemaView } from './view';

/** A schema of the base and the one of the revision that stands for it. */
export interface SchemaPair {
  readonly base: SchemaView;
  readonly revision: SchemaView;
  readonly place: SchemaPlace;
}

/** What a comparison of one pair can do: tell of a change, go on to a pair within it, ask whether two schemas differ. */
export interface PairWalk {
  /** What a client sends (`request`) may get wider, what it receives (`response`) may get narrower. */
  readonly side: 'request' | 'response';
  /** Values are sent as JSON, where a number and a text differ; not in a query or in XML. */
  readonly stronglyTyped: boolean;
  /** @param step the way from the pair, such as a name; '' for the pair itself */
  tell(step: string, id: ChangeId, detail: Detail): void;
  descend(step: string, child: { base: Schema; revision: Schema }): void;
  view(side: 'base' | 'revision', schema: Schema): SchemaView;
  /** Whether the two differ in anything that would be told of. */
  differs(base: Schema, revision: Schema): boolean;
  spend(steps: number): void;
}

/** Tells of an outcome at the place of the pair, which stands where the two nodes stand, or the schemas themselves. */
export function tellOutcome(walk: PairWalk, pair: SchemaPair, outcome: SchemaOutcome, detail: Detail = {}): void {
  const base: Node | null | undefined = detail.base === undefined ? pair.base.node : detail.base;
  const revision = detail.revision === undefined ? pair.revision.node : detail.revision;
  walk.tell('', `${pair.place}-${outcome}`, { ...detail, base, revision });
}
