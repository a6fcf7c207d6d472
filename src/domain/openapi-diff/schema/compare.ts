import type { Comparison, Detail, Scope } from '../comparison';
import { clip, within } from '../comparison';
import type { ChangeId } from '../catalogue';
import type { SchemaPlace } from '../schema-catalogue';
import { compareAllOf, compareAlternatives } from './alternatives';
import { compareBounds, compareDivisibility } from './bounds';
import { compareConditions } from './conditions';
import { compareDiscriminator } from './discriminator';
import { compareItems } from './items';
import { isPlainlySame } from './leaf';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { compareOtherProperties, compareProperties } from './properties';
import { compareTypes } from './types';
import { compareDefault, comparePattern, compareValues } from './values';
import { resolvePlainly, type Schema, type SchemaView, viewSchema } from './view';

/** Levels of schemas within schemas; a circle of references comes back to a pair that was seen and counts no level. */
const DEEPEST = 256;

/** Questions whether two schemas differ may raise further ones, so many times over; then they are taken to differ. */
const MOST_NESTED = 12;

const PROPERTY_PLACES: Record<SchemaPlace, SchemaPlace> = {
  'request-body': 'request-property',
  'request-property': 'request-property',
  'request-parameter': 'request-parameter-property',
  'request-parameter-property': 'request-parameter-property',
  'response-body': 'response-property',
  'response-property': 'response-property',
  'response-header': 'response-header-property',
  'response-header-property': 'response-header-property',
};

/** Items of a list in a parameter or header are what the parameter or header holds, repeated. */
function placeOf(place: SchemaPlace, step: string): SchemaPlace {
  const repeated = step === 'items' && (place === 'request-parameter' || place === 'response-header');
  return repeated ? place : PROPERTY_PLACES[place];
}

/** Where a schema stands: in which scope and place, and whether its values are sent as JSON. */
export interface SchemaSite {
  readonly scope: Scope;
  readonly place: SchemaPlace;
  readonly stronglyTyped: boolean;
}

/** A pair and the way to it. `id`: the same for the same pair in the same direction, whatever its place. */
interface Step {
  readonly step: string;
  readonly pair: SchemaPair;
  readonly id: number;
}

/** What is told of one pair by itself, and the pairs within it. */
interface PairResult {
  readonly told: { step: string; id: ChangeId; detail: Detail }[];
  readonly children: Step[];
}

/** A pair that was reached, and how. */
interface Reached {
  readonly at: Step;
  readonly where: string;
  readonly depth: number;
}

/**
 * Compares schemas of two documents for one direction. A pair of schemas that occurs several times below one root, also
 * in a circle, is told of once, at the shortest way from the root. What is found of a pair is kept for all roots.
 */
export class SchemaComparer {
  readonly #comparison: Comparison;
  readonly #views = new Map<string, SchemaView>();
  readonly #identities = new Map<unknown, number>();
  readonly #ids = new Map<string, number>();
  readonly #results: Record<SchemaPlace, Map<number, PairResult>> = {
    'request-body': new Map(),
    'request-property': new Map(),
    'request-parameter': new Map(),
    'request-parameter-property': new Map(),
    'response-body': new Map(),
    'response-property': new Map(),
    'response-header': new Map(),
    'response-header-property': new Map(),
  };
  /** All that is told below a root, by place and pair: many operations answer with the same error. */
  readonly #found = new Map<string, PairResult['told']>();
  /** Pairs from which no change can be reached. */
  readonly #unchanged = new Set<number>();
  readonly #different = new Set<number>();
  /** Questions that are being answered: a circle that comes back to one finds no difference by itself. */
  readonly #asked = new Set<number>();
  #questions = 0;

  constructor(comparison: Comparison) {
    this.#comparison = comparison;
  }

  compare({ scope, ...site }: SchemaSite, base: Schema, revision: Schema): void {
    for (const { step, id, detail } of this.#findBelow(site, base, revision)) {
      this.#comparison.tell(within(scope, step === '' ? scope.subject : `${scope.subject}: ${step}`), id, detail);
    }
  }

  #findBelow(site: WalkSite, base: Schema, revision: Schema): PairResult['told'] {
    const key = `${site.place} ${this.#step(site, '', { base, revision }).id}`;
    const known = this.#found.get(key);
    if (known) return known;
    const found: PairResult['told'] = [];
    const reached = new Map<number, PairResult>();
    for (const { at, where, result } of this.#walk(site, base, revision)) {
      reached.set(at.id, result);
      for (const { step, ...rest } of result.told) found.push({ step: joinWay(where, step), ...rest });
    }
    if (!this.#comparison.exhausted) this.#keepUnchanged(reached);
    this.#found.set(key, found);
    return found;
  }

  #differs(site: WalkSite, base: Schema, revision: Schema): boolean {
    this.#questions += 1;
    const key = this.#step(site, '', { base, revision }).id;
    this.#comparison.spend(1);
    if (this.#different.has(key)) return true;
    if (this.#unchanged.has(key) || this.#asked.has(key)) return false;
    if (this.#asked.size >= MOST_NESTED) return true;
    this.#asked.add(key);
    const reached = new Map<number, PairResult>();
    let differs = false;
    for (const { at, result } of this.#walk(site, base, revision)) {
      reached.set(at.id, result);
      differs = result.told.length > 0;
      if (differs) break;
    }
    this.#asked.delete(key);
    // Found equal within another question, they may be so only if that one is answered so too.
    if (differs) this.#different.add(key);
    else if (this.#asked.size === 0 && !this.#comparison.exhausted) this.#keepUnchanged(reached);
    return differs;
  }

  /** Every pair below two schemas, once, the nearest first. */
  *#walk(site: WalkSite, base: Schema, revision: Schema): Iterable<Reached & { result: PairResult }> {
    const root = this.#step(site, '', { base, revision });
    const seen = new Set([root.id]);
    const queue: Reached[] = this.#unchanged.has(root.id) ? [] : [{ at: root, where: '', depth: 0 }];
    for (const { at, where, depth } of queue) {
      if (this.#comparison.exhausted) return;
      const result = this.#resultOf(site, at);
      yield { at, where, depth, result };
      // Deeper than any document may go: the budget ends the comparison, so that nothing is passed over in silence.
      if (depth > DEEPEST) this.#comparison.spend(Infinity);
      for (const child of result.children) {
        this.#comparison.spend(1);
        if (seen.has(child.id) || this.#unchanged.has(child.id)) continue;
        seen.add(child.id);
        queue.push({ at: child, where: joinWay(where, child.step), depth: depth + 1 });
      }
    }
  }

  #resultOf({ stronglyTyped }: WalkSite, { pair, id: pairId }: Step): PairResult {
    const results = this.#results[pair.place];
    const known = results.get(pairId);
    if (known) return known;
    const result: PairResult = { told: [], children: [] };
    const questions = this.#questions;
    const inside = { place: PROPERTY_PLACES[pair.place], stronglyTyped };
    comparePair(
      {
        ...{ side: sideOf(pair.place), stronglyTyped },
        tell: (step, id, detail) => void result.told.push({ step, id, detail }),
        descend: (step, schemas) => {
          if (isPlainlySame(schemas.base, schemas.revision)) return;
          const place = placeOf(pair.place, step);
          result.children.push(this.#step({ place, stronglyTyped }, step, schemas));
        },
        view: (side, schema) => this.#view(side, schema),
        differs: (one, other) => this.#differs(inside, one, other),
        spend: (steps) => {
          this.#comparison.spend(steps);
        },
      },
      pair,
    );
    // What was found with the help of a question within a question holds only there.
    if (this.#asked.size === 0 || questions === this.#questions) results.set(pairId, result);
    return result;
  }

  /** Keeps those from which none that was told of can be reached, so that nobody walks there again. */
  #keepUnchanged(reached: ReadonlyMap<number, PairResult>): void {
    const parents = new Map<number, number[]>();
    const changed: number[] = [];
    for (const [key, { told, children }] of reached) {
      if (told.length > 0) changed.push(key);
      this.#comparison.spend(children.length);
      for (const { id } of children) {
        const known = parents.get(id);
        if (known) known.push(key);
        else parents.set(id, [key]);
      }
    }
    const reaching = new Set(changed);
    for (const key of reaching) for (const parent of parents.get(key) ?? []) reaching.add(parent);
    for (const key of reached.keys()) if (!reaching.has(key)) this.#unchanged.add(key);
  }

  #step({ place, stronglyTyped }: WalkSite, step: string, schemas: { base: Schema; revision: Schema }): Step {
    const [base, revision] = [this.#view('base', schemas.base), this.#view('revision', schemas.revision)];
    const key = `${sideOf(place)} ${stronglyTyped} ${base.key} ${revision.key}`;
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    return { step, pair: { base, revision, place }, id };
  }

  #view(side: 'base' | 'revision', schema: Schema): SchemaView {
    // Nobody will see what comes of it: the comparison ends with a fault.
    if (this.#comparison.exhausted) return NOTHING;
    const targets = schema.map((node) => resolvePlainly(this.#comparison[side], node));
    const key = `${side} ${targets.map(({ value }) => this.#identify(value)).join('.')}`;
    const known = this.#views.get(key);
    if (known) return known;
    const spend = (steps: number) => {
      this.#comparison.spend(steps);
    };
    const view = viewSchema(this.#comparison[side], targets, spend);
    const parts = view.parts.map(({ value }) => this.#identify(value)).join('.');
    const marks = [view.never, view.nullable, ...view.unresolved].join();
    const named = { ...view, key: `${parts}(${marks})` };
    this.#views.set(key, named);
    return named;
  }

  /** A number for an object, or for a plain value, which stands for itself. */
  #identify(value: unknown): number {
    const known = this.#identities.get(value) ?? this.#identities.size;
    this.#identities.set(value, known);
    return known;
  }
}

const NOTHING: SchemaView = {
  ...{ key: '', node: null, parts: [], never: false, unresolved: [], types: null, nullable: false, format: null },
  ...{ values: null, isConst: false, properties: new Map(), required: new Set(), readOnly: false, writeOnly: false },
};

type WalkSite = Omit<SchemaSite, 'scope'>;

const sideOf = (place: SchemaPlace) => (place.startsWith('request') ? 'request' : 'response');

const joinWay = (where: string, step: string) => (step === '' ? where : `${where}/${clip(step)}`);

function comparePair(walk: PairWalk, pair: SchemaPair): void {
  const { base, revision } = pair;
  walk.spend(60 + base.parts.length + revision.parts.length);
  if (base.never !== revision.never) {
    tellOutcome(walk, pair, revision.never ? 'became-impossible' : 'became-possible');
    return;
  }
  if (base.unresolved.join() !== revision.unresolved.join()) {
    tellOutcome(walk, pair, 'reference-changed', { from: base.unresolved.join(), to: revision.unresolved.join() });
  }
  if (compareAlternatives(walk, pair)) return;
  compareTypes(walk, pair);
  compareBounds(walk, pair);
  compareDivisibility(walk, pair);
  compareValues(walk, pair);
  compareDefault(walk, pair);
  comparePattern(walk, pair);
  compareProperties(walk, pair);
  compareOtherProperties(walk, pair);
  compareItems(walk, pair);
  compareAllOf(walk, pair);
  compareDiscriminator(walk, pair);
  compareConditions(walk, pair);
}
