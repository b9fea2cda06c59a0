import { describe, expect, it } from 'vitest';
import type { StartEditConfig } from '#core/actions/open-edit.ts';
import { Unavailable } from '#core/errors.ts';
import type { Store } from '#core/ports/store.ts';
import { createHandler } from '#functions/start-edit/handler.ts';
import { changed } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { jpegFile, pngFile } from '#test/support/pictures/picture-files.ts';
import { createRecordingPublisher } from '#test/support/recording-publisher.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const setUp = ({
  config = {},
  wrapStore = (store) => store,
}: {
  config?: StartEditConfig;
  wrapStore?: (store: Store) => Store;
} = {}) => {
  const clock = createVirtualClock();
  const store = createMemoryStore({ clock });
  const ledger = createMemoryLedger();
  const workflow = createRecordingWorkflow();
  const publisher = createRecordingPublisher();
  const telemetry = createRecordingTelemetry();
  const handler = createHandler({ ledger, store: wrapStore(store), workflow, publisher, clock, telemetry, config });
  const put = (key: string, content: Uint8Array | string, metadata: Record<string, string> = {}) =>
    store.put(key, streamOf(content), { mediaType: 'application/octet-stream', metadata });
  const tell = (...bodies: readonly unknown[]) =>
    handler({
      Records: bodies.map((body, index) => ({
        messageId: `m${index}`,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })),
    });
  const drop = async (key: string, content: Uint8Array | string, metadata: Record<string, string> = {}) => {
    const { versionId } = await put(key, content, metadata);
    expect(await tell(created(key, versionId))).toEqual({ batchItemFailures: [] });
    return ledger.all().at(-1);
  };
  return { clock, store, ledger, workflow, publisher, telemetry, put, tell, drop };
};

const created = (key: string, versionId?: string, bucket = 'uploads') => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: {
    bucket: { name: bucket },
    object: { key, ...(versionId === undefined ? {} : { 'version-id': versionId, sequencer: '01' }) },
  },
});

const preset = (fields: object = {}): string => JSON.stringify({ prompt: 'Do it', ...fields });

describe('an upload', () => {
  it('with a prompt in its metadata becomes an edit that waits', async () => {
    const { drop, workflow, publisher, ledger } = setUp();

    const edit = await drop('uploads/a b+c.png', pngFile(), { prompt: 'Add a clock', n: '2' });

    expect(edit).toMatchObject({
      state: 'QUEUED',
      revision: 1,
      executions: 1,
      prompt: 'Add a clock',
      parameters: { n: 2, promptExtend: true, watermark: false },
      source: { kind: 'upload', key: 'uploads/a b+c.png', versionId: 'v1', sequencer: '01' },
      images: [{ kind: 'object', key: 'uploads/a b+c.png', versionId: 'v1', mediaType: 'image/png', width: 640, height: 480 }],
      resultPrefix: `results/a b+c.png/${edit?.editId}/`,
      budget: { day: '2026-01-01', reserved: 2 },
    });
    expect(workflow.started).toEqual([edit?.editId]);
    expect(publisher.events.map((event) => event.detailType)).toEqual(['Image Edit Queued']);
    expect(await ledger.budgetUse('2026-01-01')).toMatchObject({ reserved: 2 });
  });

  it('in a folder is edited with the preset of that name, nested folders included', async () => {
    const { drop, put } = setUp();
    await put('presets/tidy.json', preset({ n: 2, images: ['presets/logo.png'], imagesPosition: 'before' }));
    await put('presets/logo.png', jpegFile());

    expect(await drop('uploads/tidy/2026/11/a.png', pngFile())).toMatchObject({
      state: 'QUEUED',
      preset: 'tidy',
      prompt: 'Do it',
      images: [{ key: 'presets/logo.png' }, { key: 'uploads/tidy/2026/11/a.png' }],
      budget: { preset: 'tidy', reserved: 2 },
    });
  });

  it('twice published, in any number of messages, is one edit and one execution', async () => {
    const { put, tell, ledger, workflow } = setUp();
    const { versionId } = await put('uploads/a.png', pngFile(), { prompt: 'x' });

    await tell(created('uploads/a.png', versionId), created('uploads/a.png', versionId));
    await tell(created('uploads/a.png', versionId));

    expect(ledger.all()).toHaveLength(1);
    expect(workflow.started).toHaveLength(1);
  });

  it('refused and published twice is refused once', async () => {
    const { put, tell, ledger, telemetry } = setUp();
    const { versionId } = await put('uploads/a.png', 'just words', { prompt: 'x' });

    await tell(created('uploads/a.png', versionId), created('uploads/a.png', versionId));
    await tell(created('uploads/a.png', versionId));

    expect(ledger.all()).toMatchObject([{ state: 'REJECTED', revision: 1 }]);
    expect(telemetry.measures.map(({ name }) => name)).toEqual(['Edits', 'EditsRejected']);
  });

  it('that is with the model already is left alone by a late delivery of its event', async () => {
    const { put, tell, ledger, workflow, publisher } = setUp();
    const { versionId } = await put('uploads/a.png', pngFile(), { prompt: 'x' });
    await tell(created('uploads/a.png', versionId));
    const [edit] = ledger.all();
    if (edit === undefined) throw new Error('no edit');
    await ledger.commit(edit, changed(edit, { revision: 2, state: 'SUBMITTING' }));

    await tell(created('uploads/a.png', versionId));

    expect(workflow.started).toHaveLength(1);
    expect(publisher.events).toHaveLength(1);
  });

  it('overwritten makes an edit for each version, whichever is told first', async () => {
    const { put, tell, ledger } = setUp();
    await put('uploads/a.png', pngFile(), { prompt: 'x' });
    await put('uploads/a.png', pngFile({ width: 500 }), { prompt: 'x' });

    await tell(created('uploads/a.png', 'v2'), created('uploads/a.png', 'v1'), created('uploads/a.png'));

    expect(
      ledger
        .all()
        .map((edit) => edit.images)
        .sort(),
    ).toMatchObject([[{ width: 500 }], [{ width: 640 }]]);
  });

  it('keeps its edit when the preset changes between two deliveries of its event', async () => {
    const { put, tell, ledger } = setUp();
    await put('presets/p.json', preset());
    await put('uploads/p/a.png', pngFile());
    await tell(created('uploads/p/a.png', 'v2'));
    await put('presets/p.json', preset({ prompt: 'Do something else' }));
    await tell(created('uploads/p/a.png', 'v2'));

    expect(ledger.all()).toMatchObject([{ prompt: 'Do it' }]);
  });

  it('whose start was cut off after the claim is started by the next delivery', async () => {
    const { put, tell, workflow, ledger, publisher } = setUp();
    await put('uploads/a.png', pngFile(), { prompt: 'x' });
    await tell(created('uploads/a.png', 'v1'));
    const [edit] = ledger.all();
    workflow.setStatus(edit?.editId ?? '', 1, { status: 'NONE' });

    await tell(created('uploads/a.png', 'v1'));

    expect(workflow.started).toEqual([edit?.editId, edit?.editId]);
    expect(new Set(publisher.events.map((event) => event.id)).size).toBe(1);
  });

  it.each([
    ['no instruction', 'uploads/a.png', pngFile(), {}, 'INSTRUCTION_MISSING'],
    ['a text renamed to .png', 'uploads/a.png', 'just words', { prompt: 'x' }, 'PICTURE_FORMAT'],
    ['nothing in it', 'uploads/a.png', '', { prompt: 'x' }, 'PICTURE_EMPTY'],
    ['too few pixels', 'uploads/a.png', pngFile({ width: 100 }), { prompt: 'x' }, 'PICTURE_TOO_SMALL'],
    ['a preset that is not there', 'uploads/tydy/a.png', pngFile(), {}, 'PRESET_NOT_FOUND'],
    ['a folder that can be no preset', 'uploads/My Photos/a.png', pngFile(), {}, 'PRESET_NOT_FOUND'],
    ['a preset with a mistake', 'uploads/broken/a.png', pngFile(), {}, 'PRESET_REFUSED'],
    ['a preset that is too large', 'uploads/large/a.png', pngFile(), {}, 'PRESET_REFUSED'],
    ['bad metadata', 'uploads/a.png', pngFile(), { prompt: 'x', n: '7' }, 'METADATA_REFUSED'],
    ['a path that climbs', 'uploads/../a.png', pngFile(), { prompt: 'x' }, 'KEY_REFUSED'],
  ])('that has %s is recorded as REJECTED and starts nothing', async (_name, key, content, metadata, code) => {
    const { drop, put, workflow, publisher, telemetry } = setUp();
    await put('presets/tidy.json', preset());
    await put('presets/broken.json', '{"promt": "x"}');
    await put('presets/large.json', ' '.repeat(70_000));

    const edit = await drop(key, content, metadata);

    expect(edit).toMatchObject({
      state: 'REJECTED',
      executions: 0,
      problem: { code, message: expect.any(String), hint: expect.any(String) },
    });
    expect(edit?.budget).toBeUndefined();
    expect(workflow.started).toEqual([]);
    expect(publisher.events.map((event) => event.detailType)).toEqual(['Image Edit Rejected']);
    expect(telemetry.measures).toMatchObject([
      { name: 'Edits', dimensions: { outcome: 'REJECTED' } },
      { name: 'EditsRejected', dimensions: { code } },
    ]);
  });

  it('in a misspelt folder is told the preset that is meant', async () => {
    const { drop, put } = setUp();
    await put('presets/tidy.json', preset());

    expect(await drop('uploads/tydy/a.png', pngFile())).toMatchObject({
      preset: 'tydy',
      problem: { message: 'there is no preset "tydy"; did you mean "tidy"?' },
    });
  });

  it('over the budget of the day is REJECTED; the controls override the deployed budget', async () => {
    const { drop, ledger } = setUp({ config: { imagesPerDay: 2 } });

    expect(await drop('uploads/1.png', pngFile(), { prompt: 'x', n: '2' })).toMatchObject({ state: 'QUEUED' });
    expect(await drop('uploads/2.png', pngFile(), { prompt: 'x' })).toMatchObject({
      state: 'REJECTED',
      images: [{ key: 'uploads/2.png' }],
      problem: { code: 'BUDGET_EXCEEDED', message: 'the budget of 2 images for 2026-01-01 has 0 left; this edit needs 1' },
    });
    await ledger.setControls({ paused: true, imagesPerDay: 3 });
    expect(await drop('uploads/3.png', pngFile(), { prompt: 'x' })).toMatchObject({ state: 'QUEUED' });
    expect(await ledger.budgetUse('2026-01-01')).toMatchObject({ reserved: 3 });
  });

  it("over its preset's own budget is REJECTED, other presets are not", async () => {
    const { drop, put } = setUp();
    await put('presets/few.json', preset({ imagesPerDay: 1 }));
    await put('presets/many.json', preset());

    expect(await drop('uploads/few/1.png', pngFile())).toMatchObject({ state: 'QUEUED' });
    expect(await drop('uploads/few/2.png', pngFile())).toMatchObject({
      state: 'REJECTED',
      problem: { message: expect.stringContaining('of preset "few"') },
    });
    expect(await drop('uploads/many/2.png', pngFile())).toMatchObject({ state: 'QUEUED' });
  });
});

describe('a written request', () => {
  const request = (fields: object): string => JSON.stringify({ prompt: 'Put image 1 on image 2', ...fields });

  it('edits pictures by key, URL and data URI, in order, and keeps no pixels in the ledger', async () => {
    const { drop, put, ledger, store } = setUp();
    await put('inputs/a.jpg', jpegFile());
    const inline = Buffer.from(pngFile()).toString('base64');

    const edit = await drop(
      'requests/two/r.json',
      request({ images: ['inputs/a.jpg', 'https://example.com/b.png', `data:image/png;base64,${inline}`], n: 3 }),
    );

    expect(edit).toMatchObject({
      state: 'QUEUED',
      source: { kind: 'request', key: 'requests/two/r.json' },
      resultPrefix: `results/two/r.json/${edit?.editId}/`,
      images: [
        { kind: 'object', key: 'inputs/a.jpg', mediaType: 'image/jpeg' },
        { kind: 'url', url: 'https://example.com/b.png' },
        { kind: 'object', key: expect.stringMatching(/^inputs\/[0-9a-f]{64}\.png$/), width: 640 },
      ],
    });
    expect(JSON.stringify(ledger.all())).not.toContain(inline);
    expect(store.keys().filter((key) => /^inputs\/[0-9a-f]{64}/.test(key))).toHaveLength(1);
    await drop('requests/again.json', request({ images: [`data:image/png;base64,${inline}`] }));
    expect(store.keys().filter((key) => /^inputs\/[0-9a-f]{64}/.test(key))).toHaveLength(1);
  });

  it.each([
    ['a syntax error', '{\n"prompt": }', 'REQUEST_REFUSED', 'line 2, column 11'],
    ['nothing in it', '', 'REQUEST_REFUSED', 'line 1, column 1'],
    ['an unknown field', request({ images: ['uploads/a.png'], sise: '1*1' }), 'REQUEST_REFUSED', 'did you mean "size"?'],
    ['a picture that is not there', request({ images: ['uploads/none.png'] }), 'PICTURE_NOT_FOUND', 'image 1 (uploads/none.png)'],
    ['an inner address', request({ images: ['http://169.254.169.254/latest'] }), 'IMAGE_REFUSED', 'not a public address'],
    ['a data URI that is none', request({ images: ['data:image/png;base64,@@@@'] }), 'IMAGE_REFUSED', 'not base64'],
    [
      'a data URI of words',
      request({ images: [`data:image/png;base64,${Buffer.from('hello').toString('base64')}`] }),
      'PICTURE_FORMAT',
      'a text',
    ],
    [
      'a data URI cut short',
      request({ images: [`data:image/png;base64,${Buffer.from(pngFile()).subarray(0, 20).toString('base64')}`] }),
      'PICTURE_BROKEN',
      'ends',
    ],
  ])('with %s is REJECTED', async (_name, text, code, words) => {
    const { drop, workflow } = setUp();

    expect(await drop('requests/r.json', text)).toMatchObject({
      state: 'REJECTED',
      problem: { code, message: expect.stringContaining(words) },
    });
    expect(workflow.started).toEqual([]);
  });
});

describe('any other message', () => {
  it('starts nothing and does not come back', async () => {
    const { tell, put, ledger } = setUp();
    await put('presets/a.json', preset());
    await put('results/a.png/x/1.png', pngFile());

    const answer = await tell(
      created('presets/a.json'),
      created('results/a.png/x/1.png'),
      created('uploads/gone.png'),
      created('uploads/'),
      'no json',
      { Event: 's3:TestEvent' },
    );

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(ledger.all()).toEqual([]);
  });

  it('that met a passing trouble comes back, and no other of its batch', async () => {
    const { tell, put, ledger } = setUp({
      wrapStore: (store) => ({
        ...store,
        readRange: async (ref, start, length) => {
          if (ref.key === 'uploads/bad.png') throw new Unavailable({ code: 'STORE_UNAVAILABLE', message: 'm', hint: 'h' });
          if (ref.key === 'uploads/worse.png') throw new TypeError('odd');
          return store.readRange(ref, start, length);
        },
      }),
    });
    for (const name of ['good', 'bad', 'worse']) await put(`uploads/${name}.png`, pngFile(), { prompt: 'x' });

    expect(await tell(created('uploads/bad.png'), created('uploads/good.png'), created('uploads/worse.png'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }],
    });
    expect(ledger.all()).toMatchObject([{ source: { key: 'uploads/good.png' } }]);
  });

  it('about an unversioned object is told apart by time and length', async () => {
    const unversioned = (store: Store): Store => ({
      ...store,
      head: async (ref) => {
        const head = await store.head({ key: ref.key });
        return head === undefined ? undefined : { ...head, versionId: 'null' };
      },
      readRange: ({ key }, start, length) => store.readRange({ key }, start, length),
    });
    const { tell, put, ledger, clock } = setUp({ wrapStore: unversioned });
    await put('uploads/a.png', pngFile(), { prompt: 'x' });
    await tell(created('uploads/a.png'), created('uploads/a.png'));
    await clock.advance(1000);
    await put('uploads/a.png', pngFile(), { prompt: 'x' });
    await tell(created('uploads/a.png'));

    expect(ledger.all()).toHaveLength(2);
  });

  it('looks at an upload once', async () => {
    const looks: string[] = [];
    const { drop } = setUp({
      wrapStore: (store) => ({
        ...store,
        head: (ref) => {
          looks.push(ref.key);
          return store.head(ref);
        },
      }),
    });
    await drop('uploads/a.png', pngFile(), { prompt: 'Add a clock' });
    expect(looks).toEqual(['uploads/a.png']);
  });
});
