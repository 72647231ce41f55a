import { afterEach, describe, expect, test } from 'vitest';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { session } from './in-process.ts';
import { appsecret, localWorld } from './local-world.ts';

const world = localWorld();
const wrongSecret = '5ec4e7fa11ed5ec4e7fa11ed5ec4e7f0';
const names = ['appsecret', 'sealing-keys', 'pseudonym-key'] as const;

const removeAll = async () => {
  for (const name of names) await world.remove(name).catch(() => undefined);
};
const stored = () => Promise.all(names.map((name) => world.parameter(name).catch(() => undefined)));
const refuseWith = (errcode: number, errmsg?: string) =>
  world.simulator('faults', {
    path: '/cgi-bin/stable_token',
    times: 1,
    fault: { errcode, ...(errmsg === undefined ? {} : { errmsg }) },
  });

afterEach(async () => {
  await world.simulator('faults');
});

describe('a stage without secrets', () => {
  test('gets all three, which the functions can read, and the AppSecret is shown nowhere', async () => {
    await removeAll();

    const ran = await world.json(['init', '--appsecret-stdin'], { stdin: `${appsecret}\n` });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json).toEqual({
      parameters: names.map((name) => ({ name, result: 'written' })),
      check: { status: 'accepted' },
    });
    const [secret, keys = '', pseudonymKey = ''] = await stored();
    expect(secret).toBe(appsecret);
    expect(parseSealingKeys(keys).signingKey(Date.now()).kid).toBe('01');
    expect(Buffer.from(pseudonymKey, 'base64')).toHaveLength(32);
    for (const value of [appsecret, pseudonymKey]) expect(ran.stdout).not.toContain(value);
  });

  test('and nobody to ask is told how to give the AppSecret, and nothing is written', async () => {
    await removeAll();

    const ran = await world.run(['init', '--lang', 'zh']);

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--appsecret-stdin');
    expect(await stored()).toEqual([undefined, undefined, undefined]);
  });

  // a title is printed: it must not hold the AppSecret either
  test.each([
    ['nothing', ''],
    ['three digits', 'abc'],
    ['a digit more', `${appsecret}0`],
    ['another letter than a hex digit', 'g'.repeat(32)],
  ])('%s is no AppSecret, and is not shown', async (_, stdin) => {
    await removeAll();
    const ran = await world.run(['init', '--appsecret-stdin'], { stdin });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe('An AppSecret is 32 hex digits.\n');
  });
});

describe('an AppSecret that WeChat refuses', () => {
  test.each([
    [undefined, 40125, 'Reset it in the WeChat developer console'],
    [40013, 40013, 'Check the one in yici.config.ts'],
    [40001, 40001, 'the AppSecret is wrong, store it again'],
  ])('(fault %s) is explained by errcode %i and is not written', async (fault, errcode, text) => {
    await removeAll();
    if (fault !== undefined) await refuseWith(fault);

    const { code, json } = await world.json(['init', '--appsecret-stdin'], { stdin: wrongSecret });

    expect(code).toBe(1);
    expect(json.error).toMatchObject({ code: 'appsecret_refused', errcode, kept: false });
    expect(json.error.message).toContain(text);
    expect(JSON.stringify(json)).not.toContain(wrongSecret);
    expect(await stored()).toEqual([undefined, undefined, undefined]);
  });

  test('when it is one that is stored already, it stays, and the way to replace it is said', async () => {
    await world.put('appsecret', wrongSecret);

    const ran = await world.run(['init', '--lang', 'zh']);

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('用 init --force appsecret 换掉它');
    expect(ran.stderr).not.toContain(wrongSecret);
    expect(await world.parameter('appsecret')).toBe(wrongSecret);
  });
});

test('an address that is not on the allow-list says nothing of the AppSecret: it is written, and said', async () => {
  await removeAll();
  await refuseWith(
    40164,
    'invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 1-2-3',
  );

  const { code, json } = await world.json(['init', '--appsecret-stdin'], { stdin: appsecret });

  expect(code).toBe(0);
  expect(json.check).toMatchObject({ status: 'cannot_tell', errcode: 40164 });
  expect(json.check.hint.zh).toContain('203.0.113.9');
  expect(await world.parameter('appsecret')).toBe(appsecret);
});

test('without the check WeChat is not asked', async () => {
  await removeAll();

  const { code, json } = await world.json(['init', '--appsecret-stdin', '--no-check'], {
    stdin: wrongSecret,
  });

  expect({ code, check: json.check }).toEqual({ code: 0, check: null });
  expect(await world.parameter('appsecret')).toBe(wrongSecret);
});

describe('what is there', () => {
  test('is kept, and it says so', async () => {
    await world.put('appsecret', appsecret);
    const before = await stored();

    const { code, stdout } = await world.run(['init']);

    expect(code).toBe(0);
    for (const name of names) expect(stdout).toContain(`kept     /yici/local/${name}`);
    expect(stdout).toContain('WeChat takes this AppSecret.');
    expect(await stored()).toEqual(before);
  });

  test('is overwritten where it is named, and the rest is kept', async () => {
    const before = await stored();

    const { json } = await world.json(['init', '--force', 'pseudonym-key']);

    const after = await stored();
    expect(json.parameters).toEqual([
      { name: 'appsecret', result: 'kept' },
      { name: 'sealing-keys', result: 'kept' },
      { name: 'pseudonym-key', result: 'written' },
    ]);
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).not.toBe(before[2]);
  });
});

describe('asked at a terminal', () => {
  const here = () => ['--stage', 'local', '--data', world.dataDir];

  test('the AppSecret is not shown while it is typed, and a wrong form is asked for again', async () => {
    await removeAll();
    const { ended, shown, type } = session(['init', ...here()], { isTerminal: true });

    await shown('AppSecret of wx51a7c0de51a7c0de');
    type('tooshort\r');
    await shown('An AppSecret is 32 hex digits.');
    type('\u0015'); // clears the line
    type(appsecret);
    type('\u0014'); // Ctrl-T, which the prompt would offer for showing it
    type('\r');
    const { code, stdout, stderr } = await ended;

    expect(code).toBe(0);
    expect(stdout).toContain('written  /yici/local/appsecret');
    expect(stdout + stderr).not.toContain(appsecret);
    expect(stdout + stderr).not.toContain('tooshort');
    expect(stderr).not.toContain('toggle');
    expect(await world.parameter('appsecret')).toBe(appsecret);
  });

  test('Ctrl-C ends it with nothing written', async () => {
    await removeAll();
    const { ended, shown, type } = session(['init', ...here(), '--lang', 'zh'], {
      isTerminal: true,
    });

    await shown('的 AppSecret');
    type('\u0003');

    expect((await ended).code).toBe(130);
    expect(await stored()).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['n\r', 1, 'Nothing was done.'],
    ['y\r', 3, 'Nothing is stored of this user.'],
  ])('erase asks, and %j is understood', async (keys, code, text) => {
    const openid = 'oNobodyHasThisOpenid00000000';
    const { ended, shown, type } = session(['erase', openid, ...here()], { isTerminal: true });

    await shown('cannot be taken back');
    type(keys);
    const ran = await ended;

    expect(ran.code).toBe(code);
    expect(ran.stdout + ran.stderr).toContain(text);
    expect(ran.stderr).not.toContain(openid);
  });

  test('send asks for what is missing', async () => {
    const openid = 'oNobodyHasThisOpenid00000000';
    const { ended, shown, type } = session(['send', openid, '1', '--content', 'c', ...here()], {
      isTerminal: true,
    });

    await shown('title, at most 15 characters');
    type('Reminder\r');
    const { code, stderr } = await ended;

    expect(code).toBe(1);
    expect(stderr).toContain('no_credit');
  });

  test('an answer that is neither yes nor no is told so in Chinese too', async () => {
    const openid = 'oNobodyHasThisOpenid00000000';
    const { ended, shown, type } = session(['erase', openid, ...here(), '--lang', 'zh'], {
      isTerminal: true,
    });

    await shown('确定吗');
    type('x\r');
    await shown('请回答是（y）或否（n）');
    type('\u0003');

    expect((await ended).code).toBe(130);
  });
});
