/** One picture of the draft: its place, how far it is, and the buttons that move or remove it. */
import { omitUndefined } from '#core/omit-undefined.ts';
import { bytes } from '../format/amounts.ts';
import { Icon } from '../shared/icon.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import type { Picture } from '../state/picture.ts';

/** What one card needs. `onDragged` tells which picture is under way; `onDropped` puts that one here. */
export interface PictureCardProps {
  readonly picture: Picture;
  readonly place: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  readonly onDragged: (dragged: boolean) => void;
  readonly onDropped: () => void;
}

/** A card in the tray. */
export const PictureCard = ({ picture, place, count, onMove, onRemove, onDragged, onDropped }: PictureCardProps) => {
  const name = `Image ${place + 1}`;
  return (
    <li
      class={`frame frame-${picture.status.kind}`}
      draggable={count > 1}
      data-picture={picture.name}
      onDragStart={(event) => {
        event.dataTransfer?.setData('text/x-darkroom-picture', picture.id);
        onDragged(true);
      }}
      onDragEnd={() => onDragged(false)}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes('text/x-darkroom-picture')) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!event.dataTransfer?.types.includes('text/x-darkroom-picture')) return;
        event.preventDefault();
        event.stopPropagation();
        onDropped();
      }}
    >
      <div class="frame-picture">
        {picture.preview === undefined ? (
          <span class="frame-blank">
            <Icon name={picture.status.kind === 'ready' ? 'link' : 'picture'} />
          </span>
        ) : (
          <img src={picture.preview} alt={`${name}: ${picture.name}`} draggable={false} />
        )}
        <span class="frame-number">{name}</span>
        <PictureProgress picture={picture} name={name} />
      </div>
      <div class="frame-foot">
        <span class="frame-name" title={picture.name}>
          {picture.name}
        </span>
        <span class="frame-facts">{factsOf(picture)}</span>
        <span class="frame-buttons">
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
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove ${name.toLowerCase()}, ${picture.name}`}
            onClick={onRemove}
          >
            <Icon name="close" />
          </button>
        </span>
      </div>
      {picture.status.kind === 'refused' && <ProblemNote problem={picture.status.problem} urgent />}
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

const PictureProgress = ({ picture: { status }, name }: { readonly picture: Picture; readonly name: string }) => {
  if (status.kind !== 'uploading' && status.kind !== 'checking') return null;
  const share = status.kind === 'uploading' ? status.share : undefined;
  return (
    <progress
      class="frame-progress"
      aria-label={`Uploading ${name.toLowerCase()}`}
      max={1}
      {...omitUndefined({ value: share })}
    />
  );
};

const factsOf = ({ width, height, bytes: count }: Picture): string =>
  [width === undefined ? undefined : `${width}×${height}`, count === undefined ? undefined : bytes(count)]
    .filter((part) => part !== undefined)
    .join(' · ');
