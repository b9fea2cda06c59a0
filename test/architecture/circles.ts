/** Circles of imports: among files, and among what stands side by side in a folder. */
import { dirname } from 'node:path';

/** Who imports whom: for every node the nodes that it points to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The graph of the arrows from → to; a node never points to itself. */
export const graphOf = (arrows: Iterable<readonly [from: string, to: string]>): Graph => {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of arrows) {
    if (from === to) continue;
    graph.set(from, (graph.get(from) ?? new Set()).add(to));
  }
  return graph;
};

/** Every circle of a graph, as its nodes from one of them back to itself; one circle for each arrow that closes one. */
export const circlesOf = (graph: Graph): readonly (readonly string[])[] => {
  const circles: string[][] = [];
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) circles.push([...path.slice(path.indexOf(node)), node]);
    if (done.has(node) || path.includes(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return circles;
};

/**
 * The arrows among the children of every folder: a child is a file or a folder with all that is in it. `a/b/x.ts → a/c/y.ts` is an
 * arrow `a/b → a/c`; the files of a folder are nodes of their own beside its folders.
 */
export const arrowsOfFolders = (
  arrows: Iterable<readonly [from: string, to: string]>,
): readonly (readonly [from: string, to: string])[] => [...arrows].map(([from, to]) => childrenBelowCommonFolder(from, to));

const childrenBelowCommonFolder = (from: string, to: string): readonly [string, string] => {
  let [a, b] = [from, to];
  const depth = (path: string) => path.split('/').length;
  while (depth(a) > depth(b)) a = dirname(a);
  while (depth(b) > depth(a)) b = dirname(b);
  while (dirname(a) !== dirname(b)) [a, b] = [dirname(a), dirname(b)];
  return [a, b];
};
