import type { Cost } from '../results.ts';
import { accessLogLineBytes } from './access-log.ts';
import { billOf, totalOf } from './bill.ts';
import type { Operations } from './operations.ts';
import { typicalUsage, usageOf } from './usage.ts';

/** The service's own memory, `lib/service-function.ts`; a test holds the two together. */
export const memoryMb = 256;

/** List price of a million flows, ours and the usual design's. */
export const costOf = ({ byApi, byPage }: Operations): Cost => {
  const accessLogBytes = accessLogLineBytes();
  const bills = {
    yici: billOf(usageOf(byApi, { memoryMb, accessLogBytes })),
    'yici, page': billOf(usageOf(byPage, { memoryMb, accessLogBytes })),
    typical: billOf(typicalUsage(memoryMb, accessLogBytes)),
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
