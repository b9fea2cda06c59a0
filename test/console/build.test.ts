import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildConsole, writeConsole } from '#console/build.ts';

const text = (file: { readonly body: Uint8Array } | undefined): string => new TextDecoder().decode(file?.body);

describe('the bundled console', async () => {
  const files = await buildConsole();

  it('is a handful of files with their media types, under 200 KB', () => {
    expect(Object.fromEntries([...files].map(([path, { mediaType }]) => [path, mediaType.split(';')[0]]))).toEqual({
      'index.html': 'text/html',
      'console.js': 'text/javascript',
      'console.css': 'text/css',
      'theme.js': 'text/javascript',
      'icon.svg': 'image/svg+xml',
      'config.json': 'application/json',
    });
    expect([...files.values()].reduce((sum, { body }) => sum + body.length, 0)).toBeLessThan(200 * 1024);
  });

  it('needs no inline script or style, and loads only files that are there', () => {
    const html = text(files.get('index.html'));
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|style=/);
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((path) => !files.has(path))).toEqual([]);
  });

  it('names no outside host and no font or image in its styles', () => {
    expect(text(files.get('console.css'))).not.toMatch(/url\(|@import|https?:/);
  });

  it('has every colour for the light and for the dark theme', () => {
    const [, root = ''] = /:root\{([^}]*)\}/.exec(text(files.get('console.css'))) ?? [];
    const colours = [...root.matchAll(/--([a-z-]+): ?(light-dark\(|#|rgb)/g)];
    expect(colours.length).toBeGreaterThan(10);
    expect(colours.filter(([, , value]) => value !== 'light-dark(').map(([, name]) => name)).toEqual([]);
  });
});

describe('the static site', () => {
  it('is the same, with the address of its API', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-console-'));
    try {
      const paths = await writeConsole(folder, 'https://api.test');
      expect((await readdir(folder)).sort()).toEqual(paths);
      expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toEqual({ api: 'https://api.test' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
