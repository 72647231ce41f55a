import { parseConfig, type StageConfig, type StageInput } from '../../lib/config.ts';

/** What the simulator knows the stage's account by. */
export const simulatedAccount = {
  appid: 'wx51a7c0de51a7c0de',
  secret: '5ec4e7fa11ed5ec4e7fa11ed5ec4e7fa',
  template_id: 'simulatorTemplate_0123456789abcdefghijklmnop',
} as const;

/** Where the pages would be that users come back to: nothing is ever fetched there. */
export const returnOrigin = 'https://h5.yici.test';

/** What the flow suite asks of any stage that it runs against. */
const flowSettings = {
  returnTargets: {
    demo: `${returnOrigin}/demo/`,
    history: `${returnOrigin}/demo/targets/history.html`,
    hash: `${returnOrigin}/demo/targets/hash.html#/course/7`,
    uniapp: `${returnOrigin}/demo/targets/uniapp.html#/pages/course/course`,
  },
  corsOrigins: [returnOrigin],
  verificationFiles: { 'MP_verify_yiciLocal.txt': 'yiciLocal' },
  outsideWechat: 'redirect',
  // a route more, for a caller more
  accessTokenRoute: true,
  throttle: {
    publicRoutes: { rateLimit: 200, burstLimit: 400 },
    backendRoutes: { rateLimit: 200, burstLimit: 400 },
  },
  authorizer: { type: 'iam' },
  token: {},
  terminationProtection: false,
  disposable: true,
} satisfies Partial<StageInput>;

/** The stage of the emulator, whose WeChat is the simulator. */
export const emulatedStage = (simulator: { readonly url: string; readonly port: number }) => ({
  appid: simulatedAccount.appid,
  templateId: simulatedAccount.template_id,
  region: 'us-east-1',
  returnTargets: flowSettings.returnTargets,
  alarmEmail: 'on-call@yici.test',
  budgetUsd: 50,
  wechat: { pageUrl: simulator.url, apiUrls: [`http://127.0.0.1:${simulator.port}`] },
});

/**
 * A stage as the flow suite needs it; all that is its owner's own (account, region, egress, WeChat)
 * stays, but for a domain: the suite comes in by the API's own address.
 */
export const testedStage = ({ domain: _domain, ...own }: StageInput): StageInput => ({
  ...own,
  ...flowSettings,
});

export const parseStage = (name: string, input: StageInput): StageConfig => {
  const { [name]: stage } = parseConfig({ [name]: input }, `stage ${name}`);
  if (stage === undefined) throw new Error(`there is no stage ${name}`);
  return stage;
};

/** Why a stage may not be deployed to and destroyed by a test; undefined when it may. */
export const refusalOf = (name: string, stage: StageInput | undefined): string | undefined => {
  if (stage === undefined) return `there is no stage '${name}' in the configuration`;
  if (/^prod/i.test(name)) return `'${name}' is a production stage by its name`;
  if (stage.disposable !== true) {
    return `'${name}' is not marked \`disposable: true\` in the configuration`;
  }
  return undefined;
};
