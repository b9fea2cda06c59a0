/**
 * `npm start` that hurries, as a process of its own. TEST_TASK_SECONDS: how long simulated tasks take; TEST_LATER_SECONDS: how far its
 * clocks are set forward, so that a test need not wait for a task that is to outlive a process.
 */
import { runProcess } from '#local/run-process.ts';
import { systemClock } from '#simulator/clock.ts';
import { hurried, plainImage } from './home.ts';

const secondsOf = (name: string): number | undefined => (process.env[name] === undefined ? undefined : Number(process.env[name]));

const taskSeconds = secondsOf('TEST_TASK_SECONDS');
const laterMs = (secondsOf('TEST_LATER_SECONDS') ?? 0) * 1000;
const { simulator, ...others } = hurried({ laterMs });

await runProcess({
  ...others,
  simulator: {
    ...simulator,
    render: plainImage,
    ...(taskSeconds === undefined ? {} : { duration: () => taskSeconds }),
    clock: { ...systemClock, now: () => Date.now() + laterMs },
  },
});
