import type { Cost } from '../results.ts';
import { accessLogLineBytes } from './access-log.ts';
import { billOf, totalOf } from './bill.ts';
import type { Step } from './operations.ts';
import { typicalUsage, usageOf } from './usage.ts';

/** The service's own memory, `lib/service-function.ts`; a test holds the two together. */
export const memoryMb = 256;

/** List price of a million flows (link, confirm, send), ours and the usual design's. */
export const costOf = (steps: readonly Step[]): Cost => {
  const accessLogBytes = accessLogLineBytes();
  const yici = billOf(usageOf(steps, { memoryMb, accessLogBytes }));
  const typical = billOf(typicalUsage(memoryMb, accessLogBytes));
  return {
    memoryMb,
    yici,
    typical,
    totals: { yici: totalOf(yici), typical: totalOf(typical) },
  };
};
