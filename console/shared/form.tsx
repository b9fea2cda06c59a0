/** A form that a script sends: the browser neither checks its fields nor leaves the page. */
import type { ComponentChildren, Ref } from 'preact';

/** The form; `onSubmit` is called for a button and for the Enter key alike. */
export const Form = (props: {
  readonly class: string;
  readonly formRef?: Ref<HTMLFormElement>;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
}) => (
  <form
    class={props.class}
    ref={props.formRef ?? null}
    noValidate
    onSubmit={(event) => {
      event.preventDefault();
      props.onSubmit();
    }}
  >
    {props.children}
  </form>
);
