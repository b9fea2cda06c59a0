/** Images for tests: drawn as PNG, as data URIs, and as BMP. */
import sharp from 'sharp';

/** A drawn scene as PNG: sky, hill, sun and a house, in the given hue (degrees); large enough for the service unless told otherwise. */
export const scenePng = (width: number, height: number, hue: number): Promise<Buffer> => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="none">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue},65%,45%)"/>
    <stop offset="1" stop-color="hsl(${hue + 30},70%,85%)"/></linearGradient></defs>
    <rect width="100" height="100" fill="url(#sky)"/><circle cx="76" cy="22" r="9" fill="#ffe9a8"/>
    <path d="M0 70 Q30 50 60 68 T100 62 V100 H0 Z" fill="hsl(${hue + 100},40%,40%)"/>
    <rect x="30" y="48" width="22" height="24" fill="#f4efe6"/><path d="M27 49 L41 34 L55 49 Z" fill="hsl(${hue + 160},60%,45%)"/>
    <rect x="38" y="58" width="6" height="14" fill="#6b4a36"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
};

/** An image of one colour as PNG. */
export const flatPng = (width: number, height: number, colour: string): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();

/** A data URI of an image. */
export const dataUri = (bytes: Uint8Array, type = 'image/png'): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

/** An uncompressed 24-bit BMP, rows from the bottom. */
export const bmpOf = (width: number, height: number, rgb: Buffer): Buffer => {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      const to = 54 + (height - 1 - y) * stride + x * 3;
      for (let channel = 0; channel < 3; channel += 1) bytes[to + channel] = rgb[from + 2 - channel] ?? 0;
    }
  }
  return bytes;
};
