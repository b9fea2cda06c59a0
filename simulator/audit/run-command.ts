/** Runs a client against an address of the simulator, as if it were the service's. */
import { spawn } from 'node:child_process';

/** A key of the usual form; the simulator takes any. */
const API_KEY = 'sk-5a1d0c8e7b6f4e3d9c2b1a0f6e5d4c3b';

/** What would lead a client past the simulator, or to a key of its own. */
const NOT_PASSED_ON = [
  'DASHSCOPE_API_KEY_FILE_PATH',
  'DASHSCOPE_API_REGION',
  'DASHSCOPE_CONFIG',
  'DASHSCOPE_PROTOCOL',
  'DASHSCOPE_REGION',
  'DASHSCOPE_WORKSPACE',
  'DASHSCOPE_WORKSPACE_ID',
  'DARKROOM_REGION',
  'DARKROOM_WORKSPACE_ID',
];

const LOCAL = '127.0.0.1,localhost';

/**
 * The environment of the client. Names: DASHSCOPE_HTTP_BASE_URL and DASHSCOPE_API_KEY are read by every official SDK and by Darkroom,
 * DASHSCOPE_BASE_URL by the `dashscope.v2` client.
 */
export const clientEnvironment = (env: NodeJS.ProcessEnv, baseUrl: string, apiKey = API_KEY): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_PASSED_ON.includes(name))),
  DASHSCOPE_HTTP_BASE_URL: baseUrl,
  DASHSCOPE_BASE_URL: baseUrl,
  DASHSCOPE_API_KEY: apiKey,
  NO_PROXY: [env.NO_PROXY, LOCAL].filter(Boolean).join(','),
  no_proxy: [env.no_proxy, LOCAL].filter(Boolean).join(','),
});

/** Codes of a shell for a command that cannot be started, and for one that a signal ended. */
const NOT_FOUND = 127;
const SIGNALED = 128;

/** Runs the command with this terminal and answers its exit code. */
export const runCommand = ([name = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(name, args, { env, stdio: 'inherit' });
    child.on('error', (error) => {
      process.stderr.write(`${name} cannot be started: ${error.message}\n`);
      resolve(NOT_FOUND);
    });
    child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : SIGNALED)));
  });
