/** The light table: where pictures are dropped, pasted or chosen, and put in order. */
import { useRef, useState } from 'preact/hooks';
import { IMAGES_PER_EDIT, INPUT_SIDE_PIXELS, MAX_INPUT_BYTES } from '#core/service/limits.ts';
import { bytes } from '../format/amounts.ts';
import type { PictureActions } from '../hooks/use-pictures.ts';
import { FieldProblem } from '../shared/field.tsx';
import { Icon } from '../shared/icon.tsx';
import { type Picture, roomFor } from '../state/picture.ts';
import { PictureCard } from './picture-card.tsx';

/** What the tray needs. */
export interface PictureTrayProps {
  readonly pictures: readonly Picture[];
  readonly actions: PictureActions;
  readonly problem: string | undefined;
  readonly tell: (message: string) => void;
}

/** The tray. */
export const PictureTray = ({ pictures, actions, problem, tell }: PictureTrayProps) => {
  const [dragged, setDragged] = useState<string | undefined>();
  const list = useRef<HTMLOListElement>(null);
  const move = (picture: Picture, to: number) => {
    actions.move(picture.id, to);
    tell(`${picture.name} is now image ${to + 1}`);
  };
  return (
    <section class="tray" aria-labelledby="tray-title">
      <div class="section-head">
        <h2 id="tray-title">Pictures</h2>
        <span class="quiet">
          {pictures.length} of {IMAGES_PER_EDIT.max}
        </span>
      </div>
      <ol class="frames" ref={list} data-count={pictures.length}>
        {pictures.map((picture, place) => (
          <PictureCard
            key={picture.id}
            picture={picture}
            place={place}
            count={pictures.length}
            onMove={(to) => move(picture, to)}
            onRemove={() => {
              actions.remove(picture);
              tell(`${picture.name} removed`);
            }}
            onDragged={(under) => setDragged(under ? picture.id : undefined)}
            onDropped={() => {
              const moved = pictures.find(({ id }) => id === dragged);
              if (moved !== undefined) move(moved, place);
            }}
          />
        ))}
        {roomFor(pictures) > 0 && (
          <AddFrame first={pictures.length === 0} actions={actions} tell={tell} invalid={problem !== undefined} />
        )}
      </ol>
      <FieldProblem id="pictures" problem={problem} />
      {pictures.length > 1 && (
        <p class="quiet small">
          Name them in the prompt as “image 1”, “image 2”. Drag to reorder, or use the arrows. Without a chosen size the result
          takes the shape of the last picture.
        </p>
      )}
    </section>
  );
};

const AddFrame = ({
  first,
  actions,
  tell,
  invalid,
}: Pick<PictureTrayProps, 'actions' | 'tell'> & { readonly first: boolean; readonly invalid: boolean }) => (
  <li class={first ? 'add-frame add-first' : 'add-frame'}>
    <label class="add-area">
      <Icon name="plus" />
      <span class="add-title">{first ? 'Add a picture' : 'Add another'}</span>
      <span class="add-how">{first ? 'Drop it here, paste it, or choose a file' : 'to combine them'}</span>
      {first && (
        <span class="add-limits">
          JPEG, PNG, BMP or WEBP · {INPUT_SIDE_PIXELS.min} to {INPUT_SIDE_PIXELS.max.toLocaleString('en-US')} pixels a side · up
          to {bytes(MAX_INPUT_BYTES)}
        </span>
      )}
      <input
        id="add-picture"
        class="hidden-input"
        type="file"
        multiple
        accept="image/jpeg,image/png,image/bmp,image/webp"
        aria-label={first ? 'Choose pictures' : 'Choose another picture'}
        aria-invalid={invalid ? 'true' : undefined}
        aria-describedby={invalid ? 'pictures-problem' : undefined}
        onChange={(event) => {
          const left = actions.addFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
          if (left > 0) tell(tooMany(left));
        }}
      />
    </label>
  </li>
);

/** What is said when more pictures came than fit. */
export const tooMany = (left: number): string =>
  `An edit takes at most ${IMAGES_PER_EDIT.max} pictures; ${left === 1 ? 'one was' : `${left} were`} left out`;
