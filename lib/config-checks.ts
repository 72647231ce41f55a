import * as v from 'valibot';
import { partitionOf } from './partition.ts';
import { routeKey, stageRoutes } from './routes.ts';

// What two settings must not say together. Each check is told at the setting that has to change.

type Settings = {
  readonly region: string;
  readonly publicBaseUrl?: string | undefined;
  readonly domain?: { readonly name: string; readonly certificateArn: string } | undefined;
  readonly verificationFiles: Readonly<Record<string, string>>;
  readonly accessTokenRoute: boolean;
  readonly minimumAssurance: 'signed' | 'browser' | 'openid';
  readonly throttle: { readonly routes: Readonly<Record<string, unknown>> };
  readonly token: { readonly source: string };
  readonly egress: { readonly type: string; readonly for?: string };
  readonly alarmEmail?: string | undefined;
  readonly budgetUsd?: number | undefined;
};

type Problem = { readonly path: readonly string[]; readonly message: string };

type Check = {
  readonly reads: readonly (keyof Settings)[];
  readonly find: (stage: Settings) => readonly Problem[];
};

/** Sees no setting but those that it says it reads: it runs when these are well-formed. */
const check = <Name extends keyof Settings>(
  reads: readonly Name[],
  find: (stage: Pick<Settings, Name>) => readonly Problem[],
): Check => ({ reads, find });

const checks: readonly Check[] = [
  check(['domain', 'publicBaseUrl'], ({ domain, publicBaseUrl }) => {
    if (domain === undefined || publicBaseUrl === undefined) return [];
    const own = `https://${domain.name}`;
    const message = `must be left out or ${own} where domain is configured, got '${publicBaseUrl}'`;
    return publicBaseUrl === own ? [] : [{ path: ['publicBaseUrl'], message }];
  }),
  check(['domain', 'region'], ({ domain, region }) => {
    if (domain === undefined) return [];
    const [, partition, service, certificateRegion] = domain.certificateArn.split(':');
    const isElsewhere = service === 'acm' && certificateRegion !== region;
    const message = `must be in the stage's own region ${region}, got '${domain.certificateArn}'`;
    return partition !== partitionOf(region) || isElsewhere
      ? [{ path: ['domain', 'certificateArn'], message }]
      : [];
  }),
  check(
    [
      'throttle',
      'domain',
      'publicBaseUrl',
      'verificationFiles',
      'accessTokenRoute',
      'minimumAssurance',
    ],
    ({ throttle, domain, publicBaseUrl = domain?.name, ...stage }) => {
      const known = new Set(stageRoutes({ ...stage, publicBaseUrl }).map(routeKey));
      return Object.keys(throttle.routes)
        .filter((key) => !known.has(key))
        .map((key) => ({
          path: ['throttle', 'routes', key],
          message: "must be a route that this stage deploys, such as 'POST /v1/messages'",
        }));
    },
  ),
  check(['egress', 'token'], ({ egress, token }) => {
    const message =
      "must be 'all' where token.source is 'external': nothing here fetches the token";
    return egress.type !== 'none' && egress.for === 'token' && token.source === 'external'
      ? [{ path: ['egress', 'for'], message }]
      : [];
  }),
  check(['budgetUsd', 'alarmEmail'], ({ budgetUsd, alarmEmail }) =>
    budgetUsd !== undefined && alarmEmail === undefined
      ? [{ path: ['budgetUsd'], message: 'needs alarmEmail: somebody has to be told' }]
      : [],
  ),
];

/** Each check runs when the settings that it reads are well-formed, whatever is wrong elsewhere. */
export const settingsAgree = <S extends Settings>() =>
  v.rawCheck<S>(({ dataset, addIssue }) => {
    const paths = (dataset.issues ?? []).map(({ path }) => path);
    if (paths.includes(undefined)) return;
    const malformed = new Set(paths.map((path) => path?.[0].key));
    const stage = dataset.value as Settings;
    for (const { reads, find } of checks) {
      if (reads.some((setting) => malformed.has(setting))) continue;
      for (const { path, message } of find(stage)) {
        addIssue({ message, path: pathItems(stage, path) });
      }
    }
  });

const pathItems = (
  input: unknown,
  keys: readonly string[],
): [v.ObjectPathItem, ...v.ObjectPathItem[]] => {
  const items: v.ObjectPathItem[] = [];
  let here = input as Record<string, unknown>;
  for (const key of keys) {
    const value = here[key];
    items.push({ type: 'object', origin: 'value', input: here, key, value });
    here = value as Record<string, unknown>;
  }
  return items as [v.ObjectPathItem, ...v.ObjectPathItem[]];
};
