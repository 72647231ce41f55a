import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parameterNames } from '../../lib/parameters.ts';
import { aPhone, type LocalWorld, startLocalWorld } from '../lies/local-world.ts';
import { runs } from '../support/scale.ts';
import { plantedOpenids, plantedSecrets } from './planted.ts';
import { searchFor, spellingsOf } from './spellings.ts';

const aws = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};
const names = parameterNames('local');
const sendPath = '/cgi-bin/message/template/subscribe';
const tokenPath = '/cgi-bin/stable_token';

/** What the service answered: to anybody, and to the owner's back end, who may be told openids. */
const answers: Record<'anybody' | 'back end', string[]> = { anybody: [], 'back end': [] };
let hearer: keyof typeof answers = 'anybody';
/** Of every link: its seal, its cookie or verifier, its receipt; and of every send its key. */
const passing: Record<string, string> = {};
const tokens: Record<string, string> = {};

let world: LocalWorld;

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
const readToken = async (name: string) => {
  const { Parameter } = await withSsm((client) =>
    client.send(new GetParameterCommand({ Name: names.accessToken, WithDecryption: true })),
  );
  const { accessToken } = JSON.parse(Parameter?.Value ?? '{}');
  if (typeof accessToken === 'string') tokens[name] = accessToken;
  return String(accessToken);
};

const call: LocalWorld['call'] = async (...given) => {
  hearer = 'back end';
  try {
    return await world.call(...given);
  } finally {
    hearer = 'anybody';
  }
};

let sends = 0;
const send = (openid: string, scene: number, changes: object = {}) => {
  sends += 1;
  const key = `canary-key-${sends}-Xq7Lw2Zp9Rv4`;
  passing[`Idempotency-Key ${sends}`] = key;
  return call(
    'POST',
    '/v1/messages',
    { openid, scene, title: '上课提醒', content: '明天上午九点', ...changes },
    { 'idempotency-key': key },
  );
};
const fault = (path: string, what: object, times = 1) =>
  world.simulate('POST', 'faults', { path, times, fault: what });

const goodRing = JSON.stringify({
  keys: [
    { kid: '01', secret: plantedSecrets['sealing key'], signsFrom: '2026-01-01T00:00:00Z' },
    { kid: '02', secret: plantedSecrets['older sealing key'], signsFrom: '2025-01-01T00:00:00Z' },
  ],
});

beforeAll(async () => {
  world = await startLocalWorld((answer) => answers[hearer].push(answer));
  await put(names.sealingKeys, goodRing);
  await put(names.pseudonymKey, plantedSecrets['pseudonym key'] ?? '');
  await world.restart();
}, 60_000);
afterAll(() => world.close());

/** Both doors, a cancel, replays, forgeries, receipts. */
const liveThroughConsents = async () => {
  const user = await aPhone(world, plantedOpenids['a user']);
  for (const scene of [1, 2, 3]) {
    const callback = await user.callback(scene);
    passing[`reserved ${scene}`] = new URL(callback).searchParams.get('reserved') ?? '';
    const first = await user.arrive(callback);
    passing[`receipt ${scene}`] = first.get('receipt') ?? '';
    expect(first.get('yici')).toBe('confirmed');
    await user.arrive(callback);
    await world.open(callback);
    await world.open(`${callback}&openid=${user.openid}`);
    await world.open(callback.replace('reserved=1', 'reserved=0'));
    await world.open(callback.replace(`openid=${user.openid}`, `openid=${user.openid}%0d%0a`));
    await world.open(callback.replace('scene=', `scene=${user.openid}`));
    await call('POST', '/v1/receipts', { receipt: passing[`receipt ${scene}`] });
  }
  await user.arrive(await user.callback(4, 'cancel'));

  const bound = await aPhone(world, plantedOpenids['a bound user']);
  const { text } = await call('POST', `/v1/users/${bound.openid}/confirm-links`, {
    scene: 1,
    return: 'demo',
  });
  const back = await bound.tap(JSON.parse(text).confirmLink, 'confirm');
  expect((await bound.arrive(back)).get('yici')).toBe('confirmed');
  await world.open(back.replace(bound.openid, user.openid));

  const relay = await aPhone(world, plantedOpenids['a user of the relay']);
  const post = (path: string, body: unknown) =>
    world.open(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const link = JSON.parse((await post('/v1/confirm-links', { scene: 1, return: 'demo' })).text);
  passing['verifier'] = link.verifier;
  const found = Object.fromEntries(
    new URL(await relay.tap(link.confirmLink, 'confirm')).searchParams,
  );
  await post('/v1/consents', found);
  expect((await post('/v1/consents', { ...found, verifier: link.verifier })).status).toBe(200);
  await post('/v1/consents', { ...found, verifier: link.verifier, scene: 2 });
};

/** Sent, repeated, refused in every way that WeChat knows, and unanswered. */
const liveThroughSends = async () => {
  await world.local.invokeRefresh();
  const token = await readToken('the first access_token');
  const user = await aPhone(world, plantedOpenids['a user']);
  expect((await send(user.openid, 1)).status).toBe(200);
  await send(user.openid, 1);
  const echo = `token ${token} of ${user.openid}, secret ${plantedSecrets['appsecret']}`;
  const troubles: readonly object[] = [
    ...[43101, 40003, 45009, 40164, 47001, -1, 45082, 48001, 43108, 40037, 99_999].map(
      (errcode) => ({ errcode }),
    ),
    { errcode: 43101, errmsg: `access_token=${token} rid: 5f9a1b2c-0a1b2c3d-4e5f6a7b` },
    { errcode: 40003, errmsg: `invalid openid ${user.openid}, ${token}${token} rid: 1-2-3` },
    { errcode: 45009, errmsg: `${'x'.repeat(220)}${token}` },
    { errcode: 40001 },
    { status: 502, body: echo },
    { status: 500, body: `<html>${echo}` },
    { html: echo },
    { half: true },
    { drop: 'before' },
    { drop: 'after' },
  ];
  for (const [at, trouble] of troubles.entries()) {
    const scene = 100 + at;
    await user.arrive(await user.callback(scene));
    await fault(sendPath, trouble, 1);
    await send(user.openid, scene);
    const { text } = await call('GET', `/v1/users/${user.openid}/credits/${scene}`);
    const { sendId, state } = JSON.parse(text);
    if (state === 'unknown') {
      await call('POST', `/v1/users/${user.openid}/credits/${scene}/resolution`, {
        sendId,
        delivered: false,
      });
    }
  }
  await readToken('the second access_token');
  await call('GET', `/v1/users/${user.openid}/credits`);
  await call('GET', '/v1/health');
};

/** The token call fails, with the secret and the token in WeChat's own words. */
const liveThroughRefreshes = async () => {
  const user = await aPhone(world, plantedOpenids['a user']);
  // WeChat may repeat what it was sent, and what it says may be no answer of its
  const echo = `secret ${plantedSecrets['appsecret']}`;
  const unread = plantedSecrets['broken parameter'];
  const troubles: readonly object[] = [
    { errcode: 40125, errmsg: echo },
    { status: 200, body: `{"access_token":"${unread}","expires_in":"soon"}` },
    { errcode: 40013 },
    { errcode: -1, errmsg: echo },
    { status: 503, body: echo },
    { html: echo },
    { status: 200, body: `{"access_token":"${unread}","access_token":"x","expires_in":7200}` },
    { status: 200, body: `{"access_token":"${unread}","errcode":40125}` },
    { half: true },
    { drop: 'after' },
  ];
  for (const trouble of troubles.slice(0, runs(2, troubles.length))) {
    await put(names.accessToken, `{"accessToken":"${plantedSecrets['broken parameter']}`);
    await fault(tokenPath, trouble, 3);
    await world.local.invokeRefresh();
    await send(user.openid, 2);
    await call('GET', '/v1/health');
    await world.simulate('DELETE', 'faults');
  }
  await world.local.invokeRefresh();
  await readToken('the last access_token');
};

/** Openids and secrets where none belongs. */
const liveThroughMistakes = async () => {
  const stray = plantedOpenids['an openid in the wrong place'];
  const body = { openid: stray, scene: 1, title: 't', content: 'c' };
  for (const name of [...Object.keys(body), 'color', 'url', 'miniprogram', stray]) {
    await call(
      'POST',
      '/v1/messages',
      { ...body, [name]: name === 'openid' ? `${stray}!` : stray },
      { 'idempotency-key': stray },
    );
  }
  await call('POST', '/v1/messages', `{"openid":"${stray}"`, { 'idempotency-key': 'x' });
  await call(
    'POST',
    '/v1/messages',
    { ...body, title: stray.repeat(400) },
    { 'idempotency-key': 'x' },
  );
  await call('POST', '/v1/receipts', { receipt: stray, [stray]: 1 });
  await call('POST', `/v1/users/${stray}/confirm-links`, {
    scene: stray,
    return: stray,
    door: stray,
  });
  await call('POST', `/v1/users/${stray}/credits/1/resolution`, {
    sendId: stray,
    delivered: stray,
  });
  await call('GET', `/v1/users/${stray}/credits/${stray}`);
  await call('GET', `/v1/users/${stray}%20/credits`);
  await call('GET', `/v1/${stray}`);
  // what is sent back to its own sender is no leak, so only the logs are searched for these
  hearer = 'back end';
  for (const url of [
    `/subscribe?scene=${stray}&return=demo`,
    `/subscribe?scene=1&return=${stray}`,
    `/subscribe?scene=1&return=demo&state=${stray.repeat(12)}`,
    `/consent/${stray}?openid=${stray}&action=${stray}&scene=${stray}&reserved=${stray}&template_id=${stray}`,
    `/consent/x?openid=${stray}&openid=${stray}`,
    `/${stray}`,
  ]) {
    await world.open(url, {
      headers: { cookie: `yici=${stray}`, referer: `https://x/?openid=${stray}` },
    });
  }
  await world.open('/v1/consents', {
    method: 'POST',
    body: JSON.stringify({ openid: `${stray} `, action: stray }),
  });
  hearer = 'anybody';
};

/** Parameters and items that cannot be read, with a secret in each. */
const liveThroughDamage = async () => {
  const damaged = plantedOpenids['a user who is damaged'];
  const dynamodb = new DynamoDBClient({ ...aws, endpoint: world.local.dynamodbUrl });
  await dynamodb.send(
    new PutItemCommand({
      TableName: 'yici-local-credits',
      Item: { openid: { S: damaged }, scene: { N: '1' }, confirmed: { N: '1' } },
    }),
  );
  dynamodb.destroy();
  await call('GET', `/v1/users/${damaged}/credits`);
  await call('GET', `/v1/users/${damaged}/credits/1`);
  await send(damaged, 1);
  await call('DELETE', `/v1/users/${damaged}`);

  const broken = plantedSecrets['broken parameter'] ?? '';
  const rings = [
    `{"keys":[{"kid":"01","secret":"${broken}`,
    `{"keys":[{"kid":"01","secret":"${broken}","signsFrom":"2026-01-01T00:00:00Z"}]}`,
    `{"keys":"${broken}"}`,
    broken,
  ];
  for (const ring of rings.slice(0, runs(1, rings.length))) {
    await put(names.sealingKeys, ring);
    await put(names.accessToken, ring);
    await put(names.appsecret, broken);
    await world.restart();
    await world.open('/subscribe?scene=1&return=demo');
    await world.open('/consent/x?openid=x');
    await call('POST', '/v1/receipts', { receipt: passing['receipt 1'] });
    await send(plantedOpenids['a user'], 3);
    await call('GET', '/v1/health');
    await world.local.invokeRefresh();
  }
};

beforeAll(async () => {
  await liveThroughConsents();
  await liveThroughSends();
  await liveThroughRefreshes();
  await liveThroughMistakes();
  await call('DELETE', `/v1/users/${plantedOpenids['a user']}`);
  await liveThroughDamage();
}, 240_000);

const secrets = () => ({ ...plantedSecrets, ...tokens });
const counted: Record<string, number> = {};
afterAll(() => {
  const told = Object.entries(counted).map(([name, number]) => `${number} ${name}`);
  process.stdout.write(`canary: whole story: ${told.join(', ')}\n`);
});

describe('the whole story, with all that may go wrong in it', () => {
  test('did happen: everything was planted, sent, refused and logged', async () => {
    const events = new Set(world.lines.map((line) => /"event":"([^"]+)"/.exec(line)?.[1]));
    for (const event of [
      'link.created',
      'consent.recorded',
      'consent.repeated',
      'consent.cancelled',
      'consent.refused',
      'receipt.opened',
      'credit.claimed',
      'credit.claim_refused',
      'credit.resolved',
      'credit.erased',
      'message.sent',
      'message.refused',
      'message.released',
      'message.unknown',
      'request.invalid',
      'request.failed',
    ]) {
      expect([...events]).toContain(event);
    }
    expect(new Set(Object.values(tokens)).size).toBeGreaterThanOrEqual(2);
    expect(Object.values(passing).every((each) => each.length > 16)).toBe(true);
    counted['secrets and tokens'] = Object.keys(secrets()).length;
    counted['openids'] = Object.keys(plantedOpenids).length;
    counted['spellings'] = Object.values({ ...secrets(), ...plantedOpenids }).flatMap(
      spellingsOf,
    ).length;
    counted['log lines'] = world.lines.length;
    counted['answers'] = answers.anybody.length + answers['back end'].length;
  });

  test('no log line, metric or error holds a secret, an openid, a seal, a receipt or a key', () => {
    const logged = world.lines.join('\n');

    expect(searchFor({ ...secrets(), ...plantedOpenids, ...passing }, logged)).toEqual([]);
  });

  test('no answer holds a secret', () => {
    const text = [...answers.anybody, ...answers['back end']].join('\n');

    expect(searchFor(secrets(), text)).toEqual([]);
  });

  test('no answer to anybody but the back end holds an openid', () => {
    expect(searchFor(plantedOpenids, answers.anybody.join('\n'))).toEqual([]);
    // which is told it, so that the search would find one
    expect(searchFor(plantedOpenids, answers['back end'].join('\n'))).not.toEqual([]);
  });

  test('every line is one JSON object that names its function', () => {
    for (const line of world.lines) {
      const [name = '', json = ''] = line.split(/\t(.*)/s);
      expect(name).toMatch(/^[a-z-]+$/);
      expect(typeof JSON.parse(json)).toBe('object');
    }
  });
});
