import { describe, expect, test } from 'vitest';
import { awsFailure } from '../../cli/aws-failure.ts';
import { diagnose } from '../../cli/doctor/diagnose.ts';
import { type CheckName, checkNames, type Facts } from '../../cli/doctor/facts.ts';
import { Failure } from '../../cli/failure.ts';
import { writeKeyList } from '../../cli/rotation/key-list.ts';
import { diagnosisLines } from '../../cli/words/doctor.ts';
import { serviceUnreachable as serviceUnreachableWords } from '../../cli/words/service.ts';
import { parseConfig, type StageInput } from '../../lib/config.ts';
import { CONFIRM_PAGE_ERRORS } from '../../src/wechat/confirm-page-errors.ts';

const nowMs = Date.UTC(2026, 0, 2);
const day = 86_400_000;
/** Of no account: it stands in titles, which are printed. */
const secret = '0ddba11c0ffee0ddba11c0ffee0ddba1';
const token = 'a-token-that-must-not-be-shown';

const configOf = (changes: Partial<StageInput> = {}) => {
  const { dev } = parseConfig({
    dev: {
      appid: 'wx51a7c0de51a7c0de',
      templateId: 'simulatorTemplate_0123456789abcdefghijklmnop',
      region: 'ap-southeast-1',
      publicBaseUrl: 'https://wx.course.cn',
      returnTargets: { course: 'https://h5.course.cn/' },
      ...changes,
    },
  });
  if (dev === undefined) throw new Error('there is no stage');
  return dev;
};

const found = <T>(value: T) => ({ status: 'found' as const, value });
const failed = (name: string, code = '') => ({
  status: 'failed' as const,
  failure:
    code === ''
      ? awsFailure(Object.assign(new Error('quotes a secret'), { name }), 'the call')
      : new Failure(code, { zh: '没有', en: 'not' }),
});
const serviceUnreachable = {
  status: 'failed' as const,
  failure: new Failure(
    'service_unreachable',
    serviceUnreachableWords('GET https://a1b2c3', 'ETIMEDOUT'),
  ),
};
const stored = (value: string) => found({ value, version: 1, isSecure: true });
const keyOf = (kid: string, signsFromMs: number) => ({
  kid,
  secret: Buffer.alloc(32, 7).toString('base64'),
  signsFromMs,
});

/** A stage of which nothing is wrong; a test changes one fact. */
const healthy: Facts = {
  nowMs,
  name: 'dev',
  config: configOf({
    wechat: { pageUrl: 'http://localhost:3001', apiUrls: ['http://127.0.0.1:3001'] },
    egress: { type: 'nat-gateway' },
  }),
  isLocal: false,
  environmentRegion: undefined,
  account: found('210987654321'),
  serviceUrl: found('https://a1b2c3.execute-api.ap-southeast-1.amazonaws.com'),
  fixedAddress: found('198.51.100.7'),
  appsecret: stored(secret),
  sealingKeys: stored(writeKeyList([keyOf('01', nowMs - day)])),
  pseudonymKey: stored('p'.repeat(44)),
  accessKeys: undefined,
  accessToken: found({
    accessToken: token,
    expiresAtMs: nowMs + 3_600_000,
    fetchedAtMs: nowMs - 3_600_000,
    fingerprint: 'ded38dd2a5fcc5e4',
  }),
  secretCheck: { status: 'accepted' },
  quota: { status: 'answered', value: { dailyLimit: 1_000, used: 10, remain: 990 } },
  files: [{ url: 'https://wx.course.cn/MP_verify_abc.txt', result: 'same' }],
  link: found({
    appid: 'wx51a7c0de51a7c0de',
    templateId: 'simulatorTemplate_0123456789abcdefghijklmnop',
    page: 'shows_nothing_wrong',
  }),
  table: found(true),
  health: found({ status: 200, body: { status: 'ok' }, dateMs: nowMs }),
  clockSkewMs: 800,
};

const lineOf = (check: CheckName, changes: Partial<Facts>) => {
  const line = diagnose({ ...healthy, ...changes }).find((each) => each.check === check);
  if (line === undefined) throw new Error(`there is no line ${check}`);
  return line;
};

test('a healthy stage is ok in every line, and each check has one', () => {
  const lines = diagnose(healthy);

  expect(lines.map(({ check }) => check)).toEqual(checkNames);
  expect(lines.filter(({ status }) => status !== 'ok')).toEqual([]);
});

const accessTokenIn = (leftMs: number) =>
  found({ accessToken: token, expiresAtMs: nowMs + leftMs, fetchedAtMs: nowMs, fingerprint: 'f' });
const refusedAddress = {
  status: 'cannot_tell',
  errcode: 40164,
  errmsg: 'invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 1-2-3',
  hint: { zh: '加入', en: 'add it' },
} as const;
const noToken = found(undefined);
const own = configOf();

const cases: readonly (readonly [
  CheckName,
  'ok' | 'wrong' | 'cannot_tell',
  Partial<Facts>,
  string,
])[] = [
  ['configuration', 'wrong', { config: configOf({ appid: 'wx0123456789abcdef' }) }, 'appid'],
  ['credentials', 'wrong', { account: failed('CredentialsProviderError') }, 'AWS_PROFILE'],
  ['credentials', 'wrong', { account: failed('ExpiredTokenException') }, 'expired'],
  ['credentials', 'cannot_tell', { account: failed('TimeoutError') }, 'AWS cannot be reached'],
  ['credentials', 'wrong', { config: configOf({ account: '999999999999' }) }, '210987654321'],
  ['region', 'ok', { environmentRegion: 'us-east-1' }, 'us-east-1'],
  ['service', 'wrong', { serviceUrl: failed('', 'not_deployed') }, 'not'],
  ['service', 'cannot_tell', { serviceUrl: failed('AccessDenied') }, 'may not: the call'],
  ['appsecret', 'wrong', { appsecret: found(undefined) }, 'Run init'],
  ['appsecret', 'wrong', { appsecret: stored('short') }, 'init --force appsecret'],
  [
    'appsecret',
    'wrong',
    { appsecret: found({ value: secret, version: 1, isSecure: false }) },
    'in the clear',
  ],
  [
    'appsecret',
    'wrong',
    { secretCheck: { ...refusedAddress, status: 'wrong', errcode: 40125 } },
    'add it',
  ],
  ['appsecret', 'cannot_tell', { secretCheck: refusedAddress }, 'see allow-list'],
  ['appsecret', 'cannot_tell', { appsecret: failed('AccessDeniedException') }, 'may not'],
  [
    'appsecret',
    'ok',
    { appsecret: found(undefined), config: configOf({ token: { source: 'external' } }) },
    'not needed',
  ],
  ['sealing-keys', 'wrong', { sealingKeys: found(undefined) }, 'Run init'],
  ['sealing-keys', 'wrong', { sealingKeys: stored('{"keys":[]}') }, 'not in the documented form'],
  [
    'sealing-keys',
    'wrong',
    { sealingKeys: stored(writeKeyList([keyOf('01', nowMs + 1)])) },
    'not in the documented form',
  ],
  [
    'sealing-keys',
    'ok',
    {
      sealingKeys: stored(
        writeKeyList([keyOf('01', nowMs - 30 * day), keyOf('02', nowMs - 20 * day)]),
      ),
    },
    'rotate-keys --retire 01',
  ],
  ['pseudonym-key', 'wrong', { pseudonymKey: stored('short') }, 'init --force pseudonym-key'],
  ['access-keys', 'wrong', { accessKeys: found(undefined) }, 'keys add'],
  ['access-keys', 'wrong', { accessKeys: stored('{}') }, 'not in the documented form'],
  ['access-keys', 'wrong', { accessKeys: stored('{"keys":[]}') }, '0 valid now'],
  ['access-keys', 'cannot_tell', { accessKeys: failed('AccessDeniedException') }, 'may not'],
  [
    'access-keys',
    'ok',
    {
      accessKeys: stored(
        JSON.stringify({ keys: [{ id: 'shop1', sha256: 'a'.repeat(64), scopes: ['send'] }] }),
      ),
    },
    '1 valid now',
  ],
  [
    'access-keys',
    'ok',
    {
      accessKeys: stored(
        JSON.stringify({
          keys: [
            {
              id: 'shop1',
              sha256: 'a'.repeat(64),
              scopes: ['send'],
              validUntil: new Date(nowMs + 3 * day).toISOString(),
            },
          ],
        }),
      ),
    },
    'shop1 ends',
  ],
  ['access-token', 'wrong', { accessToken: noToken }, "refresh-access-token's log"],
  [
    'access-token',
    'wrong',
    { accessToken: failed('', 'malformed_token') },
    "refresh-access-token's log",
  ],
  ['access-token', 'wrong', { accessToken: accessTokenIn(2 * 60_000) }, '2 min left'],
  ['access-token', 'wrong', { accessToken: accessTokenIn(-60_000) }, '-1 min left'],
  ['access-token', 'ok', { accessToken: accessTokenIn(5 * 60_000) }, '5 min left'],
  [
    'access-token',
    'wrong',
    { accessToken: noToken, config: configOf({ token: { source: 'external' } }) },
    'token service',
  ],
  ['allow-list', 'ok', {}, 'calls from 198.51.100.7'],
  ['allow-list', 'ok', { secretCheck: refusedAddress }, '203.0.113.9'],
  ['allow-list', 'ok', { config: own, fixedAddress: found(undefined) }, 'egress is none'],
  ['allow-list', 'ok', { fixedAddress: failed('AccessDenied') }, 'an address not seen'],
  [
    'allow-list',
    'wrong',
    { secretCheck: refusedAddress, accessToken: noToken },
    'Put 198.51.100.7',
  ],
  [
    'allow-list',
    'cannot_tell',
    {
      accessToken: noToken,
      fixedAddress: found(undefined),
      config: configOf({
        egress: { type: 'existing-vpc', vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'] },
      }),
    },
    "your VPC's address",
  ],
  ['allow-list', 'wrong', { secretCheck: refusedAddress, accessToken: noToken }, '203.0.113.9'],
  [
    'allow-list',
    'wrong',
    {
      secretCheck: undefined,
      accessToken: noToken,
      quota: { ...refusedAddress, status: 'refused' },
    },
    '203.0.113.9',
  ],
  ['allow-list', 'cannot_tell', { accessToken: noToken }, 'from this machine'],
  [
    'allow-list',
    'cannot_tell',
    { accessToken: noToken, secretCheck: { status: 'unreachable' } },
    'cannot be reached',
  ],
  [
    'allow-list',
    'cannot_tell',
    { config: configOf({ token: { source: 'external' } }), secretCheck: undefined },
    'token service of your own',
  ],
  [
    'quota',
    'wrong',
    { quota: { status: 'answered', value: { dailyLimit: 100, used: 100, remain: 0 } } },
    'clear_quota',
  ],
  [
    'quota',
    'ok',
    { quota: { status: 'answered', value: { dailyLimit: 100, used: 95, remain: 5 } } },
    'clear_quota',
  ],
  [
    'quota',
    'cannot_tell',
    { quota: { status: 'answered', value: { dailyLimit: 0, used: 0, remain: 0 } } },
    'limit 0',
  ],
  ['quota', 'cannot_tell', { quota: undefined }, 'no access_token'],
  ['quota', 'cannot_tell', { quota: { status: 'unreachable' } }, 'no answer'],
  ['quota', 'cannot_tell', { quota: { ...refusedAddress, status: 'refused' } }, 'add it'],
  ['domain-file', 'cannot_tell', { files: [] }, 'wx.course.cn'],
  [
    'domain-file',
    'cannot_tell',
    { files: [], config: configOf({ publicBaseUrl: undefined }) },
    'h5.course.cn',
  ],
  [
    'domain-file',
    'wrong',
    { files: [{ url: 'https://a/MP_verify_x.txt', result: 'HTTP 404' }] },
    'HTTP 404',
  ],
  [
    'domain-file',
    'wrong',
    { files: [{ url: 'https://a/MP_verify_x.txt', result: 'other_content' }] },
    'other content',
  ],
  [
    'domain-file',
    'wrong',
    { files: [{ url: 'https://a/MP_verify_x.txt', result: 'unreachable' }] },
    'not reachable',
  ],
  [
    'template',
    'wrong',
    { link: found({ appid: own.appid, templateId: 'another', page: 'shows_nothing_wrong' }) },
    'Deploy again',
  ],
  ['template', 'cannot_tell', { config: own }, 'on a phone'],
  ['template', 'cannot_tell', { link: failed('AccessDenied') }, 'may not'],
  ['table', 'wrong', { table: failed('ResourceNotFoundException') }, 'not there'],
  ['table', 'cannot_tell', { table: failed('AccessDeniedException') }, 'may not'],
  [
    'health',
    'wrong',
    { health: serviceUnreachable },
    'The service cannot be reached (GET https://a1b2c3: ETIMEDOUT): mind the network',
  ],
  ['health', 'cannot_tell', { health: failed('TimeoutError') }, 'AWS cannot be reached'],
  [
    'health',
    'wrong',
    { health: found({ status: 403, body: { message: 'Forbidden' }, dateMs: undefined }) },
    'BackendPolicyArn',
  ],
  [
    'health',
    'wrong',
    {
      health: found({
        status: 503,
        body: { status: 'degraded', accessToken: { fresh: false }, creditTable: 'reachable' },
        dateMs: undefined,
      }),
    },
    'not usable',
  ],
  ['clock', 'wrong', { clockSkewMs: 400_000 }, '6 min behind'],
  ['clock', 'wrong', { clockSkewMs: -40_000 }, '40 s ahead'],
  ['clock', 'cannot_tell', { clockSkewMs: undefined }, 'no time'],
];

test.each(cases)('%s is %s: %j', (check, status, changes, text) => {
  const line = lineOf(check, changes);

  expect(line.status).toBe(status);
  expect(`${line.finding.en}\n${line.todo?.en ?? ''}`).toContain(text);
});

describe('where AWS or the service cannot be asked', () => {
  const unasked = (failure: ReturnType<typeof failed>): Partial<Facts> => ({
    account: failure,
    serviceUrl: failure,
    fixedAddress: failure,
    appsecret: failure,
    sealingKeys: failure,
    pseudonymKey: failure,
    accessToken: failure,
    secretCheck: undefined,
    quota: undefined,
    link: failure,
    table: failure,
    health: failure,
    clockSkewMs: undefined,
  });

  test.each(['CredentialsProviderError', 'ECONNREFUSED'])(
    '(%s) it is said once, and no line claims what nobody looked at',
    (name) => {
      const lines = diagnose({ ...healthy, ...unasked(failed(name)) });

      const open = lines.filter(({ status }) => status !== 'ok');
      const [credentials, ...others] = open;
      expect(credentials).toMatchObject({ check: 'credentials' });
      expect(others.map(({ check, status, finding }) => [check, status, finding.en])).toEqual([
        ...[
          'service',
          'appsecret',
          'sealing-keys',
          'pseudonym-key',
          'access-token',
          'allow-list',
          'quota',
          'template',
          'table',
          'health',
        ].map((check) => [check, 'cannot_tell', 'see credentials first']),
        ['clock', 'cannot_tell', 'the service gave no time to compare with'],
      ]);
    },
  );

  test.each<[CheckName, Partial<Facts>, string]>([
    ['health', { serviceUrl: failed('AccessDenied') }, 'see service first'],
    ['template', { serviceUrl: failed('AccessDenied') }, 'see service first'],
    ['template', { link: serviceUnreachable, health: serviceUnreachable }, 'see health first'],
    ['quota', { accessToken: failed('AccessDenied'), quota: undefined }, 'see access-token first'],
    ['allow-list', { accessToken: failed('AccessDenied') }, 'see access-token first'],
    ['allow-list', { accessToken: failed('', 'malformed_token') }, 'see access-token first'],
  ])('%s refers to the line that says why: %j', (check, changes, text) => {
    expect(lineOf(check, changes)).toEqual({
      check,
      status: 'cannot_tell',
      finding: { en: text, zh: expect.stringMatching(/^先看“.+”一行$/) },
    });
  });
});

test.each(CONFIRM_PAGE_ERRORS)(
  'a confirm page that says $title is wrong, with its cause',
  (page) => {
    const { appid, templateId } = healthy.config;

    const line = lineOf('template', { link: found({ appid, templateId, page }) });

    expect(line).toMatchObject({ status: 'wrong', todo: page.check });
    expect(line.finding.zh).toContain(page.title);
  },
);

describe('whatever is found', () => {
  const everything = cases.map(([, , changes]) => diagnose({ ...healthy, ...changes }));

  test('no line shows a secret, and every one reads in both languages', () => {
    for (const line of everything.flat()) {
      const texts = diagnosisLines(line);
      for (const text of texts.flatMap(({ zh, en }) => [zh, en])) {
        expect(text).not.toMatch(/undefined|NaN|\[object/);
        expect(text).not.toContain(secret);
        expect(text).not.toContain(token);
        expect(text).not.toContain('quotes a secret');
      }
    }
  });

  test('what is wrong comes with something to do', () => {
    for (const { status, finding, todo } of everything.flat()) {
      if (status !== 'wrong' || todo !== undefined) continue;
      // the sentence of a failure already says what to do
      expect(finding.en).toMatch(/: set |expired|mind|Mind|BackendPolicyArn|not$/);
    }
  });
});
