import { type CheckName, checkNames, type Facts, type Line } from './facts.ts';
import { judgeAccessKeys } from './judge-access-keys.ts';
import { judgeAllowList } from './judge-allow-list.ts';
import { judgeConfiguration, judgeCredentials, judgeRegion, judgeService } from './judge-aws.ts';
import {
  judgeAccessToken,
  judgeAppsecret,
  judgePseudonymKey,
  judgeSealingKeys,
} from './judge-secrets.ts';
import { judgeClock, judgeHealth, judgeTable } from './judge-service.ts';
import { judgeDomainFile, judgeQuota, judgeTemplate } from './judge-wechat.ts';

const judges: Readonly<Record<CheckName, (facts: Facts) => Line>> = {
  configuration: judgeConfiguration,
  credentials: judgeCredentials,
  region: judgeRegion,
  service: judgeService,
  appsecret: judgeAppsecret,
  'sealing-keys': judgeSealingKeys,
  'pseudonym-key': judgePseudonymKey,
  'access-keys': judgeAccessKeys,
  'access-token': judgeAccessToken,
  'allow-list': judgeAllowList,
  quota: judgeQuota,
  'domain-file': judgeDomainFile,
  template: judgeTemplate,
  table: judgeTable,
  health: judgeHealth,
  clock: judgeClock,
};

/** From facts to lines, without looking at anything itself. */
export const diagnose = (facts: Facts): readonly Line[] =>
  checkNames.map((check) => judges[check](facts));
