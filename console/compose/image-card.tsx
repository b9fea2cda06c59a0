/** One image of the draft: its place, how far it is, and the buttons that move or remove it. */
import { omitUndefined } from '#core/omit-undefined.ts';
import { bytes } from '../format/amounts.ts';
import { Icon } from '../shared/icon.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import type { DraftImage } from '../state/draft-image.ts';

/** What one card needs. `onDragged` tells which image is under way; `onDropped` puts that one here. */
export interface ImageCardProps {
  readonly image: DraftImage;
  readonly place: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  readonly onDragged: (dragged: boolean) => void;
  readonly onDropped: () => void;
}

/** The card. */
export const ImageCard = ({ image, place, count, onMove, onRemove, onDragged, onDropped }: ImageCardProps) => {
  const name = `Image ${place + 1}`;
  return (
    <li
      class={`image-card image-card-${image.status.kind}`}
      draggable={count > 1}
      data-image={image.name}
      onDragStart={(event) => {
        event.dataTransfer?.setData('text/x-darkroom-image', image.id);
        onDragged(true);
      }}
      onDragEnd={() => onDragged(false)}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes('text/x-darkroom-image')) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!event.dataTransfer?.types.includes('text/x-darkroom-image')) return;
        event.preventDefault();
        event.stopPropagation();
        onDropped();
      }}
    >
      <div class="image-card-preview">
        {image.preview === undefined ? (
          <span class="image-blank">
            <Icon name={image.status.kind === 'ready' ? 'link' : 'image'} />
          </span>
        ) : (
          <img src={image.preview} alt={`${name}: ${image.name}`} draggable={false} />
        )}
        <span class="image-card-number">{name}</span>
        <UploadProgress image={image} name={name} />
      </div>
      <div class="image-card-foot">
        <span class="image-card-name" title={image.name}>
          {image.name}
        </span>
        <span class="image-card-facts">{factsOf(image)}</span>
        <span class="image-card-buttons">
          {count > 1 && (
            <>
              <MoveButton name={name} icon="back" label="earlier" disabled={place === 0} onClick={() => onMove(place - 1)} />
              <MoveButton
                name={name}
                icon="forward"
                label="later"
                disabled={place === count - 1}
                onClick={() => onMove(place + 1)}
              />
            </>
          )}
          <button type="button" class="icon-button" aria-label={`Remove ${name.toLowerCase()}, ${image.name}`} onClick={onRemove}>
            <Icon name="close" />
          </button>
        </span>
      </div>
      {image.status.kind === 'rejected' && <ProblemNote problem={image.status.problem} urgent />}
    </li>
  );
};

const MoveButton = (props: {
  readonly name: string;
  readonly icon: 'back' | 'forward';
  readonly label: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}) => (
  <button
    type="button"
    class="icon-button"
    aria-label={`Move ${props.name.toLowerCase()} ${props.label}`}
    aria-disabled={props.disabled}
    onClick={() => {
      if (!props.disabled) props.onClick();
    }}
  >
    <Icon name={props.icon} />
  </button>
);

const UploadProgress = ({ image: { status }, name }: { readonly image: DraftImage; readonly name: string }) => {
  if (status.kind !== 'uploading' && status.kind !== 'checking') return null;
  const share = status.kind === 'uploading' ? status.share : undefined;
  return (
    <progress
      class="image-card-progress"
      aria-label={`Uploading ${name.toLowerCase()}`}
      max={1}
      {...omitUndefined({ value: share })}
    />
  );
};

const factsOf = ({ width, height, bytes: count }: DraftImage): string =>
  [width === undefined ? undefined : `${width}×${height}`, count === undefined ? undefined : bytes(count)]
    .filter((part) => part !== undefined)
    .join(' · ');
