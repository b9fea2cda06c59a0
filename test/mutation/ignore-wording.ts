/**
 * What a mutation run leaves alone: the wording of sentences for people. A test that repeats a hint word by word proves nothing, so
 * a hint that was emptied is no hole in the tests. Codes, names, and texts with something filled in are mutated like everything else.
 */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** The part of Babel's NodePath that is read here. */
interface NodePath {
  readonly node: Node;
  readonly parentPath: NodePath | null;
}

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly key?: { readonly name?: string };
  readonly callee?: { readonly name?: string; readonly property?: { readonly name?: string } };
}

/** Calls that only attach a description to a schema. */
const DESCRIBING_CALLS = ['describe', 'described', 'instant', 'seconds', 'meta'];

/** Calls that take a sentence beside other things. */
const CALLS_WITH_SENTENCE = ['meaning', 'regex', 'refuse', 'refused', 'TypeError', 'RangeError'];

/** Properties that hold a sentence. */
const SENTENCE_PROPERTIES = ['description', 'summary', 'message', 'hint', 'what'];

const nameOfCall = ({ type, callee }: Node): string | undefined =>
  type === 'CallExpression' || type === 'NewExpression' ? (callee?.name ?? callee?.property?.name) : undefined;

const isSentence = ({ type, value }: Node): boolean =>
  type === 'StringLiteral' && typeof value === 'string' && /\S\s+\S+\s+\S/.test(value);

/** What a literal belongs to, through `a ? 'this' : 'that'` and `x ?? 'this'`. */
const holderOf = (path: NodePath): Node | undefined => {
  let holder = path.parentPath;
  while (holder?.node.type === 'ConditionalExpression' || holder?.node.type === 'LogicalExpression') holder = holder.parentPath;
  return holder?.node;
};

/** Why nothing in a node is mutated; undefined where it is. */
export const wordingReason = (path: NodePath): string | undefined => {
  if (DESCRIBING_CALLS.includes(nameOfCall(path.node) ?? '')) return 'wording: the description of a field';
  if (!isSentence(path.node)) return undefined;
  const holder = holderOf(path);
  if (holder === undefined) return undefined;
  const inProperty = holder.type === 'ObjectProperty' && SENTENCE_PROPERTIES.includes(holder.key?.name ?? '');
  return inProperty || CALLS_WITH_SENTENCE.includes(nameOfCall(holder) ?? '') ? 'wording: a sentence for people' : undefined;
};

/** Found by Stryker under this name. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'wording', { shouldIgnore: (path: unknown) => wordingReason(path as NodePath) }),
];
