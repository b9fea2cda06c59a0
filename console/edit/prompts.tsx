/** What was asked, and what the model made of it. */
import type { EditView } from '#client/types.ts';

/** The prompt, and the rewritten one where the service told it and it differs. */
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
