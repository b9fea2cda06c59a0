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

/** A picture of one colour as PNG. */
export const flatPng = (width: number, height: number, colour: string): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();

/** A data URI of a picture. */
export const dataUri = (bytes: Uint8Array, type = 'image/png'): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
