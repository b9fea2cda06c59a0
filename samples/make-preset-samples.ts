/**
 * Makes docs/presets.md and its thumbnails: `npm run docs:presets`. Every starter preset is run through the simulator
 * on the sample images; what comes out shows how the simulator answers, not what the real model can do, and says so.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createClient } from '#client/client.ts';
import type { PresetView } from '#client/types.ts';
import { createRuntime } from '#local/runtime.ts';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'docs', 'presets');
const SIDE = 240;
const GAP = 8;
const BAND = 22;
const MAX_BYTES = 40 * 1024;

/** Which sample goes with which preset; two for the presets that speak of two. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'add-title': ['vase-on-a-table.jpg'],
  'fuse-two': ['clock.png', 'vase-on-a-table.jpg'],
  'place-object': ['clock.png', 'vase-on-a-table.jpg'],
  outpaint: ['clock.png'],
  'remove-text': ['clock.png'],
  'zoom-detail': ['clock.png'],
};
const ANY = ['vase-on-a-table.jpg'];

const tile = (image: Buffer): Promise<Buffer> =>
  sharp(image).resize(SIDE, SIDE, { fit: 'contain', background: '#f4f1ec' }).flatten({ background: '#f4f1ec' }).png().toBuffer();

const band = (width: number): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${BAND}"><rect width="100%" height="100%" fill="#222"/>` +
      `<text x="${width / 2}" y="15" font-family="sans-serif" font-size="12" fill="#fff" text-anchor="middle">SIMULATED: before, after</text></svg>`,
  );

/** Before and after side by side, under a band that says what they are. */
const sheet = async (before: readonly Buffer[], after: Buffer): Promise<Buffer> => {
  const tiles = await Promise.all([...before, after].map(tile));
  const width = tiles.length * SIDE + (tiles.length - 1) * GAP;
  return sharp({ create: { width, height: SIDE + BAND, channels: 3, background: '#fff' } })
    .composite([
      { input: band(width), left: 0, top: 0 },
      ...tiles.map((input, index) => ({ input, left: index * (SIDE + GAP), top: BAND })),
    ])
    .webp({ quality: 72 })
    .toBuffer();
};

const section = ({ name, description = '', prompt = '', placeholders, minImages }: PresetView): string =>
  [
    `## ${name}`,
    `${description}${minImages > 1 ? ` Needs ${minImages} images.` : ''}`,
    `![${name}: before and after, made with the simulator](presets/${name}.webp)`,
    `> ${prompt}`,
    ...(placeholders.length === 0
      ? []
      : [
          placeholders
            .map((each) => `- \`${each.name}\`: ${each.description ?? ''} Default: ${each.default ?? 'none, it must be said'}.`)
            .join('\n'),
        ]),
  ].join('\n\n');

const INTRO = `<!-- Made by npm run docs:presets; change presets/*.json or that script instead. -->

# Starter presets

One for each thing that the model can do. Use one by its folder (\`uploads/<preset>/\`), by \`--preset <name>\`, or by \`"preset"\` in a request.
[How to write your own](how-to/presets.md).

**The images are SIMULATED**: drawn samples, altered by the simulator that stands in for the model. They show that and how a preset is
carried out, not what the real model makes of it.`;

const home = await mkdtemp(join(tmpdir(), 'darkroom-samples-'));
const runtime = await createRuntime({
  home,
  env: {},
  port: 0,
  watch: false,
  simulator: { duration: { medianSeconds: 0.2, p95Seconds: 0.3 } },
});
try {
  const client = createClient({ baseUrl: runtime.url });
  const presets = await client.presets.list();
  await mkdir(OUT, { recursive: true });
  for (const old of await readdir(OUT)) await rm(join(OUT, old));
  for (const { name } of presets) {
    const before = await Promise.all((BEFORE[name] ?? ANY).map((file) => readFile(join(ROOT, 'samples', file))));
    const keys: string[] = [];
    for (const [index, bytes] of before.entries()) {
      keys.push(
        await client.uploads.upload(
          new File([bytes], `${name}-${index}.png`, { type: bytes[0] === 0xff ? 'image/jpeg' : 'image/png' }),
        ),
      );
    }
    const ordered = await client.edits.create({ preset: name, images: keys, seed: 7 });
    const { results, problem } = await client.edits.wait(ordered.id);
    const [result] = results;
    if (result === undefined || 'problem' in result) throw new Error(`${name}: ${problem?.message ?? 'no result'}`);
    const image = await sheet(before, await readFile(join(home, ...result.key.split('/'))));
    if (image.length > MAX_BYTES) throw new Error(`${name}.webp has ${image.length} bytes`);
    await writeFile(join(OUT, `${name}.webp`), image);
  }
  await writeFile(join(ROOT, 'docs', 'presets.md'), `${[INTRO, ...presets.map(section)].join('\n\n')}\n`);
} finally {
  await runtime.stop();
  await rm(home, { recursive: true, force: true });
}
