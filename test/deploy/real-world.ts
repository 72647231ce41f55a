import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { StageInput } from '../../lib/config.ts';
import { root } from './cdk.ts';
import { accountOf } from './cloud.ts';
import type { Report } from './report.ts';
import { refusalOf, simulatedAccount, testedStage } from './stage.ts';
import type { World } from './stage-under-test.ts';

type Stages = Readonly<Record<string, StageInput>>;

/** A stage of the owner's own configuration, in the AWS account that the shell's credentials are of. */
export const realWorld = (report: Report, name: string): Promise<World> =>
  report.step(`stage '${name}' may be deployed and destroyed`, async () => {
    const file = resolve(root, process.env['YICI_CONFIG'] ?? 'yici.config.ts');
    const { default: stages }: { default: Stages } = await import(pathToFileURL(file).href);
    const own = stages[name];
    const refusal = refusalOf(name, own);
    if (own === undefined || refusal !== undefined) throw new Error(refusal);

    const { region } = own;
    const { accessKeyId, secretAccessKey, sessionToken } = await new SSMClient({
      region,
    }).config.credentials();
    const credentials = {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
    };
    // As AWS's own tools take it: an account that is somewhere else than on AWS.
    const endpoint = process.env['AWS_ENDPOINT_URL'];
    const elsewhere = { ...(endpoint !== undefined && { endpoint }) };
    const account = await accountOf({ region, credentials, ...elsewhere });
    if (own.account !== undefined && own.account !== account) {
      throw new Error(`the credentials are of account ${account}, the stage is of ${own.account}`);
    }
    const pageUrl = own.wechat?.pageUrl;
    const simulated = pageUrl !== undefined && (await isSimulator(pageUrl));
    return {
      cloud: { kind: 'aws', region, account, credentials, ...elsewhere },
      stage: name,
      input: testedStage(own),
      // Of a real account it is the owner's to write.
      appsecret: simulated ? simulatedAccount.secret : undefined,
      simulatorUrl: simulated ? pageUrl : undefined,
    };
  });

const isSimulator = async (url: string): Promise<boolean> => {
  try {
    const signal = AbortSignal.timeout(10_000);
    return (await fetch(`${url}/_simulator/state`, { signal })).ok;
  } catch {
    return false;
  }
};
