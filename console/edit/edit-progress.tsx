/** What is shown while there is no result yet: the inputs under the safelight, and what goes on. */
import type { EditView } from '#client/types.ts';
import { duration } from '../format/amounts.ts';
import { usePictureUrl } from '../hooks/picture-url.ts';
import { useElapsed } from '../hooks/use-elapsed.ts';
import { progressSentence } from '../state/progress.ts';

/** The inputs in order, tinted while the edit is under way. */
export const Developing = ({ edit }: { readonly edit: EditView }) => {
  const urlOf = usePictureUrl();
  const elapsed = useElapsed(edit);
  const over = edit.ended;
  return (
    <div class={over ? 'developing developing-over' : 'developing'}>
      <div class="developing-pictures">
        {edit.images.map((picture, index) => {
          const url = urlOf(picture);
          const name = `Image ${index + 1}`;
          return (
            <figure key={name}>
              {url === undefined ? (
                <span class="frame-blank">{name}</span>
              ) : (
                <span class="safelit">
                  <img src={url} alt={name} />
                </span>
              )}
              {edit.images.length > 1 && <figcaption>{name}</figcaption>}
            </figure>
          );
        })}
      </div>
      {!over && (
        <p class="developing-line">
          <span data-progress={edit.status}>{progressSentence(edit)}</span>
          <span class="clock" role="timer" aria-label="Elapsed">
            {duration(elapsed)}
          </span>
        </p>
      )}
    </div>
  );
};
