import type { Cost } from '../results.ts';
import { billOf, totalOf } from './bill.ts';
import type { Operations } from './operations.ts';
import { typicalUsage, usageOf } from './usage.ts';

/** The service's own memory, `lib/service-function.ts`; a test holds the two together. */
export const memoryMb = 160;

/** List price of a million flows, ours and the usual design's. */
export const costOf = ({ byApi, byPage }: Operations): Cost => {
  const bills = {
    yici: billOf(usageOf(byApi, memoryMb)),
    'yici, page': billOf(usageOf(byPage, memoryMb)),
    typical: billOf(typicalUsage(byApi)),
  };
  return {
    memoryMb,
    bills,
    totals: {
      yici: totalOf(bills.yici),
      'yici, page': totalOf(bills['yici, page']),
      typical: totalOf(bills.typical),
    },
  };
};
