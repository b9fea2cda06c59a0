/** One edit in a list of edits. */
import type { EditView } from '#client/types.ts';
import { ago } from '../format/amounts.ts';
import { useImageUrl } from '../hooks/image-url.ts';
import { captionOf, coverOf } from '../state/edit-facts.ts';
import { hrefOf } from '../state/route.ts';
import { Icon } from './icon.tsx';
import { StatusBadge } from './status-badge.tsx';

/** A card that links to the edit; it shows the first result, or the input while there is none. */
export const EditCard = ({ edit, now }: { readonly edit: EditView; readonly now: number }) => {
  const urlOf = useImageUrl();
  const cover = coverOf(edit);
  const url = cover === undefined ? undefined : urlOf(cover.image);
  return (
    <li class="card">
      <a href={hrefOf({ name: 'edit', editId: edit.id })} data-edit={edit.id}>
        <span class={cover?.isResult ? 'card-image' : 'card-image card-pending'}>
          {url === undefined ? <Icon name="image" /> : <img src={url} alt="" loading="lazy" />}
          {edit.results.length > 1 && <span class="card-count">{edit.results.length}</span>}
        </span>
        <span class="card-caption">{captionOf(edit)}</span>
        <span class="card-foot">
          <StatusBadge state={edit.status} />
          <time dateTime={edit.times.createdAt}>{ago(Date.parse(edit.times.createdAt), now)}</time>
        </span>
      </a>
    </li>
  );
};
