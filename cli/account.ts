import { type QueryScope, queryAws, xmlText } from './aws-query.ts';
import { Failure } from './failure.ts';

/** The AWS account that the credentials are of. @throws Failure */
export const readAccount = async (scope: QueryScope): Promise<string> => {
  const xml = await queryAws('sts', 'GetCallerIdentity', {}, scope);
  return xmlText(xml, 'Account') ?? '?';
};

/** @throws Failure when the stage names another account */
export const requireAccount = (wanted: string, account: string): void => {
  if (wanted === account) return;
  throw new Failure(
    'credentials_of_another_account',
    {
      zh: `这些凭证属于 AWS 账号 ${account}，而配置里的 account 是 ${wanted}：换 AWS_PROFILE。什么也没有做。`,
      en: `These credentials are of the AWS account ${account}, and the configuration's account is ${wanted}: choose another AWS_PROFILE. Nothing was done.`,
    },
    { facts: { account, wanted } },
  );
};
