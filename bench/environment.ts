import type { FunctionName } from '../lib/routes.ts';
import { localEnvironments, localStage } from '../local/stage.ts';
import type { Service } from './fakes/answers.ts';

export type Environment = Readonly<Record<string, string>>;

/**
 * What Lambda would give a function, and nothing of this shell: NODE_OPTIONS and
 * NODE_EXTRA_CA_CERTS alone would change what is measured. Credentials are as long as real ones.
 * The references read the same names as the function.
 */
export const lambdaEnvironment = (
  name: FunctionName,
  { dynamodb, ssm, wechat }: Readonly<Record<Service, string>>,
): Environment => {
  const nowhere = 'http://127.0.0.1:9';
  const stage = localStage({
    serviceUrl: nowhere,
    simulatorUrl: nowhere,
    simulatorApiUrl: wechat,
  });
  return {
    ...localEnvironments(stage, { dynamodb, ssm, lambda: nowhere })[name],
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLEEXAMPLE00',
    AWS_SECRET_ACCESS_KEY: 'example+'.repeat(5),
    AWS_SESSION_TOKEN: 'T'.repeat(700),
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '160',
    LAMBDA_TASK_ROOT: '/var/task',
    NODE_ENV: 'production',
    POWERTOOLS_TRACE_ENABLED: 'false',
  };
};
