import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { StageConfig } from '../lib/config.ts';

/** What another program needs in order to reach a run: the operator's command line reads it. */
export type Addresses = {
  readonly serviceUrl: string;
  readonly simulatorUrl: string;
  readonly simulatorApiUrl: string;
  readonly dynamodbUrl: string;
  readonly ssmUrl: string;
  readonly lambdaUrl: string;
  readonly creditsTable: string;
  /** As an entry of `yici.config.ts`. */
  readonly stage: StageConfig;
};

/** Written when everything listens; whole or not at all, since somebody may be reading. */
export const publishAddresses = (path: string, addresses: Addresses): (() => void) => {
  const aside = `${path}.new`;
  writeFileSync(aside, `${JSON.stringify(addresses, null, 2)}\n`);
  renameSync(aside, path);
  return () => rmSync(path, { force: true });
};
