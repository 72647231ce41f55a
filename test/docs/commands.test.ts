import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Local, startLocal } from '../../local/start-local.ts';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { type Fence, fences, pages, readPage } from './markdown.ts';

const run = promisify(execFile);

/** The section of each README whose commands are run here, one after another in one shell. */
const stories = [
  { path: 'README.md', section: 'The story, by curl' },
  { path: 'README.zh-CN.md', section: '用 curl 走一遍' },
];

/** By its first line: a block of commands that is not run here, and why. */
const notRun: Readonly<Record<string, string>> = {
  'npm ci && npm start': 'installs, and serves until it is ended: test/local/run.test.ts starts it',
  'npm ci && npm test': 'installs, and runs this very test',
  'npm start                      # everything, on this machine': 'the list of all commands',
  'npm test                       # what can be explored in little time: under three minutes on two cores':
    'the list of all suites, this one among them',
  'npm test -- test/simulation                  # more than 100,000 executions':
    'runs beside this; the line that it replays is run by test/simulation/replay.test.ts',
  'npm test -- test/aws/engines.test.ts           # 152 sequences, in memory and on dynalite':
    'runs beside this',
  'npm run test:deploy -- --stage trial': 'deploys to an AWS account',
  'npm run bench': 'measures for minutes; .ci/run runs it',
  'region=ap-southeast-1': 'writes to an AWS account; the keys that it makes are read below',
  'npm run yici -- init --stage prod':
    'asks for a secret and writes to an AWS account: test/cli runs it',
  'npx cdk bootstrap': 'deploys to an AWS account; npm run synth makes what it would deploy',
  'npm run yici -- doctor --stage prod': 'looks at an AWS account: test/cli runs it',
  'sender=$(aws lambda list-functions --output text \\': 'stops sending in an AWS account',
  'queue=$(aws sqs list-queues --queue-name-prefix yici-prod-TokenRefreshUndelivered \\':
    'purges a queue of an AWS account',
  'refresher=$(aws lambda list-functions --output text \\': 'permits a rule of an AWS account',
  'npm run yici -- token --stage prod':
    'ends the token of an account: test/functions/refresh-access-token.test.ts has what it invokes',
  'name=/yici/prod/sealing-keys': 'writes to an AWS account',
  "export AWS_REGION=ap-southeast-1 # the stage's": 'takes an address from a NAT in an AWS account',
  'address=203.0.113.10 # the output WechatIpAllowList': 'replaces an instance in an AWS account',
  'git pull': 'changes this very tree, and deploys to an AWS account',
  'old=yici-prod-CreditsTable0123ABCD-XYZ   # aws dynamodb list-tables shows it':
    'restores a table of an AWS account; its command is run by test/cli/void-restored.test.ts',
  'aws iam attach-role-policy --role-name my-back-end --policy-arn "$BackendPolicyArn"':
    'changes an AWS account',
  'aws iam detach-role-policy --role-name my-back-end --policy-arn "$BackendPolicyArn"':
    'changes an AWS account',
};

const isStory = (path: string, section: string): boolean =>
  stories.some((story) => story.path === path && story.section === section);

test('every command that a page gives is run here, or is left out for a reason', () => {
  // the examples' pages are run by test/examples, those of the command line by test/cli
  const ours = pages.filter((path) => /^(docs\/(?!cli\.)|[^/]*$)/.test(path));
  const left = ours.flatMap((path) =>
    fences(readPage(path))
      .filter(({ language, section }) => language === 'sh' && !isStory(path, section))
      .map(({ text }) => text.split('\n')[0] ?? ''),
  );

  expect([...new Set(left)].sort()).toEqual(Object.keys(notRun).sort());
});

describe('the secrets that docs/deploy.md tells to write by hand', () => {
  const block = fences(readPage('docs/deploy.md')).find(({ text }) => text.startsWith('region='));
  const made = [...(block?.text ?? '').matchAll(/node -p '([^']+)'/g)].map(([, script = '']) => {
    const { stdout } = spawnSync(process.execPath, ['-p', script], { encoding: 'utf8' });
    return stdout.trim();
  });

  test('are sealing keys that the functions can read, and that may sign at once', () => {
    const ring = parseSealingKeys(made[0] ?? '');

    expect(ring.signingKey(Date.now()).kid).toBe('01');
  });

  test('are a pseudonym key that nobody can guess', () => {
    expect(Buffer.from(made[1] ?? '', 'base64')).toHaveLength(32);
  });
});

const curl = spawnSync('curl', ['--help', 'all'], { encoding: 'utf8' });
const canSign = (curl.stdout ?? '').includes('--aws-sigv4');

describe.skipIf(!canSign).each(stories)('the story of $path', ({ path, section }) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-docs-'));
  let local: Local;
  beforeAll(async () => {
    local = await startLocal({ port: 0, simulatorPort: 0, dataDir });
  });
  afterAll(async () => {
    await local.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const here = (text: string): string =>
    text
      .replaceAll('http://127.0.0.1:3000', local.serviceUrl)
      .replaceAll('http://localhost:3001', local.simulatorUrl);
  const asDocumented = (text: string): string =>
    text
      .replaceAll(local.serviceUrl, 'http://127.0.0.1:3000')
      .replaceAll(local.simulatorUrl, 'http://localhost:3001');

  test('has the answers that it shows', async () => {
    const steps = readSteps(fences(readPage(path)).filter((fence) => fence.section === section));
    const script = steps
      .map(({ commands }) => here(commands))
      .join(`\nprintf '\\n%s\\n' '${cut}'\n`);

    const { stdout } = await run('sh', ['-euc', script]);

    const answers = asDocumented(stdout).split(`\n${cut}\n`);
    expect(steps.filter(({ answer }) => answer !== undefined).length).toBeGreaterThan(5);
    for (const [index, { answer }] of steps.entries()) {
      const got = (answers[index] ?? '').trim();
      if (answer === undefined) expect(got).toBe('');
      else if (answer.language === 'json')
        expect(JSON.parse(got)).toEqual(pattern(JSON.parse(answer.text)));
      else expect(got).toEqual(pattern(answer.text.trim()));
    }
  });
});

const cut = '--- the next block ---';

type Step = { readonly commands: string; readonly answer: Fence | undefined };

/** Each block of commands with the block that follows it, where that one is no commands. */
const readSteps = (blocks: readonly Fence[]): readonly Step[] =>
  blocks.flatMap((block, index) => {
    if (block.language !== 'sh') return [];
    const next = blocks[index + 1];
    return [{ commands: block.text, answer: next?.language === 'sh' ? undefined : next }];
  });

/** What is written as `…` differs each time. */
const pattern = (documented: unknown): unknown => {
  if (Array.isArray(documented)) return documented.map(pattern);
  if (documented !== null && typeof documented === 'object') {
    return Object.fromEntries(
      Object.entries(documented).map(([name, value]) => [name, pattern(value)]),
    );
  }
  if (typeof documented !== 'string' || !documented.includes('…')) return documented;
  const parts = documented.split('…').map((part) => escapeForRegExp(part));
  return expect.stringMatching(new RegExp(`^${parts.join('\\S+?')}$`));
};

const escapeForRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
