/** The prompt of an edit, and the one that the model really used. */
import type { EditView } from '#client/types.ts';

/** The prompt, and the rewritten one where the service reports one that differs. */
export const Prompts = ({ edit: { prompt, actualPrompt } }: { readonly edit: EditView }) => (
  <section class="prompts" aria-label="Prompts">
    <h2>Prompt</h2>
    <p class="prompt-text">{prompt}</p>
    {actualPrompt !== undefined && actualPrompt !== prompt && (
      <>
        <h2>As the model read it</h2>
        <p class="prompt-text prompt-actual">{actualPrompt}</p>
      </>
    )}
  </section>
);
