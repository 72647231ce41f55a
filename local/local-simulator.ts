import { BrokenData, PortTaken } from './failures.ts';
import { simulatorAccount } from './stage.ts';
import { createSimulator } from './wechat-simulator/simulator.ts';

/** The WeChat simulator with the local stage's account, whose 业务域名 is the service's host. */
export const startLocalSimulator = async ({
  port,
  host,
  journalFile,
  serviceUrl,
}: {
  readonly port: number;
  readonly host: string;
  readonly journalFile: string;
  readonly serviceUrl: string;
}): Promise<{ url: string; port: number; close: () => Promise<void> }> => {
  const domains = [new URL(serviceUrl).hostname];
  const simulator = openSimulator(journalFile, domains);
  try {
    return { ...(await simulator.listen(port, host)), close: simulator.close };
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw taken ? new PortTaken(port, error) : error;
  }
};

const openSimulator = (journalFile: string, domains: readonly string[]) => {
  try {
    return createSimulator({ accounts: [{ ...simulatorAccount, domains }], journalFile });
  } catch (cause) {
    throw new BrokenData(journalFile, 'damaged', cause);
  }
};
