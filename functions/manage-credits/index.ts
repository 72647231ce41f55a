import { SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { creditTable } from '../../src/aws/credit-table.ts';
import { dynamodbClient } from '../../src/aws/dynamodb-client.ts';
import { pseudonymizer } from '../../src/aws/pseudonymizer.ts';
import { openTableConnection } from '../../src/aws/table-connection.ts';
import { countAt } from '../../src/entry/count-at.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { prime } from '../../src/entry/prime.ts';
import { eraseUser } from '../../src/use-cases/erase-user.ts';
import { resolveSend } from '../../src/use-cases/resolve-send.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(spec);
const now = Date.now;
const log = jsonLog();
const dynamodb = dynamodbClient();
const credits = creditTable(dynamodb, env.CREDITS_TABLE);
const ssm = new SSMClient(clientSettings('SSM'));
const { pseudonym, read } = pseudonymizer(ssm, env.PSEUDONYM_KEY_PARAMETER, now);

export const handler = createHandler({
  credits,
  resolveSend: resolveSend({ credits, now }),
  eraseUser: eraseUser({ credits, now }),
  lifetimeMs: env.CREDIT_LIFETIME_SECONDS && env.CREDIT_LIFETIME_SECONDS * 1000,
  pseudonym,
  log,
  countAt: countAt(env.STAGE),
  now,
});

await prime(log, [openTableConnection(dynamodb), read]);
