/** `GET /budget`. */
import type { BudgetView } from '#core/api/bodies.ts';
import { costOf } from '#core/service/price.ts';
import type { ApiDeps } from '../deps.ts';
import { answer } from '../http.ts';
import type { Routes } from './route.ts';

/** Use and cost of today (UTC). */
export const budgetRoutes = ({ ledger, clock, config }: ApiDeps): Pick<Routes, 'getBudget'> => ({
  getBudget: async () => {
    const { day, reserved, charged } = await ledger.budgetUse(new Date(clock.now()).toISOString().slice(0, 10));
    const imagesPerDay = (await ledger.controls()).imagesPerDay ?? config.imagesPerDay;
    const view: BudgetView = {
      day,
      reserved,
      charged,
      costUsd: costOf(charged),
      ...(imagesPerDay === undefined ? {} : { imagesPerDay, left: Math.max(0, imagesPerDay - reserved - charged) }),
    };
    return answer(200, view);
  },
});
