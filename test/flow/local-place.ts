import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { localCredentials, signRequest } from '../../local/sigv4.ts';
import { localPlaces } from '../../local/stage.ts';
import { type Local, startLocal } from '../../local/start-local.ts';
import type { Place } from './place.ts';

/** What npm start runs, on free ports, with its own data folder; it can be restarted over it. */
export const localPlace = async (): Promise<Place> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-flow-'));
  let local: Local = await startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false });

  return {
    serviceUrl: () => local.serviceUrl,
    apiUrl: () => local.serviceUrl,
    returnOrigin: () => local.serviceUrl,
    simulatorUrl: () => local.simulatorUrl,
    sign: signRequest,
    refresh: () => local.invokeRefresh(),
    forgetToken: async () => {
      const ssm = new SSMClient({
        region: 'us-east-1',
        credentials: localCredentials,
        endpoint: local.ssmUrl,
      });
      await ssm.send(new DeleteParameterCommand({ Name: localPlaces.parameters.accessToken }));
      ssm.destroy();
    },
    logs: async () => local.logs(),
    restart: async () => {
      const kept = {
        port: Number(new URL(local.serviceUrl).port),
        simulatorPort: Number(new URL(local.simulatorUrl).port),
      };
      await local.close();
      local = await startLocal({ ...kept, dataDir, schedule: false });
    },
    close: async () => {
      await local.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
