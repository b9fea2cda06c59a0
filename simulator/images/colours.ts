/** Colours by their names in English and Chinese prompts. */
import type { Rgb } from './raw-image.ts';

const COLOURS: readonly { readonly words: RegExp; readonly rgb: Rgb }[] = [
  { words: /\bred\b|\bcrimson\b|红/i, rgb: [214, 40, 48] },
  { words: /\borange\b|橙/i, rgb: [244, 130, 32] },
  { words: /\bgold(en)?\b|金色/i, rgb: [226, 172, 52] },
  { words: /\byellow\b|黄/i, rgb: [246, 210, 56] },
  { words: /\blight green\b|浅绿/i, rgb: [160, 226, 150] },
  { words: /\bgreen\b|绿/i, rgb: [58, 158, 76] },
  { words: /\b(teal|turquoise)\b|青/i, rgb: [32, 160, 156] },
  { words: /\bcyan\b/i, rgb: [60, 200, 230] },
  { words: /\bblue\b|\bnavy\b|蓝/i, rgb: [44, 98, 206] },
  { words: /\b(purple|violet)\b|紫/i, rgb: [128, 70, 190] },
  { words: /\b(pink|magenta)\b|粉/i, rgb: [236, 98, 158] },
  { words: /\bbrown\b|棕/i, rgb: [134, 88, 54] },
  { words: /\bwhite\b|白/i, rgb: [255, 255, 255] },
  { words: /\b(gr[ae]y|silver)\b|灰/i, rgb: [150, 152, 158] },
  { words: /\bblack\b|黑/i, rgb: [20, 20, 24] },
];

/** The first colour of the catalogue that a text names, in English or Chinese. */
export const findColour = (text: string): Rgb | undefined => COLOURS.find((colour) => colour.words.test(text))?.rgb;

/** Clearly different colours, for regions and boxes. */
export const VIVID: readonly Rgb[] = [
  [124, 77, 255],
  [0, 191, 165],
  [255, 145, 0],
  [41, 121, 255],
  [245, 0, 87],
  [174, 213, 52],
  [255, 214, 0],
];
