import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { onTestFinished } from 'vitest';
import { startSsm } from '../../local/ssm.ts';

/** A real Parameter Store endpoint on a free loopback port, empty, gone when the test is over. */
export const startParameterStore = async () => {
  const endpoint = await startSsm();
  const client = new SSMClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  let reads = 0;
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === 'GetParameterCommand') reads += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
  onTestFinished(async () => {
    client.destroy();
    await endpoint.close();
  });
  return {
    client,
    url: endpoint.url,
    /** How many GetParameter calls the client has made. */
    reads: () => reads,
    put: (Name: string, Value: string) =>
      client.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true })),
    get: async (Name: string) => {
      const { Parameter } = await client.send(
        new GetParameterCommand({ Name, WithDecryption: true }),
      );
      return Parameter?.Value ?? '';
    },
    /** From now on nobody answers. */
    stop: endpoint.close,
  };
};
