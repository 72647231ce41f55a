import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterNames } from '../../lib/parameters.ts';
import { type LocalWorld, startLocalWorld } from '../lies/local-world.ts';
import { plantedSecrets } from './planted.ts';

export const aws = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};
export const parameters = parameterNames('local');

const sealingKeys = JSON.stringify({
  keys: [
    { kid: '01', secret: plantedSecrets['sealing key'], signsFrom: '2026-01-01T00:00:00Z' },
    { kid: '02', secret: plantedSecrets['older sealing key'], signsFrom: '2025-01-01T00:00:00Z' },
  ],
});

/** The whole service with planted secrets; what it answers is kept, apart for whom. */
export const startPlanted = async () => {
  /** The back end may be told openids, anybody else may not. */
  const answers: Record<'anybody' | 'back end', string[]> = { anybody: [], 'back end': [] };
  let hearer: keyof typeof answers = 'anybody';
  const world = await startLocalWorld((answer) => answers[hearer].push(answer));
  /** Of every link its seal, verifier or receipt; of every send its key: not for the log either. */
  const passing: Record<string, string> = {};
  const tokens: Record<string, string> = {};

  const withSsm = async <T>(use: (client: SSMClient) => Promise<T>): Promise<T> => {
    const client = new SSMClient({ ...aws, endpoint: world.local.ssmUrl });
    try {
      return await use(client);
    } finally {
      client.destroy();
    }
  };
  const put = (Name: string, Value: string) =>
    withSsm((client) =>
      client.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true })),
    );
  const asBackEnd = async <T>(ask: () => Promise<T>): Promise<T> => {
    hearer = 'back end';
    try {
      return await ask();
    } finally {
      hearer = 'anybody';
    }
  };
  const call: LocalWorld['call'] = (...given) => asBackEnd(() => world.call(...given));
  let sends = 0;

  await put(parameters.sealingKeys, sealingKeys);
  await put(parameters.pseudonymKey, plantedSecrets['pseudonym key'] ?? '');
  await world.restart();

  return {
    world,
    answers,
    passing,
    tokens,
    put,
    asBackEnd,
    call,
    /** Keeps the access_token that stands now under a name of its own. */
    readToken: async (name: string): Promise<string> => {
      const { Parameter } = await withSsm((client) =>
        client.send(
          new GetParameterCommand({ Name: parameters.accessToken, WithDecryption: true }),
        ),
      );
      const { accessToken } = JSON.parse(Parameter?.Value ?? '{}');
      if (typeof accessToken === 'string') tokens[name] = accessToken;
      return String(accessToken);
    },
    send: (openid: string, scene: number) => {
      sends += 1;
      const key = `canary-key-${sends}-Xq7Lw2Zp9Rv4`;
      passing[`Idempotency-Key ${sends}`] = key;
      return call(
        'POST',
        '/v1/messages',
        { openid, scene, title: '上课提醒', content: '明天上午九点' },
        { 'idempotency-key': key },
      );
    },
    /** The next calls of this path of WeChat fail in this way. */
    fault: (path: string, what: object, times = 1) =>
      world.simulate('POST', 'faults', { path, times, fault: what }),
  };
};

export type Planted = Awaited<ReturnType<typeof startPlanted>>;
