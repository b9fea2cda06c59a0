import { describe, expect, it } from 'vitest';
import type { EditImage } from '#core/edit/edit-record.ts';
import { InvalidEdit, NotAccepted } from '#core/errors.ts';
import type { Model } from '#core/ports/model.ts';
import { sendImages } from '#functions/submit/send-images.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { throttled } from '#test/support/scripted-model.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const tooLarge = () => new NotAccepted({ code: 'REQUEST_TOO_LARGE', message: 'HTTP 413', hint: 'h' });
const URL_IMAGE: EditImage = { kind: 'url', url: 'https://example.org/a.png' };

/** Sends an edit with one stored picture, and answers what each create carried; `refuse` says what it throws. */
const sending = async (refuse: (nth: number) => Error | undefined, images: 'stored' | 'url' = 'stored') => {
  const store = createMemoryStore({ clock: createVirtualClock() });
  const { versionId } = await store.put('uploads/a.png', streamOf(new Uint8Array([1, 2, 3])), { mediaType: 'image/png' });
  const stored = {
    kind: 'object',
    key: 'uploads/a.png',
    versionId,
    mediaType: 'image/png',
    bytes: 3,
    width: 500,
    height: 500,
  } as const;
  const model: Pick<Model, 'uploadPicture'> = { uploadPicture: async ({ name }) => `oss://temporary/${name}` };
  const sent: (readonly string[])[] = [];
  const outcome = await sendImages(
    { store, model },
    { editId: 'edit', images: images === 'stored' ? [URL_IMAGE, stored] : [URL_IMAGE] },
    async (references) => {
      sent.push(references);
      const error = refuse(sent.length);
      if (error !== undefined) throw error;
      return 'running';
    },
  ).catch((error: unknown) => error);
  return { sent, outcome };
};

const INLINE = ['https://example.org/a.png', 'data:image/png;base64,AQID'];
const UPLOADED = ['https://example.org/a.png', 'oss://temporary/edit-2.png'];

describe('sending the pictures of an edit', () => {
  it('takes what is small inside the request', async () => {
    expect(await sending(() => undefined)).toEqual({ sent: [INLINE], outcome: 'running' });
  });

  it('takes every picture through the temporary storage when the request is too large, by itself', async () => {
    expect(await sending((nth) => (nth === 1 ? tooLarge() : undefined))).toEqual({
      sent: [INLINE, UPLOADED],
      outcome: 'running',
    });
  });

  it('gives up when a request without pictures is too large as well, after two creates at most', async () => {
    const { sent, outcome } = await sending(tooLarge);
    expect(sent).toEqual([INLINE, UPLOADED]);
    expect(outcome).toBeInstanceOf(InvalidEdit);
    expect(outcome).toMatchObject({ code: 'REQUEST_TOO_LARGE' });
  });

  it('does not repeat a request that had no picture inside', async () => {
    const { sent, outcome } = await sending(tooLarge, 'url');
    expect(sent).toEqual([['https://example.org/a.png']]);
    expect(outcome).toBeInstanceOf(InvalidEdit);
  });

  it('leaves every other refusal to the workflow', async () => {
    const { sent, outcome } = await sending(throttled);
    expect(sent).toEqual([INLINE]);
    expect(outcome).toMatchObject({ name: 'NotAccepted' });
  });
});
