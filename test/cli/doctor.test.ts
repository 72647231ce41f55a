import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkNames, type Line } from '../../cli/doctor/facts.ts';
import { closedPort } from '../support/loopback-servers.ts';
import { appsecret, localWorld } from './local-world.ts';
import { yici, yiciJson } from './yici.ts';

const world = localWorld();

const doctor = async () => {
  const { code, json, stderr, stdout } = await world.json(['doctor']);
  const checks: readonly Line[] = json.checks;
  const line = (check: string) => checks.find((each) => each.check === check);
  return { code, json, checks, line, output: stdout + stderr };
};

afterEach(async () => {
  await world.simulator('faults');
  await world.put('appsecret', appsecret);
});

test('of what npm start runs finds nothing wrong, in both languages, and says where it stands', async () => {
  const { code, json, checks, output } = await doctor();
  const chinese = await world.run(['doctor', '--lang', 'zh']);
  const { accessToken } = JSON.parse(await world.parameter('access-token'));

  expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect({ code, wrong: json.wrong, cannotTell: json.cannotTell, stage: json.stage }).toEqual({
    code: 0,
    wrong: 0,
    cannotTell: 0,
    stage: 'local',
  });
  expect(checks.map(({ check }) => check)).toEqual(checkNames);
  expect(chinese.code).toBe(0);
  expect(chinese.stdout).toContain('有问题 0 项，无法判断 0 项。');
  for (const secret of [appsecret, accessToken]) {
    expect(output + chinese.stdout + chinese.stderr).not.toContain(secret);
  }
});

test('changes nothing: the access_token in use is the same after it', async () => {
  const before = await world.parameter('access-token');

  await doctor();

  expect(await world.parameter('access-token')).toBe(before);
});

describe('finds', () => {
  test('a wrong AppSecret, by what WeChat says of it', async () => {
    await world.put('appsecret', appsecret.replace('5', '6'));

    const { code, line } = await doctor();

    expect(code).toBe(1);
    expect(line('appsecret')).toMatchObject({ status: 'wrong' });
    expect(line('appsecret')?.finding.en).toContain('40125');
  });

  test('parameters that are missing or spoilt', async () => {
    const keys = await world.parameter('sealing-keys');
    await world.put('sealing-keys', '{"keys":"spoilt"}');
    await world.remove('appsecret');

    const { code, line, output } = await doctor();
    await world.put('sealing-keys', keys);

    expect(code).toBe(1);
    expect(line('sealing-keys')).toMatchObject({ status: 'wrong' });
    expect(line('appsecret')).toMatchObject({ status: 'wrong', todo: { en: 'Run init.' } });
    expect(output).not.toContain('spoilt');
  });

  test('a quota that is used up, and an allow-list that lacks this machine only', async () => {
    const errmsg = 'invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 1-2-3';
    await world.simulator('faults', {
      path: '/cgi-bin/stable_token',
      times: 1,
      fault: { errcode: 40164, errmsg },
    });
    await world.simulator('accounts', {
      appid: 'wx51a7c0de51a7c0de',
      secret: appsecret,
      template_id: 'simulatorTemplate_0123456789abcdefghijklmnop',
      limits: { subscribePerDay: 0 },
    });

    const { line } = await doctor();

    expect(line('allow-list')).toMatchObject({ status: 'ok' });
    expect(line('allow-list')?.finding.zh).toContain('203.0.113.9');
    expect(line('appsecret')).toMatchObject({ status: 'cannot_tell' });
    expect(line('quota')?.status).not.toBe('ok');
  });

  test('a template that WeChat does not know, by what the confirm page says', async () => {
    await world.simulator('accounts', {
      appid: 'wx51a7c0de51a7c0de',
      secret: appsecret,
      template_id: 'anotherTemplate_0123456789abcdefghijklmnopqr',
    });

    const { code, line } = await doctor();

    expect(code).toBe(1);
    expect(line('template')).toMatchObject({ status: 'wrong' });
    expect(line('template')?.finding.zh).toContain('模板ID错误');
  });
});

test('without a running npm start it says so', async () => {
  const { code, stderr } = await yici([
    'doctor',
    '--stage',
    'local',
    '--data',
    '/nowhere',
    '--lang',
    'zh',
  ]);

  expect(code).toBe(1);
  expect(stderr).toContain('本机没有 npm start 在运行');
});

test('addresses that a killed npm start left behind are told from one that runs', async () => {
  const published = readFileSync(join(world.dataDir, 'addresses.json'), 'utf8');
  const data = mkdtempSync(join(tmpdir(), 'yici-cli-left-'));
  const dynamodbUrl = `http://127.0.0.1:${await closedPort()}`;
  writeFileSync(
    join(data, 'addresses.json'),
    JSON.stringify({ ...JSON.parse(published), dynamodbUrl }),
  );

  const { code, json } = await yiciJson(['doctor', '--stage', 'local', '--data', data]);
  rmSync(data, { recursive: true });

  expect(code).toBe(1);
  expect(json.error).toEqual({
    code: 'not_running',
    message: expect.stringContaining('left behind by an npm start that runs no more'),
  });
});
