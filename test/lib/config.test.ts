import { readFileSync } from 'node:fs';
import { validateHeaderValue } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InvalidConfig, parseConfig, settingNames } from '../../lib/config.ts';
import { egress } from '../../lib/config-deployment.ts';
import { returnLocation } from '../../src/domain/return-target.ts';
import { parseScene } from '../../src/domain/scene.ts';
import stages from '../../yici.config.ts';
import { root, stageConfig, stageInput } from './synthesised.ts';

/** The problems of a configuration, one line each. */
const problems = (config: unknown): readonly string[] => {
  try {
    parseConfig(config);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
};

const problemsOf = (change: Record<string, unknown>) =>
  problems({ prod: { ...stageInput(), ...change } });

const certificateArn =
  'arn:aws:acm:ap-southeast-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef';
const ownDomain = { name: 'wx.yici.test', certificateArn };

describe('a configuration', () => {
  test('that this project ships is valid', () => {
    expect(problems(stages)).toEqual([]);
  });

  test('that this project ships shows every setting there is', () => {
    const example = readFileSync(join(root, 'yici.config.ts'), 'utf8');

    expect(
      settingNames.filter((name) => !new RegExp(`^    (// )?${name}: `, 'm').test(example)),
    ).toEqual([]);
  });

  test('that this project ships shows every setting of the way out', () => {
    const example = readFileSync(join(root, 'yici.config.ts'), 'utf8');
    const names = egress.options.flatMap(({ entries }) => Object.keys(entries));

    expect(names.filter((name) => !new RegExp(`\\b${name}: `).test(example))).toEqual([]);
  });

  test('is told all of its problems at once, each with its path', () => {
    expect(
      problems({
        prod: { ...stageInput({ appid: 'gh_1' }), region: undefined },
        Test: { ...stageInput(), linkLifetimeSeconds: 1 },
      }),
    ).toEqual([
      "prod.appid must be 'wx' and 16 hex digits, got 'gh_1'",
      'prod.region is missing',
      "Test must be 1 to 16 of a-z 0-9 -, starting with a letter, got 'Test'",
      'Test.linkLifetimeSeconds must be at least 60 seconds, got 1',
    ]);
  });

  test('is told every key that is no setting, each with the one that was probably meant', () => {
    expect(
      problemsOf({
        corsOrgins: [],
        logRetention: 7,
        publicBaseURL: 'https://wx.yici.test',
        colour: 'red',
        throttle: { publicRoute: {}, backendRoutes: { rateLimit: 1, burstLimit: 1, burst: 1 } },
        egress: { type: 'nat-gateway', zone: 'a', availabilityzone: 'b' },
      }),
    ).toEqual([
      'prod.egress.zone is not a setting',
      'prod.egress.availabilityzone is not a setting: did you mean availabilityZone?',
      'prod.throttle.backendRoutes.burst is not a setting',
      'prod.throttle.publicRoute is not a setting: did you mean publicRoutes?',
      'prod.corsOrgins is not a setting: did you mean corsOrigins?',
      'prod.logRetention is not a setting: did you mean logRetentionDays?',
      'prod.publicBaseURL is not a setting: did you mean publicBaseUrl?',
      'prod.colour is not a setting',
    ]);
  });

  test('is told what contradicts each other together with what is malformed elsewhere', () => {
    expect(
      problemsOf({
        linkLifetimeSeconds: 1,
        domain: ownDomain,
        publicBaseUrl: 'https://other.yici.test',
        budgetUsd: 10,
        colour: 'red',
      }),
    ).toEqual([
      'prod.linkLifetimeSeconds must be at least 60 seconds, got 1',
      'prod.colour is not a setting',
      "prod.publicBaseUrl must be left out or https://wx.yici.test where domain is configured, got 'https://other.yici.test'",
      'prod.budgetUsd needs alarmEmail: somebody has to be told',
    ]);
  });

  test.each([
    [{ domain: ownDomain, region: 'Singapore' }, 'prod.region'],
    [{ domain: ownDomain, publicBaseUrl: 'http://wx.yici.test' }, 'prod.publicBaseUrl'],
    [{ budgetUsd: 10, alarmEmail: 'oncall' }, 'prod.alarmEmail'],
  ])('is not told that %o contradicts what is malformed itself', (change, path) => {
    expect(problemsOf(change)).toEqual([expect.stringMatching(`^${path} must be `)]);
  });

  test.each([
    { config: {}, problem: 'must name at least one stage' },
    {
      config: { local: stageInput() },
      problem:
        "local must be another name: to the command line 'local' is what npm start runs on this machine",
    },
    { config: undefined, problem: 'is missing' },
    { config: 'prod', problem: 'must be Object, got "prod"' },
    { config: { prod: {} }, problem: 'prod.appid is missing' },
  ])('$config is refused: $problem', ({ config, problem }) => {
    expect(problems(config)).toContain(problem);
  });

  test('may leave out everything but five settings', () => {
    const { appid, templateId, region, returnTargets } = stageInput();

    expect(problems({ prod: { appid, templateId, region, returnTargets } })).toEqual([]);
  });

  test('with a secret in it is refused without showing the secret', () => {
    const secret = '0123456789abcdef0123456789abcdef';

    expect(problemsOf({ appsecret: secret })).toEqual(['prod.appsecret is not a setting']);
  });

  test.each([
    ['an AppSecret', '0123456789abcdef0123456789abcdef'],
    ['an AppSecret in capitals', '0123456789ABCDEF0123456789ABCDEF'],
    ['an access_token', `97_${'nF9c_q-X'.repeat(16)}`],
    ['a key of a back end', `yici_shop1_${'0f'.repeat(32)}`],
  ])('with %s in the wrong place is refused without showing any of it', (_, secret) => {
    const changes = [
      { appid: secret },
      { region: secret },
      { returnTargets: { course: `http://h5.example.com/?key=${secret}` } },
      { domain: { ...ownDomain }, publicBaseUrl: `https://wx.yici.test/${secret}` },
      { minimumAssurance: secret },
      { reservedConcurrency: { [secret]: 1 } },
      { [secret]: true },
    ];

    for (const change of changes) {
      const [problem = '', ...others] = problemsOf(change);

      expect(others).toEqual([]);
      expect(problem).toContain('[hidden]');
      expect(problem).not.toContain(secret.slice(0, 12));
      expect(problem).not.toContain(secret.slice(-12));
    }
  });

  test('with a harmless value in the wrong place is told what was there', () => {
    expect(problemsOf({ templateId: 'Ngqv8PwO3qF_-Zm0Xo2l5aB7cD9eF1gH3iJ5kL7mN9' + '!' })).toEqual([
      "prod.templateId must be 20 to 64 of A-Z a-z 0-9 _ -, got 'Ngqv8PwO3qF_-Zm0Xo2l5aB7cD9eF1gH3iJ5kL7mN9!'",
    ]);
  });
});

const idp = { issuer: 'https://id.yici.test/', audience: ['yici'] };

describe('two settings may not contradict each other:', () => {
  test.each([
    [
      { domain: ownDomain, publicBaseUrl: 'https://other.yici.test' },
      "prod.publicBaseUrl must be left out or https://wx.yici.test where domain is configured, got 'https://other.yici.test'",
    ],
    [
      { domain: ownDomain, region: 'us-east-1' },
      `prod.domain.certificateArn must be in the stage's own region us-east-1, got '${certificateArn}'`,
    ],
    [
      { domain: ownDomain, region: 'cn-north-1' },
      `prod.domain.certificateArn must be in the stage's own region cn-north-1, got '${certificateArn}'`,
    ],
    [
      { throttle: { routes: { 'GET /v1/access-token': { rateLimit: 1, burstLimit: 1 } } } },
      "prod.throttle.routes.GET /v1/access-token must be a route that this stage deploys, such as 'POST /v1/messages'",
    ],
    [
      {
        minimumAssurance: 'openid',
        throttle: { routes: { 'GET /subscribe': { rateLimit: 1, burstLimit: 1 } } },
      },
      "prod.throttle.routes.GET /subscribe must be a route that this stage deploys, such as 'POST /v1/messages'",
    ],
    [
      { egress: { type: 'nat-gateway', for: 'token' }, token: { source: 'external' } },
      "prod.egress.for must be 'all' where token.source is 'external': nothing here fetches the token",
    ],
    [{ budgetUsd: 10 }, 'prod.budgetUsd needs alarmEmail: somebody has to be told'],
  ])('%o', (change, problem) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  test.each([
    { domain: ownDomain },
    { domain: { ...ownDomain, hostedZoneId: 'Z1234567890' }, publicBaseUrl: undefined },
    {
      region: 'cn-north-1',
      publicBaseUrl: undefined,
      domain: {
        name: 'wx.yici.test',
        certificateArn: 'arn:aws-cn:iam::111122223333:server-certificate/cloudfront/wx',
      },
    },
    {
      accessTokenRoute: true,
      throttle: { routes: { 'GET /v1/access-token': { rateLimit: 1, burstLimit: 1 } } },
    },
    { throttle: { routes: { 'GET /MP_verify_abc.txt': { rateLimit: 1, burstLimit: 1 } } } },
    { egress: { type: 'nat-gateway', for: 'all' }, token: { source: 'external' } },
    { budgetUsd: 10, alarmEmail: 'oncall@yici.test' },
  ])('%o is fine', (change) => {
    expect(problemsOf(change)).toEqual([]);
  });
});

test('a stage with a domain of its own is reached there, and nobody has to say it twice', () => {
  const { publicBaseUrl } = stageConfig({ domain: ownDomain, publicBaseUrl: undefined });

  expect(publicBaseUrl).toBe('https://wx.yici.test');
});

describe('a setting is refused', () => {
  test.each([
    [{ appid: 'wx0123456789ABCDEF' }, "'wx' and 16 hex digits"],
    [{ templateId: 'a b' }, '20 to 64 of A-Z a-z 0-9 _ -'],
    [{ region: 'Singapore' }, 'an AWS region such as ap-southeast-1'],
    [
      { region: 'ap-southest-1' },
      "an AWS region, got 'ap-southest-1': did you mean ap-southeast-1?",
    ],
    [{ region: 'cn-north-2' }, "an AWS region, got 'cn-north-2': did you mean cn-north-1?"],
    [{ region: 'xx-nowhere-9' }, "an AWS region such as ap-southeast-1, got 'xx-nowhere-9'"],
    [{ account: '1234' }, '12 digits'],
    [{ publicBaseUrl: 'http://wx.example.com' }, 'an https URL without query or fragment'],
    [{ publicBaseUrl: 'https://user:pass@wx.example.com' }, 'an https URL'],
    [{ publicBaseUrl: 'https://wx.example.com/' }, "must end without '/'"],
    [{ publicBaseUrl: 'https://wx.example.com?a=1' }, "must end without '/', query or fragment"],
    [{ returnTargets: {} }, 'must name at least one target'],
    [{ returnTargets: { Course: 'https://h5.example.com' } }, '1 to 32 of a-z 0-9 -'],
    [{ returnTargets: { course: 'http://h5.example.com' } }, 'an https URL'],
    [{ returnTargets: { course: 'javascript:alert(1)' } }, 'an https URL'],
    [{ returnTargets: { course: '//h5.example.com' } }, 'an https URL'],
    [{ returnTargets: { course: 'https://h5.example.com/?state=1' } }, 'yici adds those'],
    [{ returnTargets: { course: 'https://h5.example.com/#/a?receipt=1' } }, 'yici adds those'],
    [{ corsOrigins: ['https://h5.example.com/'] }, 'must be an origin'],
    [{ corsOrigins: ['*'] }, 'must be an origin'],
    [{ corsOrigins: ['http://h5.example.com'] }, 'must be an origin'],
    [{ verificationFiles: { 'robots.txt': 'x' } }, 'MP_verify_<letters and digits>.txt'],
    [{ verificationFiles: { 'MP_verify_a/../b.txt': 'x' } }, 'MP_verify_'],
    [{ verificationFiles: { 'MP_verify_a.txt': 'x'.repeat(4_000) } }, 'holds 4 KB'],
    [{ returnTargets: { course: `https://h5.example.com/${'x'.repeat(4_000)}` } }, 'holds 4 KB'],
    [{ scenes: [] }, 'must name at least one scene'],
    [{ scenes: [10_001] }, 'must be an integer from 0 to 10000, got 10001'],
    [{ scenes: [1.5] }, 'must be an integer from 0 to 10000, got 1.5'],
    [{ scenes: Array.from({ length: 1_000 }, (_, i) => i) }, 'at most 512 characters'],
    [{ linkLifetimeSeconds: 86_401 }, 'must be at most 86400 seconds, got 86401'],
    [{ minimumAssurance: 'none' }, '"signed" | "browser" | "openid"'],
    [{ creditLifetimeSeconds: 60 }, 'must be at least 3600 seconds'],
    [{ unknownPolicy: 'retry' }, '"hold" | "reconcile"'],
    [{ message: { urlHosts: ['https://h5.example.com'] } }, 'a host name'],
    [{ message: { urlHosts: ['a.com,b.com'] } }, 'a host name'],
    [{ token: { source: 'redis' } }, '"stable_token" | "token" | "external"'],
    [{ token: { force: 'always' } }, '"auto" | "never"'],
    [{ outsideWechat: 'ignore' }, '"help" | "redirect"'],
    [{ desktopWechat: 'help' }, '"qr" | "redirect"'],
    [{ throttle: { publicRoutes: { rateLimit: 0, burstLimit: 1 } } }, 'at least 1'],
    [{ throttle: { publicRoutes: { rateLimit: 1 } } }, 'burstLimit is missing'],
    [{ logRetentionDays: 31 }, '1 | 3 | 5 | 7 | 14 | 30'],
    [{ wechat: { pageUrl: 'http://mp.weixin.qq.com' } }, 'an https URL'],
    [{ wechat: { apiUrls: [] } }, 'must name at least one URL'],
    [{ wechat: { apiUrls: ['https://api.weixin.qq.com/'] } }, "must end without '/'"],
    [{ wechat: { apiUrls: ['https://a.example.com/x,y'] } }, 'must not contain a comma'],
    [{ domain: { name: 'WX.yici.test', certificateArn } }, 'a host name in lower case'],
    [{ domain: { name: 'wx.yici.test', certificateArn: 'wx' } }, "a certificate's ARN"],
    [{ domain: { name: 'wx.yici.test' } }, 'domain.certificateArn is missing'],
    [{ authorizer: { type: 'none' } }, '"iam" | "jwt" | "key"'],
    [{ authorizer: { type: 'jwt', issuer: 'http://id', audience: ['a'] } }, 'an https URL'],
    [{ authorizer: { type: 'jwt', issuer: 'https://id', audience: [] } }, 'at least one audience'],
    [{ authorizer: { type: 'jwt', ...idp, scopes: { write: 'w' } } }, 'write is not a setting'],
    [{ egress: { type: 'proxy' } }, '"none" | "nat-instance" | "nat-gateway" | "existing-vpc"'],
    [{ egress: { type: 'nat-instance' } }, 'egress.amiId is missing'],
    [{ egress: { type: 'nat-instance', amiId: 'latest' } }, 'an AMI id such as'],
    [{ egress: { type: 'nat-gateway', for: 'sends' } }, '"token" | "all"'],
    [{ egress: { type: 'existing-vpc', vpcId: 'vpc-12345678', subnetIds: [] } }, 'one subnet'],
    [{ throttle: { routes: { 'POST /v1/messages': { rateLimit: 1 } } } }, 'burstLimit is missing'],
    [
      { reservedConcurrency: { 'send-messages': 5 } },
      "the name of a function, got 'send-messages'",
    ],
    [{ reservedConcurrency: { 'send-message': 0 } }, 'at least 1 concurrent calls'],
    [{ alarmEmail: 'oncall' }, 'an e-mail address'],
    [{ budgetUsd: 0, alarmEmail: 'a@yici.test' }, 'at least 1 US dollars'],
    [{ tags: { 'aws:x': 'y' } }, "must not start with 'aws:'"],
    [{ tags: { team: '<b>' } }, 'at most 256 letters'],
    [{ accessTokenRoute: 'yes' }, 'must be boolean'],
    [{ terminationProtection: 1 }, 'must be boolean'],
    [{ colour: 'red' }, 'prod.colour is not a setting'],
  ])('%o: %s', (change, problem) => {
    expect(problemsOf(change)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('plain http', () => {
  test.each([
    'http://127.0.0.1:3000',
    'http://localhost:3001/app',
    'http://192.168.1.20:3000',
    'http://10.0.0.1',
    'http://172.16.0.1',
    'http://[::1]:3000',
    'http://[fd00::1]:3000',
  ])('is allowed where it does not cross the internet: %s', (url) => {
    expect(problemsOf({ publicBaseUrl: url })).toEqual([]);
  });

  test.each([
    'http://8.8.8.8',
    'http://172.32.0.1',
    'http://[2001:db8::1]',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
  ])('is refused elsewhere: %s', (url) => {
    expect(problemsOf({ publicBaseUrl: url })).toHaveLength(1);
  });
});

describe('a URL that goes into a header', () => {
  test.each([
    ['https://h5.example.com/课程', 'https://h5.example.com/%E8%AF%BE%E7%A8%8B'],
    ['https://h5.example.com/a b', 'https://h5.example.com/a%20b'],
    ['https://h5.example.com/#/课程', 'https://h5.example.com/#/%E8%AF%BE%E7%A8%8B'],
    ['HTTPS://H5.example.com', 'https://h5.example.com/'],
    ['https://h5.example.com\\@evil.example/', 'https://h5.example.com/@evil.example/'],
    ['https://h5.example.com/%E8%AF%BE?a=1#/p', 'https://h5.example.com/%E8%AF%BE?a=1#/p'],
  ])('is spelt as a browser asks for it: %s', (given, spelt) => {
    const course = stageConfig({ returnTargets: { course: given } }).returnTargets['course'] ?? '';

    expect(course).toBe(spelt);
    const result = { yici: 'cancelled', scene: parseScene(1) } as const;
    expect(() => validateHeaderValue('location', returnLocation(course, result))).not.toThrow();
  });

  test('is spelt so where paths are appended to it, too', () => {
    const { publicBaseUrl, wechat } = stageConfig({
      publicBaseUrl: 'HTTPS://Wx.yici.test/公众号',
      wechat: { pageUrl: 'HTTPS://mp.yici.test' },
    });

    expect([publicBaseUrl, wechat.pageUrl]).toEqual([
      'https://wx.yici.test/%E5%85%AC%E4%BC%97%E5%8F%B7',
      'https://mp.yici.test',
    ]);
  });

  const strays = {
    'a header of its own': 'https://h5.example.com/\r\nset-cookie: x=1',
    'a line feed at its end': 'https://h5.example.com/x\n',
    'a tab within': 'https://h5.exa\tmple.com/x',
    'a blank before it': ' https://h5.example.com/x',
    'a blank behind it': 'https://h5.example.com/x ',
  };

  test.each(Object.entries(strays))('is refused with %s, in one line', (_, url) => {
    const changes = [
      { returnTargets: { course: url } },
      { publicBaseUrl: url },
      { wechat: { pageUrl: url } },
      { wechat: { apiUrls: [url] } },
    ];

    for (const change of changes) {
      expect(problemsOf(change)).toEqual([
        expect.stringMatching(
          /^prod\.\S+ must hold no control characters and no blanks around it, got '[ -~]+'$/,
        ),
      ]);
    }
    expect(problemsOf({ corsOrigins: [url] })).toHaveLength(1);
  });
});

describe('what is left out', () => {
  test('has the default that the design names', () => {
    const { appid, templateId, region, returnTargets } = stageInput();
    const config = parseConfig({ prod: { appid, templateId, region, returnTargets } })['prod'];

    expect(config).toMatchObject({
      linkLifetimeSeconds: 1_800,
      minimumAssurance: 'browser',
      unknownPolicy: 'hold',
      token: { source: 'stable_token', force: 'auto' },
      outsideWechat: 'help',
      logRetentionDays: 30,
      corsOrigins: [],
      verificationFiles: {},
      message: { urlHosts: [], allowHttpUrl: false },
      throttle: {
        publicRoutes: { rateLimit: 20, burstLimit: 40 },
        backendRoutes: { rateLimit: 50, burstLimit: 100 },
        routes: {},
      },
      authorizer: { type: 'iam' },
      accessTokenRoute: false,
      egress: { type: 'none' },
      reservedConcurrency: {},
      terminationProtection: false,
      tags: {},
      wechat: {
        pageUrl: 'https://mp.weixin.qq.com',
        apiUrls: ['https://api.weixin.qq.com', 'https://api2.weixin.qq.com'],
      },
    });
    expect(config).not.toHaveProperty('creditLifetimeSeconds');
  });

  test('of egress is for every call to WeChat', () => {
    expect(stageConfig({ egress: { type: 'nat-gateway' } }).egress).toEqual({
      type: 'nat-gateway',
      for: 'all',
    });
  });

  test('of the scopes of a JWT is our own name for each', () => {
    expect(
      stageConfig({ authorizer: { type: 'jwt', ...idp, scopes: { send: 's' } } }).authorizer,
    ).toEqual({
      type: 'jwt',
      ...idp,
      scopes: { send: 's', read: 'yici/read', erase: 'yici/erase', operate: 'yici/operate' },
    });
  });

  test('inside a group has its default too', () => {
    expect(stageConfig({ token: { force: 'never' } }).token).toEqual({
      source: 'stable_token',
      force: 'never',
    });
  });
});
