import { describe, expect, it } from 'vitest';
import type { PresetView } from '#client/types.ts';
import { type Draft, EMPTY_DRAFT } from '#console/state/draft.ts';
import type { DraftImage } from '#console/state/draft-image.ts';
import { checkDraft } from '#console/state/draft-request.ts';

const ready: DraftImage = { id: 'a', name: 'a.png', status: { kind: 'ready', reference: 'uploads/a.png' } };
const draft: Draft = { ...EMPTY_DRAFT, images: [ready], prompt: 'Make it night' };
const titled: PresetView = {
  name: 'add-title',
  prompt: 'Add the title {title}',
  placeholders: [{ name: 'title' }],
  images: [],
  imagesPosition: 'after',
  minImages: 1,
  parameters: {},
};

const problemsOf = (given: Draft, preset?: PresetView) => {
  const checked = checkDraft(given, preset);
  return checked.ok ? {} : checked.problems;
};
const withParameters = (change: Partial<Draft['parameters']>) => ({ ...draft, parameters: { ...draft.parameters, ...change } });

describe('a draft becomes a request', () => {
  it('with images in their order and only the parameters that were chosen', () => {
    const second: DraftImage = { ...ready, id: 'b', status: { kind: 'ready', reference: 'https://example.com/b.png' } };
    expect(checkDraft({ ...draft, images: [second, ready] }, undefined)).toEqual({
      ok: true,
      request: {
        images: ['https://example.com/b.png', 'uploads/a.png'],
        prompt: 'Make it night',
        n: 1,
        promptExtend: true,
        watermark: false,
      },
    });
  });

  it('with every parameter', () => {
    const checked = checkDraft(
      withParameters({ n: 4, size: ' 1280*720 ', seed: '7', negativePrompt: 'blur', watermark: true }),
      undefined,
    );
    expect(checked).toMatchObject({
      ok: true,
      request: { n: 4, size: '1280*720', seed: 7, negativePrompt: 'blur', watermark: true },
    });
  });

  it('with a preset alone, and its values', () => {
    const checked = checkDraft({ ...draft, prompt: '', preset: 'add-title', values: { title: 'Hello', empty: ' ' } }, titled);
    expect(checked).toMatchObject({ ok: true, request: { preset: 'add-title', values: { title: 'Hello' } } });
  });
});

describe('own words beside a preset', () => {
  it('replace its prompt, so its placeholders are neither asked for nor sent', () => {
    const checked = checkDraft({ ...draft, preset: 'add-title', values: { title: 'Hello' } }, titled);
    expect(checked.ok && checked.request).toMatchObject({ preset: 'add-title', prompt: 'Make it night' });
    expect(checked.ok && 'values' in checked.request).toBe(false);
  });
});

describe('a placeholder with a default', () => {
  it('may stay empty', () => {
    const preset = { ...titled, placeholders: [{ name: 'title', default: 'Untitled' }] };
    expect(checkDraft({ ...draft, prompt: '', preset: 'add-title' }, preset).ok).toBe(true);
  });
});

describe('a draft is checked, field by field', () => {
  it('without an image or an instruction', () => {
    expect(problemsOf(EMPTY_DRAFT)).toEqual({
      images: 'Add at least one image.',
      prompt: 'Say what to change, or choose a preset that does.',
    });
  });

  it('while an image is on its way', () => {
    const uploading: DraftImage = { ...ready, status: { kind: 'uploading', share: 0.5 } };
    expect(problemsOf({ ...draft, images: [ready, uploading] })).toEqual({
      images: 'An image is still on its way. One moment.',
    });
  });

  it('with an image that cannot be used, by its number', () => {
    const bad: DraftImage = { ...ready, status: { kind: 'rejected', problem: { code: 'X', message: 'x', hint: '' } } };
    expect(problemsOf({ ...draft, images: [ready, bad] })).toEqual({ images: 'Image 2 cannot be used. Remove or replace it.' });
  });

  it('with fewer images than the preset speaks of, its own included', () => {
    const fuse = { ...titled, name: 'fuse', placeholders: [], minImages: 3, images: ['presets/paper.png'] };
    expect(problemsOf({ ...draft, preset: 'fuse' }, fuse)).toEqual({
      images: 'The preset "fuse" speaks of 3 images: add 1 more.',
    });
    expect(problemsOf({ ...draft, preset: 'fuse', images: [ready, ready] }, fuse)).toEqual({});
    expect(problemsOf({ ...draft, preset: 'fuse', images: [ready, ready, ready] }, fuse)).toEqual({
      images: 'With those of the preset "fuse" these are 4 images; at most 3 fit.',
    });
  });

  it.each([
    [
      'a prompt that is too long',
      { ...draft, prompt: 'x'.repeat(2001) },
      { prompt: 'Has 2001 characters; at most 2000 are allowed.' },
    ],
    ['a seed that is no number', withParameters({ seed: 'seven' }), { seed: 'A whole number from 0 to 2,147,483,647.' }],
    ['a seed with a fraction', withParameters({ seed: '1.5' }), { seed: 'A whole number from 0 to 2,147,483,647.' }],
    ['too many results', withParameters({ n: 5 }), { n: 'Between 1 and 4 images.' }],
    [
      'a long list of what to avoid',
      withParameters({ negativePrompt: 'x'.repeat(501) }),
      { negativePrompt: 'Has 501 characters; at most 500 are allowed.' },
    ],
  ])('with %s', (_what, given, problems) => {
    expect(problemsOf(given)).toEqual(problems);
  });

  it("with a size outside the service's bounds, in core's own words", () => {
    expect(problemsOf(withParameters({ size: '100*100' })).size).toMatch(/^100\*100 has 10000 pixels; .* 1280\*1280\.$/);
  });

  it('with an unfilled placeholder of the preset', () => {
    expect(problemsOf({ ...draft, prompt: '', preset: 'add-title' }, titled)).toEqual({
      'values.title': 'The preset "add-title" needs this.',
    });
  });

  it('with a value that is too long, at that value', () => {
    const given = { ...draft, prompt: '', preset: 'add-title', values: { title: 'x'.repeat(501) } };
    expect(problemsOf(given, titled)).toEqual({ 'values.title': 'Has 501 characters; at most 500 are allowed.' });
  });
});
