/** Draws the workflow file as a Mermaid flowchart: the drawing in the README and in docs/flow.md comes from here. */

interface Transition {
  readonly Next?: string;
}

interface Catcher extends Transition {
  readonly ErrorEquals: readonly string[];
}

interface ChoiceRule extends Transition {
  readonly Variable?: string;
  readonly StringEquals?: string;
}

/** What the drawing needs to know of one state. */
interface State extends Transition {
  readonly Type: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly ChoiceRule[];
  readonly Catch?: readonly Catcher[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
}

/** A workflow in Amazon States Language, as far as it is drawn. */
export interface Workflow {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly isError: boolean;
}

const edgesOf = (from: string, state: State): readonly Edge[] => [
  ...toNext(from, state),
  ...(state.Choices ?? []).flatMap((rule) => toNext(from, rule, rule.StringEquals)),
  ...toNext(from, { Next: state.Default }, 'otherwise'),
  ...(state.Catch ?? []).flatMap((catcher) =>
    toNext(from, catcher, catcher.ErrorEquals.map(errorLabel).join(', ')).map((edge) => ({ ...edge, isError: true })),
  ),
  ...toNext(from, { Next: state.End === true ? 'done' : undefined }),
];

const toNext = (from: string, transition: { readonly Next?: string | undefined }, label = ''): readonly Edge[] =>
  transition.Next === undefined ? [] : [{ from, to: transition.Next, label, isError: false }];

const arrow = ({ label, isError }: Edge): string => {
  if (label === '') return '-->';
  return isError ? `-. "${label}" .->` : `-- "${label}" -->`;
};

const errorLabel = (error: string): string => (error === 'States.ALL' ? 'any error' : error);

const SHAPES: Readonly<Record<string, readonly [string, string]>> = {
  Choice: ['{', '}'],
  Wait: ['([', '])'],
  Fail: ['[[', ']]'],
  Succeed: ['[[', ']]'],
};

/** The flowchart of a workflow, as Mermaid text. Errors are dotted lines. */
export const flowDiagram = (workflow: Workflow): string => {
  const names = Object.keys(workflow.States);
  const idOf = (name: string): string => (name === 'done' ? 'done' : `s${names.indexOf(name)}`);
  const nodes = Object.entries(workflow.States).map(([name, state]) => {
    const [open, close] = SHAPES[state.Type] ?? ['[', ']'];
    return `  ${idOf(name)}${open}"${name}"${close}`;
  });
  const edges = Object.entries(workflow.States)
    .flatMap(([name, state]) => edgesOf(name, state))
    .map((edge) => `  ${idOf(edge.from)} ${arrow(edge)} ${idOf(edge.to)}`);
  return ['flowchart TD', `  start((start)) --> ${idOf(workflow.StartAt)}`, ...nodes, '  done((done))', ...edges].join('\n');
};

/** A table of what each step retries, and how often, for the page below the drawing. */
export const retryTable = (workflow: Workflow): string => {
  const rows = Object.entries(workflow.States).flatMap(([name, state]) =>
    (state.Retry ?? []).map(
      (retry) =>
        `| ${name} | ${retry.ErrorEquals.join(', ')} | ${retry.MaxAttempts === 0 ? 'never' : `${retry.MaxAttempts ?? 3} times`} |`,
    ),
  );
  return ['| state | on | again |', '|---|---|---|', ...rows].join('\n');
};
