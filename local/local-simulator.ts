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
  const accounts = [{ ...simulatorAccount, domains }];
  try {
    const simulator = createSimulator({ accounts, journalFile });
    return { ...(await simulator.listen(port, host)), close: simulator.close };
  } catch (error) {
    throw inOurTerms(error, port, journalFile);
  }
};

/** The simulator knows nothing of our failures: it fails to listen or to read its journal. */
const inOurTerms = (error: unknown, port: number, journalFile: string): unknown => {
  if (!(error instanceof Error)) return error;
  if ('code' in error && error.code === 'EADDRINUSE') return new PortTaken(port, error);
  if ('syscall' in error && error.syscall === 'listen') return error;
  return new BrokenData(journalFile, 'damaged', error);
};
