/** The task service under a clock that only the test moves. */
import { createRandom, createTaskService, type TaskService, type TaskServiceOptions } from '#simulator/index.ts';

/** A service under a clock that only the test moves; `at` is in seconds after the start. */
export interface VirtualTaskService {
  readonly service: TaskService;
  /** Sets the clock to this many seconds after the start. */
  at(seconds: number): void;
  /** Creates a task and returns its id; fails the test's expectation by throwing when refused. */
  create(prompt?: string, more?: { readonly parameters?: object; readonly apiKey?: string }): string;
  status(id: string): unknown;
  output(id: string): Readonly<Record<string, unknown>>;
}

/** The instant at which virtual services start: noon in Beijing. */
export const START = Date.UTC(2026, 0, 15, 4, 0, 0);

export const HEADERS = { apiKey: 'sk-one', async: 'enable' } as const;

/** A create body with one image. */
export const bodyOf = (
  prompt = 'Make it blue',
  parameters: object = { n: 1 },
  images: unknown = ['https://example.com/a.png'],
) => ({
  model: 'wan2.5-i2i-preview',
  input: { prompt, images },
  parameters,
});

/** Creates a service in which every task takes 60 s and ids count from 1. */
export const createVirtualTaskService = (options: Partial<TaskServiceOptions> = {}): VirtualTaskService => {
  let now = START;
  let ids = 0;
  const service = createTaskService({
    clock: { now: () => now },
    random: createRandom(5),
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    duration: () => 60,
    ...options,
  });
  const output = (id: string, apiKey = 'sk-one') => {
    const { output: found } = service.getTask({ apiKey }, id).body;
    return found as Readonly<Record<string, unknown>>;
  };
  return {
    service,
    at: (seconds) => {
      now = START + Math.round(seconds * 1000);
    },
    create(prompt, more = {}) {
      const reply = service.createTask({ ...HEADERS, apiKey: more.apiKey ?? 'sk-one' }, bodyOf(prompt, more.parameters));
      if (reply.status !== 200) throw new Error(`The create was refused: ${JSON.stringify(reply.body)}`);
      return (reply.body.output as { readonly task_id: string }).task_id;
    },
    status: (id) => output(id).task_status,
    output,
  };
};
