import { z } from 'zod';
import { label, prose } from '../text';
import { diffGroup } from './diff';
import type { TaskForm } from './form';
import { keyOfParts, matchItems } from './matching';

/** 8 MiB of JSON hold no more. */
const MOST_NODES = 200_000;
const MOST_EDGES = 400_000;
/** Faults of a payload that are told of, one by one. */
const MOST_FAULTS = 100;

const count = z.int().nonnegative();
const Id = prose(2).refine((id) => id !== '', { error: 'not empty', params: { code: 'too_short' } });

export const CodeNode = z.strictObject({
  id: Id.meta({ description: 'Unique in the index; the same code has the same id in the next one' }),
  kind: label(64).meta({ description: 'As `file`, `class`, `function`' }),
  name: prose(2),
  file: prose(4).nullable().default(null),
  line: z.int().positive().nullable().default(null).meta({ description: 'The first line is 1' }),
});
export type CodeNode = z.infer<typeof CodeNode>;

export const CodeEdge = z.strictObject({
  from: Id,
  to: Id,
  kind: label(64).meta({ description: 'As `imports`, `calls`, `extends`' }),
});
export type CodeEdge = z.infer<typeof CodeEdge>;

/** The graph of what a code base holds and how it hangs together. */
export const CodeIndexPayload = z
  .strictObject({
    nodes: z.array(CodeNode).max(MOST_NODES),
    edges: z.array(CodeEdge).max(MOST_EDGES),
    languages: z.array(label(64)).max(100).default([]),
    files_indexed: count.nullable().default(null),
    symbols_extracted: count.nullable().default(null),
    duration_ms: z.number().nonnegative().nullable().default(null),
  })
  .superRefine(({ nodes, edges }, ctx) => {
    const ids = new Set<string>();
    let faults = 0;
    const tell = (path: PropertyKey[], code: string, message: string) => {
      faults += 1;
      if (faults <= MOST_FAULTS) ctx.addIssue({ code: 'custom', path, message, params: { code } });
    };
    nodes.forEach(({ id }, i) => {
      if (ids.has(id)) tell(['nodes', i, 'id'], 'duplicate', 'another node has this id');
      ids.add(id);
    });
    edges.forEach((edge, i) => {
      for (const end of ['from', 'to'] as const)
        if (!ids.has(edge[end])) tell(['edges', i, end], 'unknown_node', 'no node has this id');
    });
  });
export type CodeIndexPayload = z.infer<typeof CodeIndexPayload>;

export const codeIndexForm: TaskForm<CodeIndexPayload> = {
  type: 'index-code',
  payload: CodeIndexPayload,
  summarise: ({ nodes, edges, languages, files_indexed, symbols_extracted }) => ({
    files_indexed,
    nodes_created: nodes.length,
    edges_created: edges.length,
    symbols_extracted,
    languages,
  }),
  measure: ({ nodes, edges }) => ({ nodes: nodes.length, edges: edges.length }),
  compare: (before, after) => {
    const nodes = matchItems(before.nodes, after.nodes, ({ id }) => id);
    if (nodes.kept.length === 0 && before.nodes.length > 0 && after.nodes.length > 0)
      return { incomparable: 'no node of the one is in the other: they index different code, or name it differently' };
    const edges = matchItems(before.edges, after.edges, ({ from, to, kind }) => keyOfParts(from, to, kind));
    const changed = nodes.kept.filter(({ before: old, after: now }) => describeNode(old) !== describeNode(now));
    return {
      groups: [
        diffGroup('Added nodes', 'neutral', nodes.fresh),
        diffGroup('Removed nodes', 'neutral', nodes.gone),
        diffGroup('Changed nodes', 'neutral', changed),
        diffGroup('Added edges', 'neutral', edges.fresh),
        diffGroup('Removed edges', 'neutral', edges.gone),
      ],
    };
  },
};

/** All of a node but its line, which moves with every edit above it. */
const describeNode = ({ kind, name, file }: CodeNode) => keyOfParts(kind, name, file);
