/** One edit on the contact sheet. */
import type { EditView } from '#client/types.ts';
import { ago } from '../format/amounts.ts';
import { usePictureUrl } from '../hooks/picture-url.ts';
import { captionOf, coverOf } from '../state/edit-facts.ts';
import { hrefOf } from '../state/route.ts';
import { Icon } from './icon.tsx';
import { StatusBadge } from './status-badge.tsx';

/** A card that links to the edit; it shows the first result, or the input while there is none. */
export const EditCard = ({ edit, now }: { readonly edit: EditView; readonly now: number }) => {
  const urlOf = usePictureUrl();
  const cover = coverOf(edit);
  const url = cover === undefined ? undefined : urlOf(cover.picture);
  return (
    <li class="card">
      <a href={hrefOf({ name: 'edit', editId: edit.id })} data-edit={edit.id}>
        <span class={cover?.developed ? 'card-picture' : 'card-picture card-undeveloped'}>
          {url === undefined ? <Icon name="picture" /> : <img src={url} alt="" loading="lazy" />}
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
