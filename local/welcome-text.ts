/** What is printed when Darkroom has started on this machine, and when it stops. */
import type { Runtime } from './runtime.ts';

/** Where everything is, with the address in the last line. */
export const welcomeText = ({ url, home, modelStudio }: Pick<Runtime, 'url' | 'home' | 'modelStudio'>): string => `
  images in      ${home.path}/uploads/<preset>/      presets: ${home.path}/presets/
  results        ${home.path}/results/
  edited by      ${modelStudio.kind === 'real' ? `Model Studio at ${modelStudio.baseUrl}` : 'the simulator (set DASHSCOPE_API_KEY for the real service)'}

Darkroom is ready at ${url}
`;

/** What is printed at Ctrl-C. */
export const STOPPING = '\nStopping; edits under way go on at the next start.\n';
