import * as v from 'valibot';
import { group } from './config-group.ts';
import { matching, range } from './config-values.ts';
import { functionTimeoutSeconds } from './function-timeouts.ts';
import { type Scope, scopes } from './routes.ts';

// The settings that say how a stage is deployed: where it is reached, who may call it, from which
// address it calls WeChat, who is woken, and what it may cost.

const hostName = matching(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'a host name in lower case such as wx.example.com',
);

/** The stage's own domain: the execute-api endpoint is then off. */
export const domain = group({
  name: hostName,
  /** Of an issued certificate in the stage's own region. In China it may be an IAM server certificate. */
  certificateArn: matching(
    /^arn:aws(-[a-z]+)*:(acm:[a-z0-9-]+:[0-9]{12}:certificate\/[0-9a-f-]{36}|iam::[0-9]{12}:server-certificate\/[\w+=,.@/-]{1,128})$/,
    "a certificate's ARN such as arn:aws:acm:ap-southeast-1:<account>:certificate/<id>",
  ),
  /** Of the public zone in Route 53 that the name is in; without it the owner makes the DNS record. */
  hostedZoneId: v.optional(
    matching(/^Z[A-Z0-9]{5,31}$/, 'a hosted zone id such as Z0123456789ABC'),
  ),
});

const scopeNames = group(
  Object.fromEntries(
    scopes.map((scope) => [
      scope,
      v.optional(
        matching(/^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/, '1 to 64 visible characters'),
        `yici/${scope}`,
      ),
    ]),
  ) as Record<Scope, v.OptionalSchema<ReturnType<typeof matching>, string>>,
);

/** Who may call the routes of a back end and of an operator. */
export const authorizer = v.variant('type', [
  group({ type: v.literal('iam') }),
  group({
    type: v.literal('jwt'),
    /** As the token's `iss` says it; its `/.well-known/openid-configuration` must be public. */
    issuer: matching(/^https:\/\/[^\s?#]{1,250}$/, 'an https URL without query or fragment'),
    /** One of these must be the token's `aud` or `client_id`. */
    audience: v.pipe(
      v.array(matching(/^\S{1,256}$/, '1 to 256 characters without spaces')),
      v.minLength(1, 'must name at least one audience'),
    ),
    /** What the issuer calls our scopes, where it cannot call them `yici/send` and so on. */
    scopes: v.optional(scopeNames, {}),
  }),
  group({ type: v.literal('key') }),
]);

/** Which calls leave by the fixed address: the token's alone, or every call to WeChat. */
const whose = { for: v.optional(v.picklist(['token', 'all']), 'all') };
/** The first that AWS lists, where it is left out. It cannot be changed: docs/deploy.md says why. */
const availabilityZone = v.optional(
  matching(/^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$/, 'an availability zone such as ap-southeast-1a'),
);

/** From which address WeChat is called: its IP allow-list answers 40164 to any other. */
export const egress = v.variant('type', [
  group({ type: v.literal('none') }),
  group({
    type: v.literal('nat-instance'),
    ...whose,
    /** Amazon Linux 2023, arm64, of the stage's region; pinned, because another one is another instance. */
    amiId: matching(/^ami-[0-9a-f]{8,17}$/, 'an AMI id such as ami-0123456789abcdef0'),
    instanceType: v.optional(matching(/^[a-z0-9-]+\.[a-z0-9]+$/, 'such as t4g.nano'), 't4g.nano'),
    availabilityZone,
  }),
  group({ type: v.literal('nat-gateway'), ...whose, availabilityZone }),
  group({
    type: v.literal('existing-vpc'),
    ...whose,
    vpcId: matching(/^vpc-[0-9a-f]{8,17}$/, 'a VPC id such as vpc-0123456789abcdef0'),
    /** Private subnets whose way out is the fixed address. */
    subnetIds: v.pipe(
      v.array(matching(/^subnet-[0-9a-f]{8,17}$/, 'a subnet id such as subnet-0123456789abcdef0')),
      v.minLength(1, 'must name at least one subnet'),
    ),
    /** Must let HTTPS out; without it, one that lets out nothing else is made. */
    securityGroupIds: v.optional(
      v.array(matching(/^sg-[0-9a-f]{8,17}$/, 'a security group id such as sg-0123456789abcdef0')),
      [],
    ),
  }),
]);

export const email = matching(/^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}$/, 'an e-mail address');

/** Function -> how many of its calls may run at once, taken from what the account has. */
export const reservedConcurrency = v.record(
  v.pipe(
    v.string(),
    v.check(
      (name) => Object.hasOwn(functionTimeoutSeconds, name),
      ({ input }) => `must be the name of a function, got '${input}'`,
    ),
  ),
  range(1, 10_000, 'concurrent calls'),
);

export const tags = v.record(
  v.pipe(
    matching(
      /^[\p{L}\p{N} _.:/=+@-]{1,128}$/u,
      '1 to 128 letters, digits, spaces and _ . : / = + - @',
    ),
    v.check((key) => !/^aws:/i.test(key), "must not start with 'aws:'"),
  ),
  matching(
    /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u,
    'at most 256 letters, digits, spaces and _ . : / = + - @',
  ),
);
