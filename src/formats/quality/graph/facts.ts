import type { CodeEdge, CodeNode } from '../../../domain/quality/code-index';

/** What a tool's graph tells of code, before it is held against the schema. */
export interface GraphFacts {
  nodes: CodeNode[];
  edges: CodeEdge[];
  files_indexed: number | null;
}
