import type { CodeEdge, CodeNode } from '../../../domain/quality/code-index';
import { itemsOf, type JsonObject, objectOf } from '../../json-stream/value';
import { labelOf, proseOf } from '../foreign-text';
import type { GraphFacts } from './facts';

export const isDependencyCruiser = (report: JsonObject) =>
  Array.isArray(report['modules']) && objectOf(report['summary']) !== null;

/** The JSON of dependency-cruiser (`--output-type json`): modules, and what each of them imports. */
export function readDependencyCruiser(report: JsonObject): GraphFacts {
  const nodes = new Map<string, CodeNode>();
  const edges: CodeEdge[] = [];
  const modules = itemsOf(report['modules'])
    .map(objectOf)
    .filter((module) => module !== null);
  for (const module of modules) {
    const source = proseOf(module['source'], 2);
    if (source !== null) nodes.set(source, nodeOf(source, module));
  }
  for (const module of modules) {
    const from = proseOf(module['source'], 2);
    for (const item of itemsOf(module['dependencies'])) {
      const dependency = objectOf(item);
      const to = proseOf(dependency?.['resolved'], 2);
      if (from === null || to === null || dependency === null) continue;
      if (!nodes.has(to)) nodes.set(to, nodeOf(to, dependency));
      edges.push({ from, to, kind: labelOf(itemsOf(dependency['dependencyTypes'])[0], 64) ?? 'imports' });
    }
  }
  const files = [...nodes.values()].filter(({ file }) => file !== null);
  return { nodes: [...nodes.values()], edges, files_indexed: files.length };
}

/** What is not on disk in the project (a core module, what was not resolved) is no file of it. */
function nodeOf(path: string, module: JsonObject): CodeNode {
  const core = module['coreModule'] === true;
  const missing = module['couldNotResolve'] === true;
  const kind = core ? 'core module' : missing ? 'unresolved' : 'file';
  return { id: path, kind, name: path, file: kind === 'file' ? path : null, line: null };
}
