/** A blue vase with three tulips on a wooden table by a window, 1152 by 864. */

const leaf = (path: string, colour: string): string => `<path d="${path}" fill="${colour}"/>`;
const stem = (path: string): string =>
  `<path d="${path}" fill="none" stroke="#4f8a58" stroke-width="11" stroke-linecap="round"/>`;

const tulip = (x: number, y: number, tilt: number, light: string, dark: string): string =>
  `<g transform="translate(${x} ${y}) rotate(${tilt})">
     <path d="M-46 -58 C-62 8 -40 46 0 50 C40 46 62 8 46 -58 C34 -46 26 -34 22 -20 C16 -44 8 -62 0 -74 C-8 -62 -16 -44 -22 -20 C-26 -34 -34 -46 -46 -58 Z" fill="${light}"/>
     <path d="M0 -74 C-24 -34 -28 18 0 50 C28 18 24 -34 0 -74 Z" fill="${dark}"/>
   </g>`;

const BODY =
  'M692 410 L826 410 C822 456 836 488 866 530 C910 594 896 700 836 752 L682 752 C622 700 608 594 652 530 C682 488 696 456 692 410 Z';

/** The drawing, as SVG. */
export const VASE_ON_A_TABLE = `<svg xmlns="http://www.w3.org/2000/svg" width="1152" height="864" viewBox="0 0 1152 864">
  <defs>
    <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#eaf1ee"/><stop offset="1" stop-color="#cfdfda"/></linearGradient>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#a9d3ea"/><stop offset="1" stop-color="#eef7fb"/></linearGradient>
    <linearGradient id="glaze" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#2c6285"/><stop offset="0.35" stop-color="#5b9cc0"/><stop offset="1" stop-color="#234e6c"/></linearGradient>
    <linearGradient id="wood" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#c98f5a"/><stop offset="1" stop-color="#a86f3f"/></linearGradient>
    <clipPath id="body"><path d="${BODY}"/></clipPath>
  </defs>
  <rect width="1152" height="864" fill="url(#wall)"/>
  <g>
    <rect x="96" y="70" width="392" height="438" rx="10" fill="#ffffff"/>
    <rect x="120" y="94" width="344" height="390" fill="url(#sky)"/>
    <path d="M120 400 C190 344 250 396 310 366 C370 338 420 372 464 352 L464 484 L120 484 Z" fill="#9cc79a"/>
    <path d="M120 440 C200 404 290 452 464 410 L464 484 L120 484 Z" fill="#7fb27e"/>
    <circle cx="392" cy="166" r="38" fill="#fff3c4"/>
    <rect x="284" y="94" width="16" height="390" fill="#ffffff"/><rect x="120" y="276" width="344" height="16" fill="#ffffff"/>
    <rect x="78" y="500" width="428" height="26" rx="6" fill="#f4f4f0"/>
  </g>
  <path d="M0 628 L1152 628 L1152 864 L0 864 Z" fill="url(#wood)"/>
  <rect y="628" width="1152" height="12" fill="#dcab79"/>
  <g stroke="#94602f" stroke-width="3" opacity="0.45" fill="none">
    <path d="M0 700 C220 690 420 712 640 702 S1010 694 1152 704"/><path d="M0 770 C300 760 500 784 760 772 S1060 764 1152 774"/>
    <path d="M0 832 C260 824 560 844 820 834 S1080 828 1152 836"/>
  </g>
  <ellipse cx="768" cy="754" rx="210" ry="26" fill="#6d4523" opacity="0.4"/>
  <path d="${BODY}" fill="url(#glaze)"/>
  <ellipse cx="759" cy="410" rx="67" ry="15" fill="#1d425c"/>
  ${stem('M744 414 C738 350 712 300 690 246')}${stem('M758 416 C760 330 764 270 768 196')}${stem('M774 414 C784 350 820 310 852 268')}
  ${leaf('M740 414 C700 380 650 372 610 306 C680 318 738 344 748 414 Z', '#5f9c66')}
  ${leaf('M770 412 C812 380 872 392 920 340 C906 404 840 420 776 414 Z', '#4f8a58')}
  ${tulip(682, 196, -14, '#ee8f7d', '#d9604f')}${tulip(768, 142, 2, '#f7c56a', '#e89f3a')}${tulip(866, 216, 20, '#ee8f7d', '#d9604f')}
  <g clip-path="url(#body)">
  <path d="M610 596 C700 634 818 634 908 596" fill="none" stroke="#e8f1f5" stroke-width="10" opacity="0.75"/>
  <path d="M610 630 C704 668 814 668 908 630" fill="none" stroke="#e8f1f5" stroke-width="5" opacity="0.6"/>
  <path d="M672 560 C650 610 654 672 684 712" fill="none" stroke="#ffffff" stroke-width="13" stroke-linecap="round" opacity="0.45"/>
  </g>
</svg>`;
