/** Which of the edits that the simulator can draw a prompt asks for, in English or Chinese. */
import { findColour } from './colours.ts';
import type { Rgb } from './raw-image.ts';

/** Where something is in an image: -1 left or top, 0 middle, 1 right or bottom. */
export interface Place {
  readonly across: -1 | 0 | 1;
  readonly down: -1 | 0 | 1;
}

/** Edits that need nothing but their name. */
export type PlainInstruction =
  | 'four-panel'
  | 'extract'
  | 'zoom'
  | 'outpaint'
  | 'mirror'
  | 'flip'
  | 'night'
  | 'sunset'
  | 'glow'
  | 'brighter'
  | 'darker'
  | 'blur'
  | 'sharpen'
  | 'sepia'
  | 'vintage'
  | 'cartoon'
  | 'pixelate'
  | 'sketch'
  | 'segment'
  | 'grayscale'
  | 'invert';

/** A line of text to be drawn. */
export interface TitleLine {
  readonly text: string;
  readonly colour: Rgb;
}

/** One edit that a prompt asks for. */
export type Instruction =
  | { readonly kind: PlainInstruction }
  | { readonly kind: 'rotate'; readonly degrees: 90 | 180 | 270 }
  | { readonly kind: 'erase'; readonly place: Place }
  | { readonly kind: 'background'; readonly colour: Rgb }
  | { readonly kind: 'tint'; readonly colour: Rgb }
  | { readonly kind: 'detect'; readonly labels: readonly string[] }
  | { readonly kind: 'title'; readonly lines: readonly TitleLine[]; readonly place: Place };

/** In the order in which the edits are made: shape, then light and colour, then style. */
const PLAIN: readonly { readonly kind: PlainInstruction; readonly words: RegExp }[] = [
  { kind: 'extract', words: /\bextract\b|提取/i },
  { kind: 'zoom', words: /\bzoom(ed)? in\b|\benlarge\b|\bclose-?up\b|\bmagnify\b|放大|特写/i },
  {
    kind: 'outpaint',
    words: /\boutpaint|\bzoom(ed)? out\b|\blong shot\b|\bextend the (image|picture|photo|canvas)\b|扩图|外扩/i,
  },
  { kind: 'mirror', words: /\bmirror(ed)?\b|\bflip(ped)? horizontal|镜像|左右翻转/i },
  { kind: 'flip', words: /\bflip(ped)?\b(?!\s*horizontal)|\bupside[ -]down\b|上下翻转/i },
  { kind: 'night', words: /\bnight(time)?\b|\bmidnight\b|夜/i },
  { kind: 'sunset', words: /\bsunset\b|\bsunrise\b|\bgolden hour\b|\bdusk\b|日落|夕阳|黄昏/i },
  { kind: 'glow', words: /\bglow|\bsparkl|\bshin(e|y|ing)\b|\blighting\b|\bhighlights\b|\bsunlight\b|\bneon\b|发光|光照/i },
  { kind: 'brighter', words: /\bbright(er|en)\b|\blighten\b|\bmore light\b|变亮|调亮/i },
  { kind: 'darker', words: /\bdark(er|en)\b|\bdim\b|变暗|调暗/i },
  { kind: 'blur', words: /\bblur(red|ry)?\b|\bout of focus\b|\bfrosted\b|模糊/i },
  { kind: 'sharpen', words: /\bsharp(en|er)\b|\bcrisper\b|\bupscale\b|\bmore detail|锐化|清晰/i },
  { kind: 'sepia', words: /\bsepia\b|复古棕/i },
  { kind: 'vintage', words: /\bvintage\b|\bretro\b|\bold photo\b|\bfilm\b|复古|老照片/i },
  {
    kind: 'cartoon',
    words: /\bcartoon|\bcomic\b|\banime\b|\billustration\b|\bghibli\b|\bpainting\b|\bwatercolou?r\b|卡通|漫画|水彩|油画/i,
  },
  { kind: 'pixelate', words: /\bpixel(ate|ated| art)\b|\b8-?bit\b|\bmosaic\b|像素|马赛克/i },
  { kind: 'sketch', words: /\b(pencil|line)\b.*\b(drawing|art)\b|\b(to|into|as|a) (a )?(pencil )?sketch\b|素描|线稿/i },
  { kind: 'segment', words: /\bsegment|分割/i },
  { kind: 'grayscale', words: /\bblack[ -]and[ -]white\b|\bgr[ae]yscale\b|\bmonochrome\b|\bb&w\b|黑白|灰度/i },
  { kind: 'invert', words: /\binvert(ed)?\b|\bnegative\b|反色|底片/i },
  { kind: 'four-panel', words: /\b(four|4)[ -]panel|四格|四宫格/i },
];

/** Where a text says something is; the upper-left corner when it says nothing. */
export const readPlace = (text: string): Place => {
  const vertical = /\b(upper|top|above)\b|上方|左上|右上|顶/i.test(text)
    ? -1
    : /\b(lower|bottom|below)\b|下方|左下|右下|底/i.test(text)
      ? 1
      : undefined;
  const horizontal = /\bleft\b|左/i.test(text) ? -1 : /\bright\b|右/i.test(text) ? 1 : undefined;
  const middle = /\b(cent(er|re)|middle)\b|中/i.test(text);
  if (vertical === undefined && horizontal === undefined && !middle) return { across: -1, down: -1 };
  return { across: horizontal ?? 0, down: vertical ?? 0 };
};

const QUOTED = /["“「『]([^"”」』]{1,80})["”」』]/g;

const readTitle = (prompt: string): Instruction | undefined => {
  if (!/\b(title|subtitle|text|words?|caption|write|sign|slogan|letters?|label|says?|reading)\b|标题|文字|写|字/i.test(prompt))
    return undefined;
  const quotes = [...prompt.matchAll(QUOTED)];
  if (quotes.length === 0) return undefined;
  const lines = quotes.slice(0, 3).map((quote, index) => {
    const after = prompt.slice(quote.index + quote[0].length, quotes[index + 1]?.index);
    return { text: (quote[1] ?? '').trim(), colour: findColour(after) ?? ([255, 255, 255] as const) };
  });
  return { kind: 'title', lines, place: readPlace(prompt.replace(QUOTED, '')) };
};

const readLabels = (prompt: string): readonly string[] => {
  const named = /\b(?:detect|locate|find)\s+(?:all\s+)?(?:the\s+)?(.+?)(?:\s+(?:in|on|from|of)\s+(?:the|this)\b|[.,;]|$)/i.exec(
    prompt,
  )?.[1];
  const labels = (named ?? 'object')
    .split(/\s*(?:,|\band\b)\s*/i)
    .map((label) => label.replace(/^(the|all|every)\s+/i, '').trim());
  return labels
    .filter((label) => label !== '')
    .slice(0, 4)
    .map((label) => label.slice(0, 24));
};

const readRotation = (prompt: string): Instruction | undefined => {
  if (!/\brotate|\bturn (it|the (image|picture|photo))\b|旋转/i.test(prompt)) return undefined;
  if (/180/.test(prompt)) return { kind: 'rotate', degrees: 180 };
  return { kind: 'rotate', degrees: /270|counter-?clockwise|anti-?clockwise|\bleft\b|逆时针/i.test(prompt) ? 270 : 90 };
};

/** The edits a prompt asks for in words that the simulator knows, in the order in which they are made. */
export const readInstructions = (prompt: string): readonly Instruction[] => {
  const unquoted = prompt.replace(QUOTED, '');
  const found: Instruction[] = [];
  const erase =
    /\b(remove|erase|delete|clean)\b[^.]*\b(text|watermark|logo|words?|caption|subtitle)/i.test(unquoted) ||
    /(去除|去掉|移除)/.test(unquoted);
  const title = erase ? undefined : readTitle(prompt);
  if (erase) found.push({ kind: 'erase', place: readPlace(unquoted) });
  const rotation = readRotation(unquoted);
  if (rotation !== undefined) found.push(rotation);
  const background = /([^.,;]*)\b(background|backdrop)\b([^.;]*)|背景/i.exec(unquoted)?.[0];
  const plain = PLAIN.filter(({ words }) => words.test(unquoted)).map(({ kind }) => ({ kind }));
  found.push(...plain);
  const extracts = plain.some(({ kind }) => kind === 'extract');
  if (background !== undefined && !extracts)
    found.push({ kind: 'background', colour: findColour(background) ?? [236, 232, 224] });
  const colour = findColour(unquoted.replace(/\bblack[ -]and[ -]white\b|黑白/gi, ''));
  if (colour !== undefined && title === undefined && background === undefined) found.push({ kind: 'tint', colour });
  if (/\b(detect|bounding box(es)?|locate)\b|检测/i.test(unquoted)) found.push({ kind: 'detect', labels: readLabels(unquoted) });
  if (title !== undefined) found.push(title);
  return found;
};
