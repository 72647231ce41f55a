import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BundleProcess } from '../support/bundle-process.ts';
import { aUserWithCredits, httpAnswer, sendEvent } from '../support/bundle-user.ts';
import { type BundleWorld, startBundleWorld } from '../support/bundle-world.ts';
import { certificate } from '../support/loopback-servers.ts';
import { runs } from '../support/scale.ts';

/** `forgotten`: the other side lost it without a word, and resets it when something comes. */
type Ending = 'ended' | 'reset' | 'forgotten';

/** Longer than an idle connection is trusted; the process's clock is moved, nobody waits. */
const longMs = 5_000;
/** Not longer: what ends the connection must be seen by itself. */
const shortMs = 1_000;

/** Stands before a server, so that a test can end connections behind its back. */
const startRelay = async (target: string, scheme: 'http' | 'https') => {
  const { hostname, port } = new URL(target);
  const connections: Socket[] = [];
  const streams: Socket[] = [];
  const relay = (socket: Socket) => {
    streams.push(socket);
    const onward = net.connect({ host: hostname, port: Number(port) });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => {}).on('close', () => other.destroy());
      one.pipe(other);
    }
  };
  const server: Server =
    scheme === 'http' ? net.createServer(relay) : tls.createServer(certificate('trusted'), relay);
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {});
    connections.push(socket);
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    opened: () => connections.length,
    endAll: (ending: Ending) => {
      const old = connections.filter(({ destroyed }) => !destroyed);
      const reset = () => {
        for (const socket of old) if (!socket.destroyed) socket.resetAndDestroy();
      };
      if (ending === 'reset') reset();
      else if (ending === 'ended') for (const socket of old) socket.end();
      else for (const stream of streams.splice(0)) stream.unpipe().once('data', reset).resume();
    },
    close: async () => {
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

let world: BundleWorld;
const answers = new Map<number, number>();
beforeAll(async () => {
  world = await startBundleWorld();
  await world.local.invokeRefresh();
}, 120_000);
afterAll(async () => {
  await world.close();
  const tries = [...answers.values()].reduce((sum, count) => sum + count, 0);
  console.log(`frozen processes: ${tries} tries, ${answers.get(202) ?? 0} false unknowns`);
});

const startFrozen = async (scheme: 'http' | 'https') => {
  const relays = {
    wechat: await startRelay(world.addresses.wechat, scheme),
    dynamodb: await startRelay(world.addresses.dynamodb, 'http'),
    ssm: await startRelay(world.addresses.ssm, 'http'),
  };
  const process = world.start('send-message', {
    addresses: {
      wechat: relays.wechat.url,
      dynamodb: relays.dynamodb.url,
      ssm: relays.ssm.url,
    },
    environment: { NODE_EXTRA_CA_CERTS: certificate('trusted').certFile },
  });
  await process.ready;
  return {
    process,
    relays,
    stop: async () => {
      process.kill();
      await process.exited;
      await Promise.all(Object.values(relays).map((relay) => relay.close()));
    },
  };
};

const note = (status: number): number => {
  answers.set(status, (answers.get(status) ?? 0) + 1);
  return status;
};

/** The event waits in the pipe before anything ends, so that a thawed process meets it first. */
const sendFrozen = async (
  process: BundleProcess,
  event: unknown,
  movedMs: number,
  meanwhile: () => void,
): Promise<number> => {
  await process.freeze();
  const ended = process.invoke(event, movedMs);
  meanwhile();
  process.thaw();
  return note(httpAnswer(await ended).status);
};

const casesOf = (...endings: readonly Ending[]) =>
  (['http', 'https'] as const).flatMap((scheme) =>
    endings.map((ending) => [scheme, ending] as const),
  );

// Windows cannot stop a process.
describe.skipIf(process.platform === 'win32')('a process that is frozen between two sends', () => {
  test.each(casesOf('ended', 'reset', 'forgotten'))(
    'over %s: no message is unknown for a connection that was %s meanwhile',
    async (scheme, ending) => {
      const tries = runs(2, 25);
      const { openid, scenes } = await aUserWithCredits(world, tries + 1);
      const { process, relays, stop } = await startFrozen(scheme);
      const statuses = [
        httpAnswer(await process.invoke(sendEvent(openid, 'key', scenes[0]))).status,
      ];

      for (const scene of scenes.slice(1)) {
        const opened = relays.wechat.opened();
        statuses.push(
          await sendFrozen(process, sendEvent(openid, 'key', scene), longMs * scene, () => {
            relays.wechat.endAll(ending);
            // every other time, what leads to AWS too
            if (scene % 2 === 0) relays.dynamodb.endAll(ending);
            if (scene % 2 === 0) relays.ssm.endAll(ending);
          }),
        );
        expect(relays.wechat.opened()).toBe(opened + 1);
      }

      await stop();
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(await world.inbox(openid)).toHaveLength(tries + 1);
    },
    120_000,
  );

  test.each(casesOf('ended', 'reset'))(
    'over %s, for less time than a connection is trusted: nor for one that was %s',
    async (scheme, ending) => {
      const tries = runs(1, 10);
      const { openid, scenes } = await aUserWithCredits(world, tries + 1);
      const { process, relays, stop } = await startFrozen(scheme);
      const statuses = [
        httpAnswer(await process.invoke(sendEvent(openid, 'key', scenes[0]))).status,
      ];

      for (const scene of scenes.slice(1)) {
        statuses.push(
          await sendFrozen(process, sendEvent(openid, 'key', scene), shortMs * scene, () =>
            relays.wechat.endAll(ending),
          ),
        );
      }

      await stop();
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(await world.inbox(openid)).toHaveLength(tries + 1);
    },
    120_000,
  );
});

describe.skipIf(process.platform === 'win32')('a process that is frozen after INIT', () => {
  test.each(casesOf('ended', 'reset', 'forgotten'))(
    'over %s: its first message is not unknown for one that was %s',
    async (scheme, ending) => {
      const tries = runs(1, 5);
      const { openid, scenes } = await aUserWithCredits(world, tries);
      const statuses: number[] = [];

      for (const scene of scenes) {
        const { process, relays, stop } = await startFrozen(scheme);
        statuses.push(
          await sendFrozen(process, sendEvent(openid, 'key', scene), longMs, () =>
            relays.wechat.endAll(ending),
          ),
        );
        await stop();
      }

      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(await world.inbox(openid)).toHaveLength(tries);
    },
    60_000,
  );
});
