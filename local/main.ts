/** `npm start`: Darkroom on this machine, until Ctrl-C. */
import { runProcess } from './run-process.ts';

await runProcess();
