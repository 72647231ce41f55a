import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { see } from '../../cli/words/doctor.ts';
import { simulatorAccount } from '../../local/stage.ts';
import { lilei } from '../local/phone.ts';
import { closedPort } from '../support/loopback-servers.ts';
import { type LoopbackServer, startHttpForFile } from './aws-endpoint.ts';
import { appsecret, localWorld } from './local-world.ts';
import { yici, yiciJson } from './yici.ts';

// A stage as yici.config.ts has it, on engines that are reached by AWS's own variables: what an
// emulator is, and but for the addresses what AWS is. CloudFormation and STS answer from here.

const world = localWorld();
const table = 'yici-local-credits';
let aws: LoopbackServer;
const asked: string[] = [];
let answers: Readonly<Record<string, (form: URLSearchParams) => string | undefined>> = {};

const member = (fields: Readonly<Record<string, string>>) =>
  `<member>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</member>`;

const deployed = (): typeof answers => ({
  GetCallerIdentity: () => '<Account>210987654321</Account>',
  DescribeStacks: (form) =>
    form.get('StackName') === 'yici-dev'
      ? `<Stacks><member><Outputs>${member({ OutputKey: 'Other', OutputValue: 'x' })}${member({
          OutputKey: 'ApiUrl',
          OutputValue: `${world.local().serviceUrl}/`,
        })}</Outputs></member></Stacks>`
      : undefined,
  ListStackResources: (form) =>
    form.get('NextToken') === null
      ? `<StackResourceSummaries>${member({
          LogicalResourceId: 'CreditsAlarm',
          ResourceType: 'AWS::CloudWatch::Alarm',
          PhysicalResourceId: 'no',
        })}</StackResourceSummaries><NextToken>a&amp;b</NextToken>`
      : `<StackResourceSummaries>${member({
          LogicalResourceId: 'TokenRefreshLocks0A',
          ResourceType: 'AWS::DynamoDB::Table',
          PhysicalResourceId: 'locks',
        })}${member({
          LogicalResourceId: 'CreditsTable1F',
          ResourceType: 'AWS::DynamoDB::Table',
          PhysicalResourceId: table,
        })}</StackResourceSummaries>`,
});

beforeAll(async () => {
  aws = await startHttpForFile(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
    const action = form.get('Action') ?? '';
    asked.push(`${action} ${form.get('NextToken') ?? ''}`.trim());
    const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=local/');
    const xml = signed === true ? answers[action]?.(form) : undefined;
    response.writeHead(xml === undefined ? 400 : 200, { 'content-type': 'text/xml' });
    const code = signed === true ? 'ValidationError' : 'MissingAuthenticationToken';
    response.end(xml ?? `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`);
  });
  answers = deployed();
  const { stage } = world.local();
  const dev = { ...stage, account: '210987654321' };
  const other = { ...dev, appid: 'wx0000000000000000' };
  writeFileSync(
    join(world.dataDir, 'stages.mjs'),
    `export default ${JSON.stringify({ dev, other })};\n`,
  );
  await world.put('/yici/dev/access-token', await world.parameter('access-token'));
});

const surroundings = () => ({
  env: {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_SSM: world.local().ssmUrl,
    AWS_ENDPOINT_URL_DYNAMODB: world.local().dynamodbUrl,
  },
});
const here = (stage = 'dev') => ['--config', join(world.dataDir, 'stages.mjs'), '--stage', stage];
const json = (args: readonly string[], stage?: string) =>
  yiciJson([...args, ...here(stage)], surroundings());

test("its address comes from the stack, and calls are signed with the operator's own credentials", async () => {
  const ran = await json(['credits', lilei]);

  expect(ran).toMatchObject({ code: 3, json: { credits: [] } });
});

test('the configuration may be named as `cdk` is told it, by YICI_CONFIG', async () => {
  const { env } = surroundings();
  const file = join(world.dataDir, 'stages.mjs');
  const ran = await yiciJson(['token', '--stage', 'dev'], { env: { ...env, YICI_CONFIG: file } });

  expect(ran).toMatchObject({ code: 0, json: { stored: true } });
});

test('its table is found in the stack, on whatever page', async () => {
  asked.length = 0;

  const ran = await json(['unknown']);

  expect(ran).toMatchObject({ code: 0, json: { unknown: [], scanned: 0 } });
  expect(asked).toEqual(['GetCallerIdentity', 'ListStackResources', 'ListStackResources a&b']);
});

test('init writes its secrets, and then doctor finds nothing wrong with it', async () => {
  const init = await yiciJson(['init', '--appsecret-stdin', ...here()], {
    ...surroundings(),
    stdin: appsecret,
  });
  const { code, json: found } = await json(['doctor']);

  expect(init).toMatchObject({ code: 0, json: { check: { status: 'accepted' } } });
  const bad = found.checks.filter(({ status }: { status: string }) => status !== 'ok');
  expect(bad).toEqual([]);
  expect(code).toBe(0);
});

describe('without', () => {
  test('AWS within reach, a send has certainly not been made', async () => {
    const { env } = surroundings();
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${await closedPort()}`;
    const message = ['--title', 't', '--content', 'c'];

    const ran = await yiciJson(['send', lilei, '1', ...message, ...here('other')], {
      env: { ...env, AWS_ENDPOINT_URL },
    });

    expect(ran).toMatchObject({ code: 1, json: { error: { code: 'aws_unreachable' } } });
    expect(ran.json.error.message).toBe(
      'AWS cannot be reached (sts:GetCallerIdentity: ECONNREFUSED): mind the network, the region and AWS_ENDPOINT_URL.',
    );
  });

  test('credentials, every command says so in a sentence', async () => {
    const { env } = surroundings();
    const none = { env: { ...env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } };

    for (const args of [['token'], ['credits', lilei], ['unknown'], ['rotate-keys', '--yes']]) {
      const ran = await yici([...args, ...here()], none);

      expect(ran).toMatchObject({ code: 1, stdout: '' });
      expect(ran.stderr).toContain('There are no AWS credentials');
      expect(ran.stderr).not.toContain(lilei);
    }
    const doctor = await yiciJson(['doctor', ...here()], none);
    expect(doctor.code).toBe(1);
    expect(doctor.json.checks).toContainEqual(
      expect.objectContaining({ check: 'credentials', status: 'wrong' }),
    );
  });

  test('a stack, it says to deploy', async () => {
    const ran = await json(['credits', lilei], 'other');
    const doctor = await json(['doctor'], 'other');

    expect(ran).toMatchObject({ code: 1, json: { error: { code: 'not_deployed' } } });
    expect(doctor.json.checks).toContainEqual(
      expect.objectContaining({ check: 'service', status: 'wrong' }),
    );
  });

  test('an output ApiUrl it says what to do', async () => {
    const stacks = '<Stacks><member><Outputs></Outputs></member></Stacks>';
    answers = { ...deployed(), DescribeStacks: () => stacks };
    const ran = await json(['credits', lilei]);
    answers = deployed();

    expect(ran).toMatchObject({ code: 1, json: { error: { code: 'no_output' } } });
    expect(ran.json.error.message).toContain('--service-url');
  });

  test('a stage that is named, where there are two, it asks which', async () => {
    const config = ['--config', join(world.dataDir, 'stages.mjs')];
    const ran = await yici(['token', ...config], surroundings());

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('dev, other, local');
  });
});

describe('with credentials of another AWS account than the stage names', () => {
  const elsewhere = () => {
    const { env } = surroundings();
    const every = { AWS_ENDPOINT_URL_SSM: aws.url, AWS_ENDPOINT_URL_DYNAMODB: aws.url };
    return { env: { ...env, ...every }, stdin: appsecret };
  };
  const restored = ['--table', 'restored', '--restored-to', '2026-01-01T00:00:00Z', '--yes'];

  beforeAll(() => {
    answers = { ...deployed(), GetCallerIdentity: () => '<Account>999999999999</Account>' };
  });
  afterAll(() => {
    answers = deployed();
  });

  test.each([
    [['init', '--appsecret-stdin']],
    [['keys', 'add', '--name', 'shop', '--scopes', 'send']],
    [['rotate-keys', '--yes']],
    [['void-restored', ...restored]],
    [['resolve', lilei, '1', 'someSend', '--delivered']],
    [['erase', lilei, '--yes']],
    [['token']],
  ])('%j asks nothing of AWS but whose they are', async (args) => {
    asked.length = 0;

    const ran = await yiciJson([...args, ...here()], elsewhere());

    expect(ran).toMatchObject({
      code: 1,
      json: {
        error: {
          code: 'credentials_of_another_account',
          account: '999999999999',
          wanted: '210987654321',
        },
      },
    });
    expect(asked).toEqual(['GetCallerIdentity']);
  });

  test('doctor says so, and looks at nothing of that account', async () => {
    asked.length = 0;

    const { code, json: found } = await yiciJson(['doctor', ...here()], elsewhere());

    expect(code).toBe(1);
    expect(found.checks).toContainEqual(
      expect.objectContaining({ check: 'credentials', status: 'wrong' }),
    );
    expect(found.checks).toContainEqual(
      expect.objectContaining({ check: 'appsecret', finding: see('credentials') }),
    );
    expect(asked).toEqual(['GetCallerIdentity']);
  });
});

describe('a configuration that cannot be used', () => {
  const write = (name: string, text: string) => {
    const path = join(world.dataDir, name);
    writeFileSync(path, text);
    return path;
  };

  const badStages = () =>
    write(
      'bad.mjs',
      `export default ${JSON.stringify({ dev: { ...simulatorAccount, region: 'nowhere' } })};`,
    );

  test('is told with every problem of it', async () => {
    const path = badStages();

    const ran = await yici(['token', '--config', path], surroundings());
    const doctor = await yiciJson(['doctor', '--config', path], surroundings());

    expect(ran.code).toBe(1);
    for (const field of ['dev.templateId', 'dev.region', 'dev.returnTargets']) {
      expect(ran.stderr).toContain(field);
    }
    expect(doctor).toMatchObject({
      code: 1,
      json: { wrong: 1, checks: [{ check: 'configuration', status: 'wrong' }] },
    });
  });

  test.each([
    ['en', 'cannot be used', 'See docs/deploy.md.'],
    ['zh', '问题如下（英文）', '见 docs/deploy.zh-CN.md。'],
  ])('is told by doctor in %s, indented, with the page to read', async (lang, heading, page) => {
    const path = badStages();

    const { stdout } = await yici(['doctor', '--config', path, '--lang', lang], surroundings());

    const [first, ...more] = stdout.trimEnd().split('\n').slice(0, -1);
    expect(first).toContain(heading);
    expect(more.at(-1)).toBe(' '.repeat(29) + page);
    for (const line of more) expect(line).toMatch(/^ {29}/);
  });

  test.each([
    ['broken.ts', 'export default {\n  dev: ,\n};', ':2'],
    ['absent.ts', '\n\nexport default absent;', ':3'],
    ['broken.mjs', 'export default {', ''],
  ])('%s that does not load is told by its line', async (file, text, line) => {
    const path = write(file, text);

    const ran = await yici(['token', '--config', path], surroundings());

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      `The configuration cannot be used:\n  ${path}${line} cannot be read: `,
    );
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });
});
