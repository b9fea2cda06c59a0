/** What is shown while there is no result yet: the inputs in one colour, the current step and the elapsed time. */
import type { EditView } from '#client/types.ts';
import { duration } from '../format/amounts.ts';
import { useImageUrl } from '../hooks/image-url.ts';
import { useElapsed } from '../hooks/use-elapsed.ts';
import { progressSentence } from '../state/progress.ts';

/** The inputs in order, tinted while the edit is under way. */
export const EditProgress = ({ edit }: { readonly edit: EditView }) => {
  const urlOf = useImageUrl();
  const elapsed = useElapsed(edit);
  const over = edit.ended;
  return (
    <div class={over ? 'edit-progress edit-progress-ended' : 'edit-progress'}>
      <div class="edit-progress-images">
        {edit.images.map((image, index) => {
          const url = urlOf(image);
          const name = `Image ${index + 1}`;
          return (
            <figure key={name}>
              {url === undefined ? (
                <span class="image-blank">{name}</span>
              ) : (
                <span class="edit-progress-tint">
                  <img src={url} alt={name} />
                </span>
              )}
              {edit.images.length > 1 && <figcaption>{name}</figcaption>}
            </figure>
          );
        })}
      </div>
      {!over && (
        <p class="edit-progress-line">
          <span data-progress={edit.status}>{progressSentence(edit)}</span>
          <span class="clock" role="timer" aria-label="Elapsed">
            {duration(elapsed)}
          </span>
        </p>
      )}
    </div>
  );
};
