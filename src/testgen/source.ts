import type { Check } from './case';
import type { Language, Literals } from './language';
import { ANY, type Type, typeOf } from './type';
import type { Operand, Value } from './value';

/** A value as source text. @param type what is wanted in its place; its own where nothing is */
export function writeValue(value: Value, literals: Literals, type: Type = typeOf(value)): string {
  return writeTyped(value, literals, type, 'whole');
}

function writeTyped(value: Value, literals: Literals, type: Type, place: 'whole' | 'inside'): string {
  if (value.kind === 'null') return literals.null;
  const bare = writeBare(value, literals, type, place);
  return type.nullable && literals.some ? literals.some(bare) : bare;
}

function writeBare(
  value: Exclude<Value, { kind: 'null' }>,
  literals: Literals,
  wanted: Type,
  place: 'whole' | 'inside',
) {
  const type = wanted.kind === 'any' || wanted.kind === 'unknown' ? typeOf(value) : wanted;
  const of = wanted.kind === 'any' && type.of !== null ? ANY : (type.of ?? ANY);
  switch (value.kind) {
    case 'bool':
      return literals.bool[value.value ? 1 : 0];
    case 'int':
      return type.kind === 'float' ? literals.float(Number(value.value)) : literals.int(value.value, type);
    case 'float':
      return literals.float(value.value);
    case 'text':
      return literals.text(value.value, place);
    case 'list':
      return literals.list(
        value.items.map((item) => writeTyped(item, literals, of, 'inside')),
        of,
      );
    case 'map':
      return literals.map(
        value.entries.map(([key, member]) => [
          literals.text(key, 'inside'),
          writeTyped(member, literals, of, 'inside'),
        ]),
        of,
      );
  }
}

/** An operand as source text: a name stands for itself. */
export function writeOperand(operand: Operand, { literals }: Language): string {
  return operand.kind === 'name' ? operand.name : writeValue(operand, literals);
}

const COMPARISONS = { less_than: '<', at_most: '<=', greater_than: '>', at_least: '>=' } as const;

/** What a check looks at: the result, or what lies inside of it where it is a JSON text. */
export function actualOf(check: Check, result: string, { json }: Language): string {
  if (!('at' in check) || check.at === undefined || json === null) return result;
  return json.inside(result, check.at);
}

/** A check as an expression that is true where it holds. */
export function conditionOf(check: Check, result: string, language: Language): string {
  const actual = actualOf(check, result, language);
  const condition = positiveOf(check, actual, language);
  return check.not ? language.conditions.not(condition) : condition;
}

function positiveOf(check: Check, actual: string, language: Language): string {
  const { conditions, literals, json } = language;
  switch (check.kind) {
    case 'equals':
      return conditions.equals(actual, writeOperand(check.value, language), check.value);
    case 'close_to':
      return conditions.closeTo(actual, literals.float(check.value), literals.float(check.within));
    case 'truthy':
      return conditions.truthy(actual);
    case 'falsy':
      return conditions.not(conditions.truthy(actual));
    case 'null':
      return conditions.isNull(actual);
    case 'contains':
      return conditions.contains(actual, writeOperand(check.value, language));
    case 'starts_with':
      return conditions.startsWith(actual, writeOperand(check.value, language));
    case 'ends_with':
      return conditions.endsWith(actual, writeOperand(check.value, language));
    case 'has_item':
      return conditions.hasItem(actual, writeOperand(check.value, language));
    case 'matches':
      return conditions.matches(actual, check.pattern, check.flags);
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      return conditions.compare(actual, COMPARISONS[check.kind], writeOperand(check.value, language));
    case 'length':
      return conditions.equals(conditions.length(actual, check.of), String(check.equals), {
        kind: 'int',
        value: BigInt(check.equals),
      });
    case 'is_json':
      if (json === null) throw new Error(`${language.name} reads no JSON: the plan refuses such a check`);
      return json.isJson(actual);
  }
}
