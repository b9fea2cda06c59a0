/** A create whose request is too large is made again with every picture in the service's temporary storage, by itself. */
import type { Edit } from '#core/edit/edit.ts';
import { InvalidEdit, NotAccepted } from '#core/errors.ts';
import { MEANINGS } from '#core/service/error-meanings.ts';
import { isInline, type PrepareImagesDeps, prepareImages } from './prepare-images.ts';

/**
 * Prepares the pictures of an edit and sends them. When that is refused as too large (a gateway before the service answers 413; it proves
 * that there is no task), and a picture was inside the request, it is sent once more with none inside.
 * @throws what `send` throws, Unavailable, AccountProblem, InvalidEdit when a request without pictures is too large as well
 */
export const sendImages = async <T>(
  deps: PrepareImagesDeps,
  edit: Pick<Edit, 'editId' | 'images'>,
  send: (images: readonly string[]) => Promise<T>,
  mayBeInline = true,
): Promise<T> => {
  const images = await prepareImages(deps, edit, mayBeInline);
  try {
    return await send(images);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    if (!images.some(isInline)) throw tooLargeWithout(edit.editId, error);
    return await sendImages(deps, edit, send, false);
  }
};

const isTooLarge = (error: unknown): error is NotAccepted =>
  error instanceof NotAccepted && error.code === MEANINGS.REQUEST_TOO_LARGE.code;

const tooLargeWithout = (editId: string, cause: NotAccepted): InvalidEdit =>
  new InvalidEdit({
    code: cause.code,
    message: `the request of edit ${editId} is too large for Model Studio, although no picture is inside it`,
    hint: 'Shorten the prompt and the URLs of the pictures; if they are short, check what stands between Darkroom and Model Studio.',
    cause,
  });
