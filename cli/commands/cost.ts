/** `cost`: what was spent, and on what. */
import type { BudgetView, EditView } from '#client/types.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { connected } from '../connect.ts';
import { type CostRow, costRows, GROUPINGS, type Grouping } from '../output/cost-rows.ts';
import { dollars, table } from '../output/tables.ts';

const HELP = `Say what was spent, and on what, at list price.

  darkroom cost
  darkroom cost --days 7 --by preset
  darkroom cost --by state
  darkroom cost --json | jq .costUsd

  --days N              how far back, in UTC days with today (default 30)
  --by day|preset|state what the rows are (default day)
  --aws STACK_OR_URL    a deployed Darkroom
  --json                rows, sum and today's budget as one JSON object

The simulator charges nothing; what is shown for its edits is what the real service would have charged.
`;

const DAY_MS = 86_400_000;
const HINT = 'Help: darkroom cost --help';

/** The command. */
export const costCommand: Command = {
  name: 'cost',
  summary: 'what was spent, and on what',
  help: HELP,
  run: async (args, io) => {
    const { said } = readWords(args, {
      command: 'darkroom cost',
      flags: { days: 'number', by: 'text' },
      names: { min: 0, max: 0, what: 'no names' },
    });
    const { days = 30, by = 'day', json = false } = said;
    if (days < 1 || days > 3650) throw new UsageError(`--days takes 1 to 3650, not ${days}`, HINT);
    const grouping = GROUPINGS.find((each) => each === by);
    if (grouping === undefined) throw new UsageError(`--by takes ${GROUPINGS.join(', ')}, not "${by}"`, HINT);
    const since = new Date(Math.floor(io.now() / DAY_MS) * DAY_MS - (days - 1) * DAY_MS).toISOString();
    const { edits, budget } = await connected(io, said.aws, async ({ client }) => ({
      edits: await editsSince(client.edits.all({ limit: 100 }, { signal: io.signal }), since),
      budget: await client.budget.get({ signal: io.signal }),
    }));
    const { rows, sum } = costRows(edits, grouping);
    io.out(json ? `${JSON.stringify({ since, by: grouping, rows, ...sum, budget })}\n` : costText(rows, sum, grouping, budget));
    return EXIT.done;
  },
};

/** The list is newest first: the first older edit ends it. */
const editsSince = async (edits: AsyncIterable<EditView>, since: string): Promise<readonly EditView[]> => {
  const found: EditView[] = [];
  for await (const edit of edits) {
    if (edit.times.createdAt < since) break;
    found.push(edit);
  }
  return found;
};

const costText = (rows: readonly CostRow[], sum: Omit<CostRow, 'name'>, by: Grouping, budget: BudgetView): string => {
  const lines = [...rows, { name: 'all', ...sum }].map(({ name, edits, images, costUsd }) => [
    name,
    edits,
    images,
    dollars(costUsd),
  ]);
  return `${table([by, 'edits', 'pictures', 'cost'], lines)}\n${budgetText(budget)}\n`;
};

const budgetText = ({ charged, reserved, imagesPerDay, left, costUsd }: BudgetView): string => {
  const used = `Today: ${charged} pictures charged (${dollars(costUsd)}), ${reserved} reserved`;
  return imagesPerDay === undefined ? `${used}; no budget is set.` : `${used}; ${left ?? 0} of ${imagesPerDay} left.`;
};
