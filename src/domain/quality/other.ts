import { z } from 'zod';
import { canonicalJson } from '../hash';
import { isMapping, JsonValue } from '../json';
import { diffGroup, type DiffGroup } from './diff';
import type { TaskForm } from './form';

/** The result of a task that Assay does not know: any JSON object, kept as it is. */
export const OtherPayload = JsonValue.transform((value, ctx): Record<string, JsonValue> => {
  if (isObject(value)) return value;
  ctx.addIssue({ code: 'invalid_type', expected: 'object', input: value });
  return z.NEVER;
});
export type OtherPayload = z.infer<typeof OtherPayload>;

const isObject = (value: JsonValue): value is Record<string, JsonValue> => isMapping(value);

/** Names of fields that the index shows. */
const MOST_FIELDS = 20;

export const otherForm: TaskForm<OtherPayload> = {
  type: 'other',
  payload: OtherPayload,
  summarise: (payload) => ({ fields: Object.keys(payload).slice(0, MOST_FIELDS) }),
  measure: () => ({}),
  compare: compareFields,
};

/** By its fields: what they mean nobody knows, so nothing is better or worse. */
function compareFields(before: OtherPayload, after: OtherPayload): { groups: DiffGroup[] } {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const named = (keys: Iterable<string>) => [...keys].map((field) => ({ field }));
  return {
    groups: [
      diffGroup(
        'Changed fields',
        'neutral',
        named([...is].flatMap(([key, text]) => (was.has(key) && was.get(key) !== text ? [key] : []))),
      ),
      diffGroup('New fields', 'neutral', named([...is.keys()].filter((key) => !was.has(key)))),
      diffGroup('Fields that are gone', 'neutral', named([...was.keys()].filter((key) => !is.has(key)))),
    ],
  };
}

/** Their values as RFC 8785 texts: the order of keys within them makes no difference. */
const fieldsOf = (payload: OtherPayload) =>
  new Map(Object.entries(payload).map(([key, value]) => [key, canonicalJson(value)]));
