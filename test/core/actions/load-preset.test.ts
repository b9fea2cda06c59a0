import { describe, expect, it } from 'vitest';
import { loadPreset, presetNames } from '#core/actions/load-preset.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const storeWith = async (files: Readonly<Record<string, string>>) => {
  const store = createMemoryStore({ clock: createVirtualClock() });
  for (const [key, text] of Object.entries(files)) await store.put(key, streamOf(text), { mediaType: 'application/json' });
  return store;
};

describe('the names of the presets', () => {
  it('are those of the files directly below presets/, in order', async () => {
    const store = await storeWith({ 'presets/b.json': '', 'presets/a.json': '', 'presets/x/c.json': '', 'presets/logo.png': '' });
    expect(await presetNames(store)).toEqual(['a', 'b']);
  });

  it('are all of them, however many pages there are', async () => {
    const store = await storeWith({ 'presets/a.json': '', 'presets/b.json': '', 'presets/c.json': '' });
    const paging: typeof store = { ...store, list: (prefix, options) => store.list(prefix, { ...options, limit: 1 }) };
    expect(await presetNames(paging)).toEqual(['a', 'b', 'c']);
  });

  it('are asked of that folder alone, and of names that end as they must', async () => {
    const store = await storeWith({ 'presets/a.json': '', 'presets/b.json.bak': '', 'uploads/presets/c.json': '' });
    const asked: string[] = [];
    const counting: typeof store = {
      ...store,
      list: (prefix, options) => {
        asked.push(prefix);
        return store.list('', options);
      },
    };
    expect(await presetNames(counting)).toEqual(['a']);
    expect(asked).toEqual(['presets/']);
  });
});

describe('loading a preset', () => {
  it('reads it', async () => {
    const store = await storeWith({ 'presets/tidy.json': '{"prompt": "Tidy {what}"}' });
    expect(await loadPreset(store, 'tidy')).toMatchObject({ value: { prompt: 'Tidy {what}' } });
  });

  it.each(['none', '../secrets', 'Tidy', ''])('says that there is none called %j, and which there are', async (name) => {
    const store = await storeWith({ 'presets/neon-look.json': '{"prompt": "p"}' });
    expect(await loadPreset(store, name)).toMatchObject({
      problem: { code: 'PRESET_NOT_FOUND', message: expect.stringContaining('neon-look') },
    });
  });

  it('refuses a file that is larger than any instruction', async () => {
    const store = await storeWith({ 'presets/big.json': `{"prompt": "${'x'.repeat(70_000)}"}` });
    expect(await loadPreset(store, 'big')).toMatchObject({ problem: { message: expect.stringContaining('at most 65536') } });
  });

  it('reads a file of the greatest length', async () => {
    const empty = JSON.stringify({ prompt: 'p', description: '' });
    const fill = ' '.repeat(65_536 - empty.length);
    const store = await storeWith({ 'presets/full.json': `${empty}${fill}`, 'presets/over.json': `${empty}${fill} ` });
    expect(await loadPreset(store, 'full')).toHaveProperty('value');
    expect(await loadPreset(store, 'over')).toMatchObject({ problem: { code: 'PRESET_REFUSED' } });
  });

  it('tells where a preset goes when there is none', async () => {
    const store = await storeWith({});
    expect(await loadPreset(store, 'none')).toMatchObject({ problem: { hint: expect.stringContaining('presets/<name>.json') } });
  });
});
