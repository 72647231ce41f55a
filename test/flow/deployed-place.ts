import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { type Credentials, signed } from '../deploy/aws-call.ts';
import { type Cloud, clientsOf, logLines } from '../deploy/cloud.ts';
import type { Place } from './place.ts';

/** A deployment as these tests are told of it: the JSON of the environment variable YICI_WORLD. */
export type Deployed = Cloud & {
  readonly serviceUrl: string;
  readonly apiUrl: string;
  readonly returnOrigin: string;
  readonly simulatorUrl: string;
  readonly refresher: string;
  /** The name of its parameter. */
  readonly accessToken: string;
  readonly logGroups: readonly string[];
  /** Of roles that carry the stage's own policies. */
  readonly backend: Credentials;
  readonly operator: Credentials;
};

const variable = 'YICI_WORLD';

const read = (text: string): Deployed => JSON.parse(text) as Deployed;

export const deployedKind = (): Cloud['kind'] | undefined => {
  const text = process.env[variable];
  return text === undefined ? undefined : read(text).kind;
};

export const deployedPlace = async (): Promise<Place> => {
  const deployed = read(process.env[variable] ?? '');
  const { region, backend, operator, logGroups, refresher: FunctionName } = deployed;
  const { lambda, ssm } = clientsOf(deployed);
  const startedMs = Date.now();

  return {
    serviceUrl: () => deployed.serviceUrl,
    apiUrl: () => deployed.apiUrl,
    returnOrigin: () => deployed.returnOrigin,
    simulatorUrl: () => deployed.simulatorUrl,
    sign: (url, request) => {
      const credentials = url.pathname.endsWith('/resolution') ? operator : backend;
      return signed(url, request, { region, credentials, service: 'execute-api' });
    },
    refresh: () => lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' })),
    forgetToken: () => ssm.send(new DeleteParameterCommand({ Name: deployed.accessToken })),
    logs: async () => {
      const groups = logGroups.map((group) => logLines(deployed, group, startedMs));
      return (await Promise.all(groups)).flat();
    },
    restart: () => Promise.reject(new Error('a deployment is not restarted by a test')),
    close: async () => {
      lambda.destroy();
      ssm.destroy();
    },
  };
};
