/** A round brass alarm clock at ten past ten, 1024 by 1024. */

const CENTRE = { x: 512, y: 540 };

const ticks = Array.from({ length: 60 }, (_, minute) => {
  const hour = minute % 5 === 0;
  return `<rect x="${CENTRE.x - (hour ? 5 : 2)}" y="${CENTRE.y - 262}" width="${hour ? 10 : 4}" height="${hour ? 34 : 16}" rx="2"
    fill="${hour ? '#24404a' : '#8fa3a5'}" transform="rotate(${minute * 6} ${CENTRE.x} ${CENTRE.y})"/>`;
}).join('');

const numerals = Array.from({ length: 12 }, (_, index) => {
  const hour = index + 1;
  const angle = (hour / 12) * 2 * Math.PI - Math.PI / 2;
  const x = CENTRE.x + 196 * Math.cos(angle);
  const y = CENTRE.y + 196 * Math.sin(angle) + 19;
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="middle" font-family="DejaVu Sans, Verdana, sans-serif"
    font-size="54" font-weight="bold" fill="#24404a">${hour}</text>`;
}).join('');

const hand = (degrees: number, length: number, width: number, colour: string): string =>
  `<rect x="${CENTRE.x - width / 2}" y="${CENTRE.y - length}" width="${width}" height="${length + 34}" rx="${width / 2}" fill="${colour}"
    transform="rotate(${degrees} ${CENTRE.x} ${CENTRE.y})"/>`;

const bell = (side: -1 | 1): string =>
  `<g transform="translate(${CENTRE.x + side * 158} 196) rotate(${side * 30})">
     <path d="M-108 36 A108 108 0 0 1 108 36 Z" fill="url(#brass)"/><rect x="-116" y="30" width="232" height="18" rx="9" fill="#a9762d"/>
     <circle cx="0" cy="-78" r="17" fill="#c99338"/>
   </g>`;

/** The drawing, as SVG. */
export const CLOCK = `<svg xmlns="http://www.w3.org/2000/svg" width="1024" height="1024" viewBox="0 0 1024 1024">
  <defs>
    <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f6e7d3"/><stop offset="1" stop-color="#f0d3b4"/></linearGradient>
    <linearGradient id="brass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f3cf7c"/><stop offset="0.55" stop-color="#d9a243"/><stop offset="1" stop-color="#a9762d"/></linearGradient>
    <radialGradient id="face" cx="0.42" cy="0.36" r="0.75"><stop offset="0" stop-color="#fffdf6"/><stop offset="1" stop-color="#efe9d8"/></radialGradient>
  </defs>
  <rect width="1024" height="1024" fill="url(#wall)"/>
  <rect y="868" width="1024" height="156" fill="#d9a876"/><rect y="868" width="1024" height="8" fill="#c08d5a"/>
  <ellipse cx="520" cy="908" rx="330" ry="30" fill="#9a6a3c" opacity="0.35"/>
  <path d="M306 790 L238 900" stroke="#a9762d" stroke-width="40" stroke-linecap="round"/>
  <path d="M718 790 L786 900" stroke="#a9762d" stroke-width="40" stroke-linecap="round"/>
  <path d="M444 168 A68 68 0 0 1 580 168" fill="none" stroke="#a9762d" stroke-width="22" stroke-linecap="round"/>
  <rect x="501" y="158" width="22" height="92" rx="8" fill="#a9762d"/>
  ${bell(-1)}${bell(1)}
  <circle cx="${CENTRE.x}" cy="${CENTRE.y}" r="338" fill="url(#brass)"/>
  <circle cx="${CENTRE.x}" cy="${CENTRE.y}" r="292" fill="#a9762d"/>
  <circle cx="${CENTRE.x}" cy="${CENTRE.y}" r="282" fill="url(#face)"/>
  ${ticks}${numerals}
  ${hand(304, 112, 20, '#24404a')}${hand(60, 158, 14, '#24404a')}${hand(222, 236, 5, '#c8503c')}
  <circle cx="${CENTRE.x}" cy="${CENTRE.y}" r="18" fill="#c8503c"/><circle cx="${CENTRE.x}" cy="${CENTRE.y}" r="7" fill="#fffdf6"/>
  <path d="M318 404 A240 240 0 0 1 470 296" fill="none" stroke="#ffffff" stroke-width="16" stroke-linecap="round" opacity="0.6"/>
</svg>`;
