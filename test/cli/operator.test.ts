import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../cli/command.ts';
import { link } from '../../cli/commands/link.ts';
import type { Stage } from '../../cli/stage.ts';
import { stageConfig } from '../lib/synthesised.ts';
import { confirmByPhone, lilei } from '../local/phone.ts';
import { closedPort, startHttp } from '../support/loopback-servers.ts';
import { localWorld } from './local-world.ts';

const world = localWorld();
const stranger = 'oNobodyHasThisOpenid00000000';
const message = ['--title', '上课提醒', '--content', '今晚七点'];

const confirmed = (scene: number) => confirmByPhone(world.local(), scene);
const sent = async (): Promise<readonly { readonly scene: number }[]> => {
  const inbox = await fetch(`${world.local().simulatorUrl}/_simulator/inbox?openid=${lilei}`);
  return ((await inbox.json()) as { messages: { scene: number }[] }).messages;
};
const loseAnswer = () =>
  world.simulator('faults', {
    path: '/cgi-bin/message/template/subscribe',
    times: 1,
    fault: { drop: 'after' },
  });

describe('link', () => {
  test('for one user is a confirm link that the simulator takes', async () => {
    const { code, json } = await world.json([
      'link',
      lilei,
      '1101',
      'demo',
      '--state',
      'x=1',
      '--expires-in',
      '600',
    ]);

    expect(code).toBe(0);
    expect(json).toEqual({ link: expect.any(String), expiresAt: expect.any(String), for: 'user' });
    const tapped = (await world.simulator('confirm', {
      url: json.link,
      openid: lilei,
      action: 'confirm',
    })) as { location: string };
    const back = await fetch(tapped.location, { redirect: 'manual' });
    expect(back.headers.get('location')).toContain('yici=confirmed');
  });

  test('for everybody leads to the confirm page, with the state as it was given', async () => {
    const { code, json } = await world.json([
      'link',
      '--any',
      '1101',
      'demo',
      '--state',
      'a b+c&d=1',
    ]);

    expect(code).toBe(0);
    expect(new URL(json.link).searchParams.get('state')).toBe('a b+c&d=1');
    expect(json.link).not.toContain('+');
    const opened = await fetch(json.link, { redirect: 'manual' });
    expect(opened.headers.get('location')).toContain('/mp/subscribemsg?');
  });

  test.each([
    [{ publicBaseUrl: undefined }, 'no_redirect_door'],
    [{ minimumAssurance: 'openid' }, 'no_public_links'],
  ] as const)('for everybody is not shown where a stage has none: %j', async (change, code) => {
    const config = stageConfig(change);
    const stage = async () => ({ config }) as Stage;

    await expect(
      link.run({ stage } as Context, { arguments: ['1101', 'course'], options: { any: true } }),
    ).rejects.toMatchObject({ code });
  });

  test.each([
    [['link', '--any', '1101', 'nowhere'], 2, 'the configuration has demo'],
    [['link', '--any', '1101', 'demo', '--expires-in', '60'], 2, '--expires-in does not go with'],
    [['link', '--any', lilei, '1101', 'demo'], 2, 'Write link <openid>'],
    [['link', lilei, '1101', 'nowhere'], 1, 'invalid_request'],
    [['link', lilei, '1101', 'demo', '--expires-in', '59'], 2, 'from 60 to 604800'],
  ])('%j is refused with exit code %i', async (args, code, text) => {
    const ran = await world.run(args);

    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(text);
    expect(ran.stderr).not.toContain(lilei);
  });
});

describe('send', () => {
  test('shows its key before it sends, and the same key sends no second message', async () => {
    await confirmed(1102);

    const first = await world.json(['send', lilei, '1102', ...message]);
    const key = first.json.key;
    const again = await world.json(['send', lilei, '1102', ...message, '--key', key]);

    expect(first).toMatchObject({ code: 0, stderr: `Idempotency-Key: ${key}\n` });
    expect(first.json).toEqual({ status: 'sent', sendId: expect.any(String), key });
    expect(again.json).toEqual(first.json);
    expect((await sent()).filter(({ scene }) => scene === 1102)).toHaveLength(1);
  });

  test('reads the text from standard input, all lines of it', async () => {
    await confirmed(1103);

    const { code } = await world.run(['send', lilei, '1103', '--title', 't', '--content', '-'], {
      stdin: '第一行\n第二行\n',
    });

    expect(code).toBe(0);
    expect(await sent()).toContainEqual(
      expect.objectContaining({ scene: 1103, content: '第一行\n第二行' }),
    );
  });

  test('without a confirm says so, in the language that is asked for', async () => {
    const english = await world.run(['send', stranger, '1', ...message]);
    const chinese = await world.run(['send', stranger, '1', ...message, '--lang', 'zh']);

    expect(english).toMatchObject({ code: 1, stdout: '' });
    expect(english.stderr).toContain('no_credit: There is no confirm');
    expect(chinese.stderr).toMatch(
      /^Idempotency-Key：\S+\nno_credit：没有可用的确认：从未确认、已用掉，或已过期。请用户再确认一次。\n$/,
    );
    expect(english.stderr + chinese.stderr).not.toContain(stranger);
  });

  test.each([
    ['is lost', (response: ServerResponse) => response.destroy()],
    ["is a gateway's own", (response: ServerResponse) => response.writeHead(503).end('{}')],
  ])('whose answer %s is told to use the same key, and is no success', async (_, answer) => {
    const { url } = await startHttp((_request, response) => void answer(response));

    const { code, json, stderr } = await world.json([
      'send',
      lilei,
      '1',
      ...message,
      '--service-url',
      url,
    ]);

    expect(code).toBe(3);
    expect(json.error.message).toContain(`Only the same key is safe: --key ${json.error.key}`);
    expect(stderr).toContain(json.error.key);
  });

  test('to an address where nobody listens has certainly not been sent', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;

    const ran = await world.run(['send', lilei, '1', ...message, '--service-url', url]);

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`The service cannot be reached (POST ${url}: ECONNREFUSED)`);
    expect(ran.stderr).not.toContain('may have been sent');
  });

  test.each([
    [['--title', 't'], '--content is missing'],
    [
      ['--title', '一'.repeat(16), '--content', 'c'],
      '--title must have 1 to 15 characters, got 16',
    ],
    [['--title', 't', '--content', ' '], '--content must have 1 to 200'],
    [['--title', 't', '--content', 'c', '--miniprogram-appid', 'wx'], 'go together'],
    [['--title', 't', '--content', 'c', '--key', 'two words'], '--key must be'],
  ])('with %j is refused before anything is asked', async (args, text) => {
    const ran = await world.run(['send', lilei, '1', ...args]);

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(text);
  });
});

test('a refusal that is over in a while says how long to wait', async () => {
  await confirmed(1110);
  await world.simulator('faults', {
    path: '/cgi-bin/message/template/subscribe',
    times: 1,
    fault: { errcode: 45011 },
  });

  const { code, json } = await world.json(['send', lilei, '1110', ...message]);

  expect(code).toBe(1);
  expect(json.error).toMatchObject({ code: 'wechat_unavailable', retryAfterSeconds: 60 });
  expect(json.error.message).toContain('\n  Wait 60 s before trying again.');
});

describe('a send that nobody knows the outcome of', () => {
  test('is exit code 3, is found by unknown with its openid, and is settled by resolve', async () => {
    await confirmed(1104);
    await loseAnswer();

    const send = await world.json(['send', lilei, '1104', ...message]);
    const found = await world.json(['unknown']);
    const credit = await world.json(['credits', lilei, '1104']);
    const { sendId } = send.json;
    const resolved = await world.json(['resolve', lilei, '1104', sendId, '--delivered']);
    const after = await world.json(['unknown']);

    expect(send).toMatchObject({ code: 3, json: { status: 'unknown' } });
    expect(found.json.unknown).toContainEqual({
      openid: lilei,
      scene: 1104,
      sendId,
      reason: 'unknown',
      state: 'unknown',
      claimedAt: expect.any(String),
    });
    expect(credit).toMatchObject({
      code: 0,
      json: { credits: [{ scene: 1104, state: 'unknown' }] },
    });
    expect(resolved).toMatchObject({ code: 0, json: { scene: 1104, state: 'spent' } });
    expect(after.json.unknown.filter(({ scene }: { scene: number }) => scene === 1104)).toEqual([]);
  });

  test('gives the credit back when it was not delivered', async () => {
    await confirmed(1105);
    await loseAnswer();
    const { json } = await world.json(['send', lilei, '1105', ...message]);

    const ran = await world.run([
      'resolve',
      lilei,
      '1105',
      json.sendId,
      '--not-delivered',
      '--lang',
      'zh',
    ]);

    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('scene 1105  available（可以发）');
  });

  test.each([
    [[], 2, 'Say --delivered or --not-delivered'],
    [['--delivered', '--not-delivered'], 2, 'Say --delivered or --not-delivered'],
    [['--delivered'], 1, 'not_unknown'],
  ])('resolve with %j of a send that is not unknown is refused', async (flags, code, text) => {
    await confirmed(1106);
    const ran = await world.run(['resolve', lilei, '1106', 'notASend', ...flags]);

    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(text);
  });
});

test('resolve of a user who has no credit is exit code 3, in words of its own', async () => {
  const ran = await world.run(['resolve', stranger, '1', 'someSend', '--delivered']);

  expect(ran).toMatchObject({ code: 3, stdout: '' });
  expect(ran.stderr).toBe(
    'There is nothing to settle: this user has no credit of this scene, never confirmed, or was erased.\n',
  );
});

describe('credits', () => {
  test('shows all of a user, or one', async () => {
    await confirmed(1107);

    const all = await world.json(['credits', lilei]);
    const one = await world.run(['credits', lilei, '1107']);

    expect(all.json.credits).toContainEqual(
      expect.objectContaining({ scene: 1107, state: 'available' }),
    );
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(
      /^scene 1107 {2}available \(a message can be sent\) {2}confirmedAt 20/,
    );
  });

  test.each([[[stranger]], [[stranger, '5']]])(
    'of %j, who has none, is exit code 3',
    async (args) => {
      const { code, json } = await world.json(['credits', ...args]);

      expect({ code, json }).toEqual({ code: 3, json: { credits: [] } });
    },
  );
});

describe('erase', () => {
  test('does nothing without a yes', async () => {
    await confirmed(1108);

    const ran = await world.run(['erase', lilei]);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--yes');
    expect((await world.run(['credits', lilei, '1108'])).code).toBe(0);
  });

  test('with a yes erases all, and a second time there is nothing', async () => {
    await confirmed(1109);

    const first = await world.json(['erase', lilei, '--yes']);
    const second = await world.json(['erase', lilei, '--yes']);

    expect(first.code).toBe(0);
    expect(first.json.erased).toBeGreaterThan(0);
    expect(second).toMatchObject({ code: 3, json: { erased: 0 } });
  });
});

describe('token', () => {
  test('tells age, remaining life and fingerprint, and never the token', async () => {
    const { accessToken, fingerprint } = JSON.parse(await world.parameter('access-token'));

    const { code, json, stdout } = await world.json(['token']);
    const text = await world.run(['token', '--lang', 'zh']);

    expect(code).toBe(0);
    expect(json).toMatchObject({ stored: true, usable: true, fingerprint });
    expect(json.remainingSeconds).toBeGreaterThan(7_000);
    expect(text.stdout).toContain(fingerprint);
    expect(stdout + text.stdout + text.stderr).not.toContain(accessToken);
  });

  test.each([
    ['not JSON', 1, 'malformed_token'],
    ['{"accessToken":"secretive","expiresAt":7200}', 1, 'malformed_token'],
  ])('%s is refused without being shown', async (value, code, error) => {
    const before = await world.parameter('access-token');
    await world.put('access-token', value);

    const ran = await world.json(['token']);

    await world.put('access-token', before);
    expect(ran).toMatchObject({ code, json: { error: { code: error } } });
    expect(ran.stdout).not.toContain('secretive');
  });

  test('that is not there is exit code 3', async () => {
    const before = await world.parameter('access-token');
    await world.remove('access-token');

    const ran = await world.json(['token']);

    await world.put('access-token', before);
    expect(ran).toMatchObject({ code: 3, json: { stored: false } });
  });
});
