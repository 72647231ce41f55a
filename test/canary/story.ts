import assert from 'node:assert/strict';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { aPhone } from '../lies/local-world.ts';
import { runs } from '../support/scale.ts';
import { plantedOpenids, plantedSecrets } from './planted.ts';
import { aws, type Planted, parameters } from './planted-service.ts';

const sendPath = '/cgi-bin/message/template/subscribe';
const tokenPath = '/cgi-bin/stable_token';

/** Both doors, a cancel, replays, forgeries, receipts. */
const consents = async ({ world, call, passing }: Planted) => {
  const user = await aPhone(world, plantedOpenids['a user']);
  for (const scene of [1, 2, 3]) {
    const callback = await user.callback(scene);
    passing[`reserved ${scene}`] = new URL(callback).searchParams.get('reserved') ?? '';
    const first = await user.arrive(callback);
    passing[`receipt ${scene}`] = first.get('receipt') ?? '';
    assert.equal(first.get('yici'), 'confirmed');
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
  assert.equal((await bound.arrive(back)).get('yici'), 'confirmed');
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
  assert.equal((await post('/v1/consents', { ...found, verifier: link.verifier })).status, 200);
  await post('/v1/consents', { ...found, verifier: link.verifier, scene: 2 });
};

/** Sent, repeated, refused in every way that WeChat knows, and unanswered. */
const sends = async ({ world, call, send, fault, readToken }: Planted) => {
  await world.local.invokeRefresh();
  const token = await readToken('the first access_token');
  const user = await aPhone(world, plantedOpenids['a user']);
  assert.equal((await send(user.openid, 1)).status, 200);
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
const refreshes = async ({ world, call, send, fault, put, readToken }: Planted) => {
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
    await put(parameters.accessToken, `{"accessToken":"${plantedSecrets['broken parameter']}`);
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
const mistakes = async ({ world, call, asBackEnd }: Planted) => {
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
  await asBackEnd(async () => {
    for (const url of [
      `/subscribe?scene=${stray}&return=demo`,
      `/subscribe?scene=1&return=${stray}`,
      `/subscribe?scene=1&return=demo&state=${stray.repeat(12)}`,
      `/consent/${stray}?openid=${stray}&action=${stray}&scene=${stray}&reserved=${stray}&template_id=${stray}`,
      `/consent/x?openid=${stray}&openid=${stray}`,
      `/${stray}`,
    ]) {
      await world.open(url, {
        headers: { cookie: `yici-${stray}=${stray}`, referer: `https://x/?openid=${stray}` },
      });
    }
    await world.open('/v1/consents', {
      method: 'POST',
      body: JSON.stringify({ openid: `${stray} `, action: stray }),
    });
  });
};

/** Parameters and items that cannot be read, with a secret in each. */
const damage = async ({ world, call, send, put, passing }: Planted) => {
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
    await put(parameters.sealingKeys, ring);
    await put(parameters.accessToken, ring);
    await put(parameters.appsecret, broken);
    await world.restart();
    await world.open('/subscribe?scene=1&return=demo');
    await world.open('/consent/x?openid=x');
    await call('POST', '/v1/receipts', { receipt: passing['receipt 1'] });
    await send(plantedOpenids['a user'], 3);
    await call('GET', '/v1/health');
    await world.local.invokeRefresh();
  }
};

/** From the first link to a service that cannot read its own secrets any more. */
export const liveThroughIt = async (planted: Planted): Promise<void> => {
  await consents(planted);
  await sends(planted);
  await refreshes(planted);
  await mistakes(planted);
  await planted.call('DELETE', `/v1/users/${plantedOpenids['a user']}`);
  await damage(planted);
};
