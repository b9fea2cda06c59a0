/** What is shown while there is no result yet: the inputs under the safelight, and what goes on. */
import type { EditView } from '#client/types.ts';
import { isTerminal } from '#core/edit.ts';
import { duration } from '../format/amounts.ts';
import { usePictureUrl } from '../hooks/picture-url.ts';
import { elapsedOf, progressSentence } from '../state/progress.ts';

/** The inputs in order, tinted while the edit is under way. */
export const Developing = ({ edit, now }: { readonly edit: EditView; readonly now: number }) => {
  const urlOf = usePictureUrl();
  const over = isTerminal(edit.state);
  return (
    <div class={over ? 'developing developing-over' : 'developing'}>
      <div class="developing-pictures">
        {edit.images.map((picture, index) => {
          const url = urlOf(picture);
          const name = `Image ${index + 1}`;
          return (
            <figure key={name}>
              {url === undefined ? <span class="frame-blank">{name}</span> : <img src={url} alt={name} />}
              {edit.images.length > 1 && <figcaption>{name}</figcaption>}
            </figure>
          );
        })}
      </div>
      {!over && (
        <p class="developing-line">
          <span data-progress={edit.state}>{progressSentence(edit)}</span>
          <span class="clock" role="timer" aria-label="Elapsed">
            {duration(elapsedOf(edit, now))}
          </span>
        </p>
      )}
    </div>
  );
};
