/** The help text of `npm run simulator`. */
import { SERVICE_RATE } from '#core/service/limits.ts';
import { PAID_TWICE } from './audit/report.ts';
import { FAULT_PHASES, WIRE_FAULTS } from './faults.ts';
import { LIE_NAMES, LIES, type LieName } from './lies/table.ts';

/** Column at which what a lie says begins; longer names have a line of their own. */
const COLUMN = 26;

const lieLine = (name: LieName): string => {
  const written = `  ${name}${LIES[name].written}`;
  return `${written.length < COLUMN ? written.padEnd(COLUMN) : `${written}\n${' '.repeat(COLUMN)}`} ${LIES[name].says}`;
};

/** The help text. */
export const HELP = `Usage: npm run simulator -- [options]
       npm run simulator -- [options] --audit -- COMMAND...

A stand-in for Alibaba Model Studio (wan2.5-i2i-preview) on this machine. Point a client's base URL at the printed address;
any API key will do.

  --port N                 port to listen on; 0 takes a free one (default 8787)
  --host ADDRESS           address to listen on (default 127.0.0.1)
  --speed N                simulated seconds per real second (default 1)
  --seconds MEDIAN[,P95]   how long a task runs, in simulated seconds (default 60,110)
  --seed N                 seed of durations, image seeds and fault probabilities (default 1)
  --api-key KEY            accept only this key; may be repeated (default: every key)
  --running N              tasks running at once per key (default ${SERVICE_RATE.runningTasks})
  --creates-per-second N   (default ${SERVICE_RATE.createsPerSecond})
  --queries-per-second N   (default ${SERVICE_RATE.queriesPerSecond})
  --size-check create|task where a wrong size is reported (default create)
  --list-delay SECONDS     the list shows what was true so long ago, rows and statuses (default 0)
  --state FOLDER           keep tasks and images in this folder across restarts
  --fault RULE             inject a fault; may be repeated, the first that strikes decides
  --lie NAME[=VALUE][:P]   let the service do what its documents deny, with probability P; may be repeated
  --quotas                 answer GET /quotas?model= too
  --result-origin URL      scheme and host that result URLs begin with (default: the printed address)
  --audit -- COMMAND...    run this client against the simulator and print, for each picture it asked for, POSTs, accepted and billed
                           tasks and fetched results; ends with the command's exit code, or ${PAID_TWICE} when a picture was paid twice
  --help                   show this text

Fault rules:
  PHASE:CODE[:P]           error CODE with probability P (default 1); PHASE is ${FAULT_PHASES.join(', ')}
                           e.g. create:Throttling.RateQuota:0.1, query:InternalError:0.05, task:DataInspectionFailed
  PHASE:KIND[:P]           KIND is ${WIRE_FAULTS.join(', ')}
                           e.g. create:drop-after-accept:0.05, result:truncate:0.1
  PHASE:delay=SECONDS[:P]  e.g. query:delay=20:0.1
  task:partial=K[:P]       K images of a task fail
  drop-before[:P], drop-after-accept[:P]   short for create:...

Lies (P counts each call, or each task where the lie is about one; time and limits take none):
${LIE_NAMES.map(lieLine).join('\n')}

A prompt can ask for an outcome too: [simulate DataInspectionFailed], [simulate partial 2], [simulate slow 300],
[simulate pending 60], [simulate create Arrearage], [simulate query InternalError 3], [simulate result expired],
[simulate lie create-error].
docs/simulator.md describes all of it.
`;
