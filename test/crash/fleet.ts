import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FunctionHost, startFunctionHost } from '../../local/function-host.ts';
import { startLambdaEndpoint } from '../../local/lambda-endpoint.ts';
import type { Ended } from '../support/bundle-process.ts';
import type { Addresses, BundleWorld } from '../support/bundle-world.ts';

/** Environments of send-message, and how many of refresh-access-token they call. */
const senders = 8;
const refreshers = 4;

export type Fleet = {
  /** All at once, dealt out in turn. */
  readonly send: (events: readonly unknown[]) => Promise<readonly (Ended | undefined)[]>;
  readonly stop: () => Promise<void>;
};

/**
 * Environments that share nothing but the tables, Parameter Store and WeChat: each is a process of
 * its own, the refresher's too.
 */
export const startFleet = async (
  world: BundleWorld,
  addresses: Partial<Addresses> = {},
): Promise<Fleet> => {
  const lambda = await startRefreshers(world, addresses);
  const sending = Array.from({ length: senders }, () =>
    world.start('send-message', { addresses: { ...addresses, lambda: lambda.url } }),
  );
  await Promise.all(sending.map(({ ready }) => ready));

  return {
    send: (events) => Promise.all(events.map((event, at) => sending[at % senders]?.invoke(event))),
    stop: async () => {
      for (const { kill } of sending) kill();
      await Promise.all(sending.map(({ exited }) => exited));
      await lambda.close();
    },
  };
};

/**
 * Environments that are threads of this process, as the local Lambda's: sooner started than
 * processes. As Lambda does, each takes the next event when it is done with the one before.
 */
export const startCrowd = async (
  world: BundleWorld,
  count: number,
  addresses: Partial<Addresses> = {},
): Promise<Fleet> => {
  const lambda = await startRefreshers(world, addresses);
  const definition = world.define('send-message', {
    addresses: { ...addresses, lambda: lambda.url },
  });
  const hosts: FunctionHost[] = [];
  while (hosts.length < count) {
    const started = Array.from({ length: Math.min(8, count - hosts.length) }, () =>
      startFunctionHost(definition, () => {}),
    );
    hosts.push(...started);
    await Promise.all(started.map(({ ready }) => ready));
  }

  return {
    send: async (events) => {
      const ended: Ended[] = [];
      await Promise.all(
        hosts.map(async ({ invoke }, host) => {
          for (let id = host; id < events.length; id += count) {
            const invoked = await invoke(JSON.stringify(events[id]), `request-${id}`);
            ended[id] = invoked.functionError
              ? { id, failure: invoked.payload }
              : { id, answer: JSON.parse(invoked.payload) };
          }
        }),
      );
      return ended;
    },
    stop: async () => {
      await Promise.all(hosts.map(({ kill }) => kill()));
      await lambda.close();
    },
  };
};

/** Lambda's Invoke, with more than one environment behind it. */
const startRefreshers = async (world: BundleWorld, addresses: Partial<Addresses>) => {
  const refreshing = Array.from({ length: refreshers }, () =>
    world.start('refresh-access-token', { addresses }),
  );
  let calls = 0;
  const lambda = await startLambdaEndpoint({
    has: () => true,
    invoke: async (_, event) => {
      calls += 1;
      const ended = await refreshing[calls % refreshers]?.invoke(JSON.parse(event));
      return ended !== undefined && 'answer' in ended
        ? { payload: JSON.stringify(ended.answer) }
        : { payload: JSON.stringify(ended), functionError: 'Unhandled' };
    },
    warm: async () => new Map(),
    reload: () => {},
    close: async () => {},
  });
  await Promise.all(refreshing.map(({ ready }) => ready));
  return {
    url: lambda.url,
    close: async () => {
      for (const { kill } of refreshing) kill();
      await Promise.all(refreshing.map(({ exited }) => exited));
      await lambda.close();
    },
  };
};

/**
 * Parameter Store as an account has it: so many reads a second, and no more than that at once;
 * others are told `ThrottlingException`.
 */
export const startThrottledSsm = async (target: string, readsPerSecond: number) => {
  let left = readsPerSecond;
  let filledAtMs = performance.now();
  let refused = 0;

  const isAllowed = (): boolean => {
    const nowMs = performance.now();
    left = Math.min(readsPerSecond, left + ((nowMs - filledAtMs) / 1000) * readsPerSecond);
    filledAtMs = nowMs;
    if (left < 1) {
      refused += 1;
      return false;
    }
    left -= 1;
    return true;
  };

  const server = http.createServer({ keepAliveTimeout: 0 }, (request, response) => {
    if (request.headers['x-amz-target'] === 'AmazonSSM.GetParameter' && !isAllowed()) {
      request.resume().once('end', () => {
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
        response.end('{"__type":"ThrottlingException","message":"Rate exceeded"}');
      });
      return;
    }
    const { method = 'POST', headers, url = '/' } = request;
    const onward = http.request(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Others have just used up what there was. */
    drain: () => {
      left = 0;
    },
    /** How many reads were refused. */
    refused: () => refused,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
