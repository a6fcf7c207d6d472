/**
 * Which values of a document are built, by path: keys joined by dots, `*` for every item of a list. Of a value either
 * the whole is kept or, where it is an object, only some of its keys.
 */
export type WantedPaths = Readonly<Record<string, 'whole' | readonly string[]>>;

/** A place in the tree of wanted paths. */
export interface PathNode {
  readonly path: string;
  readonly keys: Map<string, PathNode>;
  /** Of every item, where it is a list. */
  items: PathNode | null;
  /** null: it only lies on the way to wanted values. */
  wanted: 'whole' | ReadonlySet<string> | null;
}

export function pathTree(paths: WantedPaths): PathNode {
  const root = nodeAt('');
  for (const [path, kept] of Object.entries(paths)) {
    let node = root;
    for (const step of path.split('.')) node = childAt(node, step);
    node.wanted = kept === 'whole' ? kept : new Set(kept);
  }
  return root;
}

const nodeAt = (path: string): PathNode => ({ path, keys: new Map(), items: null, wanted: null });

function childAt(parent: PathNode, step: string): PathNode {
  const path = parent.path === '' ? step : `${parent.path}.${step}`;
  if (step === '*') return (parent.items ??= nodeAt(path));
  const child = parent.keys.get(step) ?? nodeAt(path);
  parent.keys.set(step, child);
  return child;
}
