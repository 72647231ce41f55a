// Run by `wechat-http-process.ts`: does what it is told by messages, with a wall clock that can be moved.
import { type ConnectedHost, wechatHttp } from '../../src/wechat/http.ts';
import type { ChildAnswer, ChildCommand } from './wechat-http-process.ts';

let movedMs = 0;
let host: ConnectedHost | undefined;
const wechat = wechatHttp([process.argv[2] ?? ''], () => Date.now() + movedMs);

const connect = async (): Promise<ChildAnswer> => {
  try {
    host = await wechat.connect();
    return { status: 'connected' };
  } catch {
    return { status: 'unavailable' };
  }
};

const exchange = async (): Promise<ChildAnswer> =>
  host === undefined
    ? { status: 'unavailable' }
    : host.exchange({ method: 'POST', path: '/send', body: '{}' });

const acts: Readonly<Record<ChildCommand['act'], () => Promise<ChildAnswer>>> = {
  connect,
  exchange,
  send: async () => {
    const connected = await connect();
    return connected.status === 'connected' ? exchange() : connected;
  },
};

process.on('message', async ({ act, advanceMs }: ChildCommand) => {
  movedMs += advanceMs;
  process.send?.(await acts[act]());
});
process.send?.('ready');
