import type { Deployment } from './deploys.ts';
import { none, type StageUnderTest } from './stage-under-test.ts';

/**
 * The same stage with keys in the place of IAM. After the callers are gone: the policies that hung
 * on their roles go with this change, and CloudFormation cannot delete an attached one.
 */
export const proveKeys = async (
  stage: StageUnderTest,
  { config, apiUrl }: Deployment,
): Promise<void> => {
  const { report, cdk, stack, input, yici } = stage;
  const { publicBaseUrl } = config;
  stage.configure({ ...input, publicBaseUrl, authorizer: { type: 'key' } });
  await report.step('cdk deploy of a change: keys in the place of IAM', () => cdk.deploy(stack));

  await report.check(
    'a key opens the routes of its scopes, and so does its successor',
    async () => {
      const add = (name: string, scopes: string) =>
        yici(['keys', 'add', '--name', name, '--scopes', scopes]);
      const sender = await add('sender', 'send');
      const { key: successor } = await yici(['keys', 'rotate', 'sender']);
      const reader = await add('reader', 'read');
      const stranger = `yici_sender_${'0'.repeat(64)}`;

      const links = ['POST', '/v1/users/oKeys00000000000000000000001/confirm-links'] as const;
      const credits = ['GET', '/v1/users/oKeys00000000000000000000001/credits'] as const;
      const ask = async ([method, path]: typeof links | typeof credits, key?: string) => {
        const body = method === 'POST' ? JSON.stringify({ scene: 1, return: 'demo' }) : null;
        const headers = {
          'content-type': 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        };
        const { status } = await fetch(`${apiUrl}${path}`, { method, headers, body });
        return status;
      };
      const cases = [
        ['the sender makes a link', 201, await ask(links, sender.key)],
        ['its successor makes one', 201, await ask(links, successor)],
        ['the sender looks', 403, await ask(credits, sender.key)],
        ['the reader looks', 200, await ask(credits, reader.key)],
        ['the reader makes a link', 403, await ask(links, reader.key)],
        ['a stranger looks', 403, await ask(credits, stranger)],
        ['nobody looks', 401, await ask(credits)],
      ] as const;
      none(
        cases
          .filter(([, wanted, status]) => status !== wanted)
          .map(([what, wanted, status]) => `${what}: ${status}, not ${wanted}`),
      );
    },
  );
};
