import { DeleteItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { FunctionName } from '../../lib/routes.ts';
import { localCredentials } from '../../local/sigv4.ts';
import { localPlaces } from '../../local/stage.ts';
import { accessTokenParameter } from '../../src/aws/access-token-parameter.ts';
import { type HttpAnswer, httpAnswer } from '../support/bundle-user.ts';
import { type StartOptions, startBundleWorld } from '../support/bundle-world.ts';
import { anEvent } from '../support/http-events.ts';
import { type CallName, type Meanwhile, type Moment, startTap } from './tap.ts';

/** Single environments that die where a test wants, beside a service that stays well. */
export const startCrashWorld = async () => {
  const world = await startBundleWorld();
  const client = { region: 'us-east-1', credentials: localCredentials };
  const ssm = new SSMClient({ ...client, endpoint: world.addresses.ssm });
  const dynamodb = new DynamoDBClient({ ...client, endpoint: world.addresses.dynamodb });
  const observer = world.start('manage-credits');

  const forgetToken = async (): Promise<void> => {
    const command = new DeleteParameterCommand({ Name: localPlaces.parameters.accessToken });
    await ssm.send(command).catch((error: Error) => {
      if (error.name !== 'ParameterNotFound') throw error;
    });
  };
  const forgetLock = () =>
    dynamodb.send(
      new DeleteItemCommand({
        TableName: localPlaces.locksTable,
        Key: { name: { S: 'refresh-access-token' } },
      }),
    );

  return {
    ...world,
    forgetToken,
    forgetLock,
    /** Of the token that is stored. */
    fingerprint: async (): Promise<string> =>
      (await accessTokenParameter(ssm, localPlaces.parameters.accessToken).read())?.fingerprint ??
      '',
    /** WeChat and the token as on the first day: no fault, no lock, and a fresh token. */
    reset: async (): Promise<void> => {
      await world.simulate('POST', 'reset');
      await Promise.all([forgetToken(), forgetLock()]);
      await world.local.invokeRefresh();
    },
    /**
     * One invocation in an environment of its own, which dies at the point.
     * @returns what it came to and the calls that were made
     */
    runOnce: async (
      name: FunctionName,
      event: unknown,
      options: Omit<StartOptions, 'addresses'> & {
        readonly point?: { readonly call: CallName; readonly moment: Moment };
        readonly meanwhile?: Meanwhile;
      } = {},
    ) => {
      const { point, meanwhile, ...rest } = options;
      const tap = await startTap(world.addresses, point, () => process.kill(), meanwhile);
      const process = world.start(name, { ...rest, addresses: tap.addresses });
      const ended = await process.invoke(event);
      process.kill();
      const signal = await process.exited;
      await tap.close();
      return { ended, signal, calls: tap.calls() };
    },
    /** The names of all that is stored of one credit. */
    stored: async (openid: string, scene: number): Promise<readonly string[]> => {
      const command = new GetItemCommand({
        TableName: localPlaces.creditsTable,
        Key: { openid: { S: openid }, scene: { N: String(scene) } },
      });
      return Object.keys((await dynamodb.send(command)).Item ?? {}).sort();
    },
    credit: async (openid: string, scene: number, movedMs = 0): Promise<HttpAnswer> =>
      httpAnswer(
        await observer.invoke(
          anEvent('GET /v1/users/{openid}/credits/{scene}', {
            path: { openid, scene: String(scene) },
          }),
          movedMs,
        ),
      ),
    resolve: async (
      openid: string,
      scene: number,
      body: { readonly sendId: string; readonly delivered: boolean },
      movedMs: number,
    ): Promise<HttpAnswer> =>
      httpAnswer(
        await observer.invoke(
          anEvent('POST /v1/users/{openid}/credits/{scene}/resolution', {
            path: { openid, scene: String(scene) },
            body,
          }),
          movedMs,
        ),
      ),
    close: async () => {
      ssm.destroy();
      dynamodb.destroy();
      await world.close();
    },
  };
};

export type CrashWorld = Awaited<ReturnType<typeof startCrashWorld>>;
