import { defineConfig } from './lib/config.ts';

/**
 * One entry per stage; a stage is one 服务号 in one AWS account and region. Nothing here is secret:
 * the AppSecret and the keys live in Parameter Store (`npm run yici -- init` writes them).
 *
 * What is commented out shows a setting that may be left out. `npx cdk synth` checks everything and
 * names what is still an example's value.
 */
export default defineConfig({
  prod: {
    /** 微信开发者平台 -> 基础信息 -> 开发信息: AppID of the 服务号. */
    appid: 'wx0123456789abcdef',
    /** 微信公众平台 -> 接口权限 -> 一次性订阅消息: the account has exactly one template. */
    templateId: 'replace-with-your-account-template-id_0123456',
    /** Mainland users: cn-north-1 or cn-northwest-1 (own accounts, ICP licence), or near: ap-east-1. */
    region: 'ap-southeast-1',
    /** Refuses to deploy to any other AWS account; without it, the one whose credentials deploy. */
    // account: '123456789012',

    // Where browsers reach it. One of these two; without either only the relay door is deployed.
    // The host must be one of the account's 业务域名 (own domain, ICP-filed).

    /**
     * Its own domain: the certificate is one that you have had issued in the region above. Without a
     * hosted zone the output `DomainTarget` says what the DNS record must point to.
     */
    // domain: {
    //   name: 'wx.example.com',
    //   certificateArn:
    //     'arn:aws:acm:ap-southeast-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef',
    //   hostedZoneId: 'Z0123456789ABC',
    // },
    /**
     * Or behind your own proxy, which passes path and query on as they came. The execute-api
     * endpoint then stays open: it is what the proxy calls.
     */
    publicBaseUrl: 'https://wx.example.com',

    /** Name -> the exact URL that users come back to. A hash router gets its parameters in the hash. */
    returnTargets: {
      course: 'https://h5.example.com/#/pages/course/course',
    },
    /** Pages that call the relay door by fetch. Default: none. */
    corsOrigins: ['https://h5.example.com'],
    /** WeChat's domain ownership files: name -> content. Default: none. */
    // verificationFiles: { 'MP_verify_abcdefghijklmnop.txt': 'abcdefghijklmnop' },

    // Links and credits.

    /** Scenes that links may be made for. Default: all of 0 to 10000. */
    // scenes: [1001, 1002, 1003],
    /** How long a public link is good for. Default: 1800. */
    // linkLifetimeSeconds: 1_800,
    /** Weakest evidence of who confirmed: 'signed', 'browser' (default) or 'openid' (bound links only). */
    // minimumAssurance: 'browser',
    /** After this an unused confirm counts no more. Default: never, WeChat documents no lifetime. */
    // creditLifetimeSeconds: 2_592_000,
    /** 'hold' never sends again by itself; 'reconcile' asks WeChat by one more send. Default: 'hold'. */
    // unknownPolicy: 'hold',
    /** Where a message's url may lead: hosts (default: any), and http (default: false). */
    // message: { urlHosts: ['h5.example.com'], allowHttpUrl: false },

    // The access_token.

    /**
     * source: 'stable_token' (default), 'token' (the older call), or 'external': your own token
     * service writes the parameter. force: 'never' where others use stable_token for this appid.
     */
    // token: { source: 'stable_token', force: 'auto' },
    /** GET /v1/access-token for your other systems, by IAM alone. Default: false. */
    // accessTokenRoute: true,
    /**
     * A fixed address for 微信开发者平台 -> 基础信息 -> 开发信息 -> IP 白名单 (an output), for 'token' or
     * 'all' (default) calls to WeChat. Monthly, us-east-1: 'none' (default) 0, 'nat-instance' 7.36 USD,
     * 'nat-gateway' 36.50 USD, 'existing-vpc' nothing more. The AMI's id:
     *   aws ssm get-parameter --query Parameter.Value --output text --region <region> \
     *     --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64
     * Name the zone before the first deploy (default: the first that AWS lists, which may change): it
     * cannot be changed later, and some zones lack t4g (instanceType, default: t4g.nano).
     */
    // egress: {
    //   type: 'nat-instance',
    //   for: 'all',
    //   amiId: 'ami-0123456789abcdef0',
    //   availabilityZone: 'ap-southeast-1a',
    //   instanceType: 't4g.nano',
    // },
    // egress: { type: 'nat-gateway', for: 'all', availabilityZone: 'ap-southeast-1a' },
    /** Security groups that let HTTPS out. Default: one that lets out nothing else is made. */
    // egress: {
    //   type: 'existing-vpc',
    //   vpcId: 'vpc-0123456789abcdef0',
    //   subnetIds: ['subnet-0123456789abcdef0'],
    //   securityGroupIds: ['sg-0123456789abcdef0'],
    // },

    // Who may call it.

    /**
     * Of the routes of back ends: 'iam' (default), 'jwt', or 'key' (`Authorization: Bearer yici_...`,
     * made by `npm run yici -- keys`; in China a Lambda authorizer needs an ICP licence).
     */
    // authorizer: { type: 'jwt', issuer: 'https://id.example.com/', audience: ['yici'] },
    // authorizer: { type: 'key' },
    /** Requests per second, and at once: of public routes, of back ends' routes, of one route. */
    // throttle: {
    //   publicRoutes: { rateLimit: 20, burstLimit: 40 },
    //   backendRoutes: { rateLimit: 50, burstLimit: 100 },
    //   routes: { 'POST /v1/messages': { rateLimit: 100, burstLimit: 200 } },
    // },
    /** Function -> calls at once. Default: none; a fresh account cannot reserve any. */
    // reservedConcurrency: { 'send-message': 20 },

    // Watching over it.

    /**
     * Who is woken by alarms (docs/runbook.md): agree to both of AWS's mails after the first deploy.
     * Default: nobody, the alarms then only change their state.
     */
    // alarmEmail: 'oncall@example.com',
    /** What the whole AWS account may cost a month: that address hears of 50, 80 and 100 %. Default: none. */
    // budgetUsd: 50,
    /** 1, 3, 5, 7, 14, 30, 60, 90, 180 or 365. Default: 30. */
    // logRetentionDays: 30,
    /** True: `cdk destroy` refuses. Default: false; the credits outlive the stack either way. */
    // terminationProtection: true,
    /** On every resource. */
    // tags: { team: 'growth' },

    // People outside WeChat, and tests.

    /** /subscribe outside WeChat: 'help' (default) shows a page, 'redirect' goes on regardless. */
    // outsideWechat: 'help',
    /** WeChat on a desktop: 'qr' or 'redirect'. Default: 'qr' where outsideWechat is 'help'. */
    // desktopWechat: 'qr',
    /** WeChat's own hosts; the simulator is one. */
    // wechat: { pageUrl: 'https://mp.weixin.qq.com', apiUrls: ['https://api.weixin.qq.com'] },
    /** Holds nothing of worth: `npm run test:deploy -- --stage <name>` may destroy it. Default: false. */
    // disposable: true,
  },
});
