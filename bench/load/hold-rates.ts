import type { Progress } from '../progress.ts';
import type { LoadStep } from '../results.ts';
import { hold } from './generator.ts';
import { type LoadedRoute, loadedRoutes } from './routes.ts';
import { type Server, startServer } from './start.ts';

export type Rates = { readonly perSecond: readonly number[]; readonly seconds: number };

/** Rising rates at each route of the local server, until it cannot keep up. */
export const holdRates = async (rates: Rates, progress: Progress): Promise<readonly LoadStep[]> => {
  const server = await startServer();
  try {
    const steps: LoadStep[] = [];
    for (const loaded of loadedRoutes) {
      const report = progress(loaded.route, rates.perSecond.length);
      for (const [index, perSecond] of rates.perSecond.entries()) {
        report(index + 1);
        const step = await holdRate(server, loaded, perSecond, rates.seconds);
        steps.push(step);
        if (isSaturated(step)) break;
      }
    }
    return steps;
  } finally {
    await server.close();
  }
};

const holdRate = async (
  server: Server,
  { route, prepare }: LoadedRoute,
  perSecond: number,
  seconds: number,
): Promise<LoadStep> => {
  const requests = await prepare(server, Math.round(perSecond * seconds));
  const before = { ...(await server.threads()), generator: ownCpuMs() };
  const started = performance.now();
  const held = await hold(requests, perSecond);
  const lasted = performance.now() - started;
  const after = { ...(await server.threads()), generator: ownCpuMs() };
  return {
    route,
    askedPerSecond: perSecond,
    ...held,
    busiest: Object.entries<number>(after)
      .map(([thread, cpuMs]) => ({
        thread,
        share: (cpuMs - (before[thread as keyof typeof before] ?? 0)) / lasted,
      }))
      .sort((a, b) => b.share - a.share)
      .slice(0, 4),
  };
};

const ownCpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

export const isSaturated = ({ askedPerSecond, answeredPerSecond, errors }: LoadStep): boolean =>
  errors > 0 || answeredPerSecond < askedPerSecond * 0.9;
