import { randomBytes } from 'node:crypto';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { creditTable } from '../../src/aws/credit-table.ts';
import { dynamodbClient } from '../../src/aws/dynamodb-client.ts';
import { pseudonymizer } from '../../src/aws/pseudonymizer.ts';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { openTableConnection } from '../../src/aws/table-connection.ts';
import { browserCookie } from '../../src/entry/browser-cookie.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { inTurn, prime } from '../../src/entry/prime.ts';
import { recordConsent } from '../../src/use-cases/record-consent.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(spec);
const now = Date.now;
const log = jsonLog();
const dynamodb = dynamodbClient();
const ssm = new SSMClient(clientSettings('SSM'));
const keyRing = secretParameter(ssm, env.SEALING_KEYS_PARAMETER, parseSealingKeys, now);
const { pseudonym, read } = pseudonymizer(ssm, env.PSEUDONYM_KEY_PARAMETER, now);

export const handler = createHandler({
  recordConsent: recordConsent({
    appid: env.APPID,
    templateId: env.TEMPLATE_ID,
    minimumAssurance: env.MINIMUM_ASSURANCE,
    keyRing,
    credits: creditTable(dynamodb, env.CREDITS_TABLE),
    now,
    random: randomBytes,
  }),
  returnTargets: env.RETURN_TARGETS,
  cookie: browserCookie(env.PUBLIC_BASE_URL ?? 'https:'),
  pseudonym,
  log,
  now,
});

await prime(log, [openTableConnection(dynamodb), inTurn(keyRing, read)]);
