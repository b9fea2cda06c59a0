/** Where to load an image of an edit from. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ImageView } from '#client/types.ts';
import { addressAsSeenFrom } from '../state/local-address.ts';

/** The API's base URL; empty: the page's own origin. */
export const BaseUrlContext = createContext('');

/** Answers the address of a stored image; undefined when it cannot be shown. An image named by URL is not loaded from its host. */
export const useImageUrl = (): ((image: Pick<ImageView, 'key' | 'versionId' | 'url'>) => string | undefined) => {
  const baseUrl = useContext(BaseUrlContext);
  return ({ key, versionId, url }) => {
    if (key === undefined) return undefined;
    if (url?.startsWith('/')) return `${baseUrl}${url}`;
    if (url !== undefined) return addressAsSeenFrom(location.href, url);
    const path = key.split('/').map(encodeURIComponent).join('/');
    return `${baseUrl}/files/${path}${versionId === undefined ? '' : `?version=${encodeURIComponent(versionId)}`}`;
  };
};
