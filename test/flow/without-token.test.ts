import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, aPerson, startWorld, type World } from './world.ts';

const sendPath = '/cgi-bin/message/template/subscribe';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.simulate('DELETE', 'faults');
  await world.refresh();
  await world.close();
});
beforeEach(async () => {
  await world.simulate('DELETE', 'faults');
  await world.refresh();
});

/** The stored token is gone, the one in memory is over, and WeChat answers so when asked for another. */
const endToken = async (fault: unknown) => {
  await world.simulate('POST', 'faults', { path: '/cgi-bin/stable_token', times: 'always', fault });
  await world.simulate('POST', 'clock', { advanceSeconds: 7_201 });
  await world.forgetToken();
};

/** An environment that has a token in memory tries it once, and then knows of none. */
const sendWithoutToken = async (openid: string, key: string): Promise<Answer> => {
  for (;;) {
    const before = await world.calls(sendPath);
    const answer = await world.send(openid, key);
    if ((await world.calls(sendPath)) === before) return answer;
  }
};

describe('a message for which no access_token can be had', () => {
  it('is told what WeChat says of the token, is counted, and costs no credit', async () => {
    const { openid, confirm } = await aPerson(world);
    await confirm();
    await endToken({ errcode: 40164 });

    const answer = await sendWithoutToken(openid, 'key');

    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({ code: 'wechat_blocked', errcode: 40164 });
    expect(Object.keys(answer.json['hint'] as object).sort()).toEqual(['en', 'zh']);
    expect((await world.credit(openid)).json['state']).toBe('available');
    expect((await world.logs()).join('\n')).toContain('message.not_started');
  });

  it('is told to try again when WeChat is out of reach, but a repeated key is told its first answer', async () => {
    const { openid, confirm } = await aPerson(world);
    await confirm();
    const sent = await world.send(openid, 'key');
    const another = await aPerson(world);
    await another.confirm();
    await endToken({ drop: 'before' });

    const answer = await sendWithoutToken(another.openid, 'key');
    const again = await sendWithoutToken(openid, 'key');

    expect(answer.json).toMatchObject({ code: 'wechat_unavailable', status: 503 });
    expect(sent.status).toBe(200);
    expect([again.status, again.json]).toEqual([sent.status, sent.json]);
  });
});
