/** `cost`: what was spent, and on what. */
import type { BudgetView, EditView } from '#client/types.ts';
import { awsFlag, choice, jsonFlag, wholeNumber } from '../args/flags.ts';
import { EXIT } from '../command.ts';
import { connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { type CostRow, costRows, GROUPINGS, type Grouping } from '../output/cost-rows.ts';
import { printResult } from '../output/print.ts';
import { dollars, table } from '../output/tables.ts';

const DAY_MS = 86_400_000;

/** The command. */
export const costCommand = defineCommand({
  name: 'cost',
  summary: 'what was spent, and on what',
  about: 'Say what was spent, and on what, at list price.',
  examples: ['cost', 'cost --days 7 --by preset', 'cost --by state', 'cost --json | jq .costUsd'],
  flags: {
    days: wholeNumber('N', 'how far back, in UTC days with today', { min: 1, max: 3650, default: 30 }),
    by: choice('WHAT', GROUPINGS, 'what the rows are', { default: 'day' }),
    ...awsFlag(),
    ...jsonFlag("rows, sum and today's budget as one JSON object"),
  },
  notes: ['The simulator charges nothing; what is shown for its edits is what the real service would have charged.'],
  run: async ({ options: { days, by, aws, json } }, io) => {
    const since = new Date(Math.floor(io.now() / DAY_MS) * DAY_MS - (days - 1) * DAY_MS).toISOString();
    const { edits, budget } = await connected(io, aws, async ({ client }) => ({
      edits: await editsSince(client.edits.all({ limit: 100 }, { signal: io.signal }), since),
      budget: await client.budget.get({ signal: io.signal }),
    }));
    const { rows, sum } = costRows(edits, by);
    printResult(io, json, { since, by, rows, ...sum, budget }, costText(rows, sum, by, budget));
    return EXIT.done;
  },
});

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
  return `${table([by, 'edits', 'images', 'cost'], lines)}\n${budgetText(budget)}\n`;
};

const budgetText = ({ charged, reserved, imagesPerDay, left, costUsd }: BudgetView): string => {
  const used = `Today: ${charged} images charged (${dollars(costUsd)}), ${reserved} reserved`;
  return imagesPerDay === undefined ? `${used}; no budget is set.` : `${used}; ${left ?? 0} of ${imagesPerDay} left.`;
};
