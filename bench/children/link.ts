// Seals confirm links and opens their tickets, again and again: no network, no process start.
// Its result goes to file descriptor 3: microseconds of CPU each.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { keyRing } from '../../src/domain/key-ring.ts';
import type { Openid } from '../../src/domain/openid.ts';
import type { Scene } from '../../src/domain/scene.ts';
import { openTicket } from '../../src/domain/ticket.ts';
import { pooledRandom } from '../../src/entry/pooled-random.ts';
import { createConfirmLink } from '../../src/use-cases/create-confirm-link.ts';
import { confirmLink } from '../../src/wechat/confirm-link.ts';

const appid = 'wx0123456789abcdef';
const templateId = 'template_0123456789abcdefghijklmnopqrstuvwx';
const scene = 1001 as Scene;
const holder = { kind: 'openid', openid: 'oBench0000000000000000000001' as Openid } as const;
const ring = keyRing([{ kid: '01', secret: randomBytes(32), signsFromMs: 0 }]);
const create = createConfirmLink({
  settings: {
    appid,
    templateId,
    publicBaseUrl: 'https://wx.example.com',
    returnTargets: { course: 'https://h5.example.com/course' },
    scenes: [],
  },
  keyRing: () => Promise.resolve(ring),
  now: Date.now,
  random: pooledRandom(),
});
const request = {
  door: 'relay',
  scene,
  returnName: 'course',
  holder,
  lifetimeSeconds: 1_800,
} as const;
const { reserved } = await create(request);
const sealed = { appid, templateId, scene, pathState: '' };

const build = async () => confirmLink('https://mp.weixin.qq.com', await create(request));
const verify = async () => {
  if (openTicket(ring, reserved, sealed)?.isHeldBy(holder) !== true) throw new Error('refused');
};

const measure = async (once: () => Promise<unknown>): Promise<number> => {
  const times = 50_000;
  for (let left = times; left > 0; left -= 1) await once();
  const started = process.cpuUsage();
  for (let left = times; left > 0; left -= 1) await once();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / times;
};

writeSync(3, JSON.stringify({ build: await measure(build), verify: await measure(verify) }));
process.exit(0);
