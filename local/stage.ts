import { devNull } from 'node:os';
import { localStageName, parseStage, type StageConfig } from '../lib/config.ts';
import { environments, type Places } from '../lib/environment.ts';
import { parameterNames } from '../lib/parameters.ts';

/** The account that the simulator is given, and that the local stage is for. */
export const simulatorAccount = {
  appid: 'wx51a7c0de51a7c0de',
  secret: '5ec4e7fa11ed5ec4e7fa11ed5ec4e7fa',
  template_id: 'simulatorTemplate_0123456789abcdefghijklmnop',
} as const;

/** What the demo page offers; the stage itself takes every scene. */
export const demoScenes = [1001, 1002, 1003] as const;

export type LocalUrls = {
  /** `http://127.0.0.1:3000`: without a trailing slash, as the simulator's. */
  readonly serviceUrl: string;
  /** As links spell it, another site than the service's: `http://localhost:3001`. */
  readonly simulatorUrl: string;
  /** As the functions reach it: `http://127.0.0.1:3001`. */
  readonly simulatorApiUrl: string;
};

/** The local stage: a stage like any other, checked by the same schema. */
export const localStage = (urls: LocalUrls): StageConfig =>
  parseStage(
    {
      appid: simulatorAccount.appid,
      templateId: simulatorAccount.template_id,
      region: 'us-east-1',
      publicBaseUrl: urls.serviceUrl,
      returnTargets: {
        demo: `${urls.serviceUrl}/demo/`,
        history: `${urls.serviceUrl}/demo/targets/history.html`,
        hash: `${urls.serviceUrl}/demo/targets/hash.html#/course/7`,
        uniapp: `${urls.serviceUrl}/demo/targets/uniapp.html#/pages/course/course`,
      },
      // The second one is where a front end's own development server usually listens.
      corsOrigins: [urls.serviceUrl, 'http://localhost:5173'],
      verificationFiles: { 'MP_verify_yiciLocal.txt': 'yiciLocal' },
      message: { allowHttpUrl: true },
      outsideWechat: 'redirect',
      wechat: { pageUrl: urls.simulatorUrl, apiUrls: [urls.simulatorApiUrl] },
    },
    'the local stage',
  );

export const localPlaces: Places = {
  stage: localStageName,
  creditsTable: 'yici-local-credits',
  locksTable: 'yici-local-locks',
  refreshFunction: 'refresh-access-token',
  parameters: parameterNames(localStageName),
};

/**
 * Every function's whole environment. Lambda gives a function its credentials and its region; the
 * endpoints are the one local difference, and the two empty files keep the machine's own AWS
 * settings out.
 */
export const localEnvironments = (
  stage: StageConfig,
  endpoints: { readonly dynamodb: string; readonly ssm: string; readonly lambda: string },
): Readonly<Record<string, Readonly<Record<string, string>>>> => {
  const runtime = {
    AWS_REGION: stage.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SSM: endpoints.ssm,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
  return Object.fromEntries(
    Object.entries(environments(stage, localPlaces)).map(([name, own]) => [
      name,
      { ...runtime, AWS_LAMBDA_FUNCTION_NAME: name, ...own },
    ]),
  );
};
