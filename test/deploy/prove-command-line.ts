import type { Deployment } from './deploys.ts';
import { operator } from './operator.ts';
import { none, type StageUnderTest, same } from './stage-under-test.ts';

type Check = {
  readonly check: string;
  readonly status: string;
  readonly finding: { readonly en: string };
};

/**
 * The emulator answers below a path, and WeChat would look for its file at the host's root. On AWS a
 * host is asked as it is.
 */
const notOfAnEmulator = ['domain-file'];

/** What an operator does with a stage, from init to erase, on the deployed parts and no others. */
export const proveCommandLine = async (
  stage: StageUnderTest,
  { apiUrl }: Deployment,
): Promise<void> => {
  const { report, cloud, yici, simulatorUrl } = stage;
  if (simulatorUrl === undefined) {
    report.skip('the command line', "the stage's WeChat is not the simulator: nobody can tap 确认");
    return;
  }
  const { call, confirm, creditOf, send } = operator(stage, apiUrl, simulatorUrl);
  const openid = 'oOperator00000000000000000001';

  await report.check('yici doctor finds nothing wrong', async () => {
    const excused = cloud.endpoint === undefined ? [] : notOfAnEmulator;
    const { checks }: { readonly checks: readonly Check[] } = await call(['doctor']);
    none(
      checks
        .filter(({ check, status }) => status === 'wrong' && !excused.includes(check))
        .map(({ check, finding }) => `${check}: ${finding.en}`),
    );
  });

  await report.check('yici sends a message from link to message, and erases the user', async () => {
    await confirm(openid);
    same('the credit', 'available', await creditOf(openid));
    same('the message', 'sent', await send(openid));
    const { unknown } = await yici(['unknown']);
    const erased = await call(['erase', openid, '--yes']);
    const known = unknown.filter((one: { readonly openid: string }) => one.openid === openid);
    same('unknown sends of this user', [], known);
    same('what was erased', 1, erased.erased);
  });

  await report.check('yici keeps keys of back ends, and rotates the sealing key', async () => {
    const made = await yici(['keys', 'add', '--name', 'deploytest', '--scopes', 'send']);
    const next = await yici(['keys', 'rotate', 'deploytest']);
    for (const { name } of [made, next]) await yici(['keys', 'revoke', name, '--yes']);
    const left = await yici(['keys', 'list']);
    const rotated = await yici(['rotate-keys', '--yes']);
    const token = await yici(['token']);

    same('the keys', ['deploytest', 'deploytest2'], [made.name, next.name]);
    same('the keys that are left', [], left.keys);
    same(
      'the sealing keys',
      ['signs', 'waits'],
      rotated.keys.map(({ role }: { role: string }) => role),
    );
    same('the token is usable', true, token.usable);
  });
};
