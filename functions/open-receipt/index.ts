import { SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { prime } from '../../src/entry/prime.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(spec);
const now = Date.now;
const log = jsonLog();
const ssm = new SSMClient(clientSettings('SSM'));
const keyRing = secretParameter(ssm, env.SEALING_KEYS_PARAMETER, parseSealingKeys, now);

export const handler = createHandler({ appid: env.APPID, keyRing, log, now });

await prime(log, [keyRing]);
