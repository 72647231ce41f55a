import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Opens the connection that the first call would otherwise wait for: its handshake is 3 to 4 ms of a
 * whole core, which at 128 MB are some 50. Without a signature DynamoDB answers `GET /` by `healthy:`
 * and its name; that needs no right and costs nothing.
 */
export const openTableConnection =
  ({ config }: DynamoDBClient): (() => Promise<void>) =>
  async () => {
    const given = await config.endpoint?.();
    const { protocol, hostname, port } =
      given ?? config.endpointProvider({ Region: await config.region() }).url;
    const { response } = await config.requestHandler.handle({
      method: 'GET',
      protocol,
      hostname,
      port,
      path: '/',
      headers: {},
    });
    // read to its end, or the connection would not be free for the first call
    response.body.resume();
  };
