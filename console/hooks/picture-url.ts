/** Where to load a picture of an edit from. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PictureView } from '#client/types.ts';

/** The API's base URL, for the addresses of pictures that are relative to it. */
export const BaseUrlContext = createContext('');

/** Answers the address of a picture; undefined when it cannot be shown. */
export const usePictureUrl = (): ((picture: PictureView) => string | undefined) => {
  const baseUrl = useContext(BaseUrlContext);
  return ({ url }) => (url?.startsWith('/') ? `${baseUrl}${url}` : url);
};
