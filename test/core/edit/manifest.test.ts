import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SucceededEdit } from '#core/edit/edit.ts';
import { manifestKey, manifestOf, manifestSchema, manifestText, parseManifest, resultKey } from '#core/edit/manifest.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { costOf } from '#core/service/price.ts';
import { idOf, runningEdit } from '#test/support/edits.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const stored = { index: 1, key: 'results/x/1.png', width: 64, height: 48, bytes: 99, sha256: 'a'.repeat(64) };
const withheld = { index: 2, problem: { code: 'CONTENT_REFUSED', message: 'm', hint: 'h' } };

const finished = (change: Partial<SucceededEdit> = {}): SucceededEdit => ({
  ...runningEdit(),
  state: 'PARTIAL',
  times: { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, submittedAt: VIRTUAL_EPOCH, finishedAt: VIRTUAL_EPOCH },
  taskId: 'task-1',
  results: [stored, withheld],
  imageCount: 1,
  costUsd: costOf(1),
  ...change,
});

describe('edit.json', () => {
  it('says what was asked, of which pictures, what came of it, when, and what it cost', () => {
    const edit = finished({
      preset: 'tidy',
      actualPrompt: 'in detail',
      retryOf: idOf('first'),
      times: { createdAt: 0, updatedAt: 9000, detectedAt: 7000, finishedAt: 8000 },
    });
    const manifest = manifestOf(edit);
    expect(manifestSchema.safeParse(manifest).error).toBeUndefined();
    expect(manifest).toMatchObject({
      version: '1',
      state: 'PARTIAL',
      prompt: edit.prompt,
      actualPrompt: 'in detail',
      preset: 'tidy',
      parameters: { n: 1, promptExtend: true, watermark: false },
      instruction: { kind: 'upload', key: 'uploads/clock.png', versionId: 'v1' },
      sources: [{ key: 'uploads/clock.png', versionId: 'v1', mediaType: 'image/png', width: 640, height: 480, bytes: 68 }],
      taskId: 'task-1',
      times: { createdAt: '1970-01-01T00:00:00.000Z', finishedAt: '1970-01-01T00:00:08.000Z', persistSeconds: 1 },
      usage: { imageCount: 1 },
      costUsd: 0.03,
      images: [stored, withheld],
      retryOf: idOf('first'),
      canceledMeanwhile: false,
    });
  });

  it('names no object for a call, and a picture by its URL when that is all there is', () => {
    const manifest = manifestOf(
      finished({
        source: { kind: 'api', bodyHash: 'h', idempotencyKey: 'secret' },
        images: [{ kind: 'url', url: 'https://example.org/a.png' }],
        cancelRequestedAt: 5,
      }),
    );
    expect(manifest).toMatchObject({
      instruction: { kind: 'api' },
      sources: [{ url: 'https://example.org/a.png' }],
      canceledMeanwhile: true,
    });
    expect(manifest.instruction).toStrictEqual({ kind: 'api' });
    expect(manifestSchema.safeParse(manifest).error).toBeUndefined();
    expect(manifestText(manifest)).not.toContain('secret');
  });

  it('may come from a written request', () => {
    const manifest = manifestOf(finished({ source: { kind: 'request', key: 'requests/a.json', versionId: 'v2' } }));
    expect(manifest.instruction).toEqual({ kind: 'request', key: 'requests/a.json', versionId: 'v2' });
    expect(manifestSchema.safeParse(manifest).success).toBe(true);
  });

  it.each([`${'a'.repeat(65)}`, `x${'a'.repeat(64)}`, `${'a'.repeat(64)}x`, 'A'.repeat(64)])(
    'has no checksum like %s',
    (sha256) => {
      const manifest = manifestOf(finished({ results: [{ ...stored, sha256 }] }));
      expect(manifestSchema.safeParse(manifest).success).toBe(false);
    },
  );

  it('lies beside its pictures, which are numbered from 1', () => {
    const place = { resultPrefix: 'results/x/' };
    expect([manifestKey(place), resultKey(place, 1), resultKey(place, 4)]).toEqual([
      'results/x/edit.json',
      'results/x/1.png',
      'results/x/4.png',
    ]);
  });

  it('is read back as it was written, whatever the prompt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.option(fc.nat(), { nil: undefined }), (prompt, seed) => {
        const parameters = { n: 1, promptExtend: false, watermark: true, ...omitUndefined({ seed }) };
        const manifest = manifestOf(finished({ prompt: prompt.toWellFormed(), parameters }));
        expect(parseManifest(manifestText(manifest))).toEqual(manifest);
      }),
    );
  });

  it.each(['', 'no JSON', '{}', 'null', JSON.stringify({ ...manifestOf(finished()), version: '2' })])(
    'is not found in %s',
    (text) => {
      expect(parseManifest(text)).toBeUndefined();
    },
  );
});
