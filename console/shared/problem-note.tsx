/** A problem, shown where it happened: what is wrong, and what to do next. */
import type { ComponentChildren } from 'preact';
import type { Problem } from '#core/errors.ts';

/** A block that explains a problem. `urgent`: read out at once by screen readers. */
export const ProblemNote = ({
  problem,
  urgent = false,
  children,
}: {
  readonly problem: Problem;
  readonly urgent?: boolean;
  readonly children?: ComponentChildren;
}) => (
  <div class="problem" role={urgent ? 'alert' : undefined}>
    <p class="problem-message">{sentence(problem.message)}</p>
    {problem.hint !== '' && <p class="problem-hint">{sentence(problem.hint)}</p>}
    <p class="problem-foot">
      <code>{problem.code}</code>
      {children}
    </p>
  </div>
);

const sentence = (text: string): string => {
  const capital = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
};
