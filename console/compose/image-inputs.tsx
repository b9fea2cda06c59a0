/** The input images: where they are dropped, pasted or chosen, and put in order. */
import { useRef, useState } from 'preact/hooks';
import { IMAGES_PER_EDIT, INPUT_SIDE_PIXELS, MAX_INPUT_BYTES } from '#core/service/limits.ts';
import { bytes } from '../format/amounts.ts';
import type { ImageActions } from '../hooks/use-draft-images.ts';
import { FieldProblem } from '../shared/field.tsx';
import { Icon } from '../shared/icon.tsx';
import { type DraftImage, roomFor } from '../state/draft-image.ts';
import { ImageCard } from './image-card.tsx';

/** What the section needs. */
export interface ImageInputsProps {
  readonly images: readonly DraftImage[];
  readonly actions: ImageActions;
  readonly problem: string | undefined;
  readonly announce: (message: string) => void;
}

/** The section of the form. */
export const ImageInputs = ({ images, actions, problem, announce }: ImageInputsProps) => {
  const [dragged, setDragged] = useState<string | undefined>();
  const list = useRef<HTMLOListElement>(null);
  const move = (image: DraftImage, to: number) => {
    actions.move(image.id, to);
    announce(`${image.name} is now image ${to + 1}`);
  };
  return (
    <section class="image-inputs" aria-labelledby="image-inputs-title">
      <div class="section-head">
        <h2 id="image-inputs-title">Images</h2>
        <span class="quiet">
          {images.length} of {IMAGES_PER_EDIT.max}
        </span>
      </div>
      <ol class="image-cards" ref={list} data-count={images.length}>
        {images.map((image, place) => (
          <ImageCard
            key={image.id}
            image={image}
            place={place}
            count={images.length}
            onMove={(to) => move(image, to)}
            onRemove={() => {
              actions.remove(image);
              announce(`${image.name} removed`);
            }}
            onDragged={(under) => setDragged(under ? image.id : undefined)}
            onDropped={() => {
              const moved = images.find(({ id }) => id === dragged);
              if (moved !== undefined) move(moved, place);
            }}
          />
        ))}
        {roomFor(images) > 0 && (
          <AddImage first={images.length === 0} actions={actions} announce={announce} invalid={problem !== undefined} />
        )}
      </ol>
      <FieldProblem id="images" problem={problem} />
      {images.length > 1 && (
        <p class="quiet small">
          Name them in the prompt as “image 1”, “image 2”. Drag to reorder, or use the arrows. Without a chosen size the result
          takes the shape of the last image.
        </p>
      )}
    </section>
  );
};

const AddImage = ({
  first,
  actions,
  announce,
  invalid,
}: Pick<ImageInputsProps, 'actions' | 'announce'> & { readonly first: boolean; readonly invalid: boolean }) => (
  <li class={first ? 'add-image add-first' : 'add-image'}>
    <label class="add-area">
      <Icon name="plus" />
      <span class="add-title">{first ? 'Add an image' : 'Add another'}</span>
      <span class="add-how">{first ? 'Drop it here, paste it, or choose a file' : 'to combine them'}</span>
      {first && (
        <span class="add-limits">
          JPEG, PNG, BMP or WEBP · {INPUT_SIDE_PIXELS.min} to {INPUT_SIDE_PIXELS.max.toLocaleString('en-US')} pixels a side · up
          to {bytes(MAX_INPUT_BYTES)}
        </span>
      )}
      <input
        id="add-image"
        class="hidden-input"
        type="file"
        multiple
        accept="image/jpeg,image/png,image/bmp,image/webp"
        aria-label={first ? 'Choose images' : 'Choose another image'}
        aria-invalid={invalid ? 'true' : undefined}
        aria-describedby={invalid ? 'images-problem' : undefined}
        onChange={(event) => {
          const left = actions.addFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
          if (left > 0) announce(tooMany(left));
        }}
      />
    </label>
  </li>
);

/** The announcement when more images were added than fit. */
export const tooMany = (left: number): string =>
  `An edit takes at most ${IMAGES_PER_EDIT.max} images; ${left === 1 ? 'one was' : `${left} were`} left out`;
