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
  readonly throttle: { readonly routes: Readonly<Record<string, unknown>> };
  readonly token: { readonly source: string };
  readonly egress: { readonly type: string; readonly for?: string };
  readonly alarmEmail?: string | undefined;
  readonly budgetUsd?: number | undefined;
};

type Problem = { readonly path: readonly string[]; readonly message: string };

const domainProblems = ({ domain, publicBaseUrl, region }: Settings): readonly Problem[] => {
  if (domain === undefined) return [];
  const problems: Problem[] = [];
  const own = `https://${domain.name}`;
  if (publicBaseUrl !== undefined && publicBaseUrl !== own) {
    const message = `must be left out or ${own} where domain is configured, got '${publicBaseUrl}'`;
    problems.push({ path: ['publicBaseUrl'], message });
  }
  const [, partition, service, certificateRegion] = domain.certificateArn.split(':');
  if (partition !== partitionOf(region) || (service === 'acm' && certificateRegion !== region)) {
    const message = `must be in the stage's own region ${region}, got '${domain.certificateArn}'`;
    problems.push({ path: ['domain', 'certificateArn'], message });
  }
  return problems;
};

const throttleProblems = (stage: Settings): readonly Problem[] => {
  const { publicBaseUrl = stage.domain?.name } = stage;
  const known = new Set(stageRoutes({ ...stage, publicBaseUrl }).map(routeKey));
  return Object.keys(stage.throttle.routes)
    .filter((key) => !known.has(key))
    .map((key) => ({
      path: ['throttle', 'routes', key],
      message: "must be a route that this stage deploys, such as 'POST /v1/messages'",
    }));
};

const egressProblems = ({ egress, token }: Settings): readonly Problem[] =>
  egress.type !== 'none' && egress.for === 'token' && token.source === 'external'
    ? [
        {
          path: ['egress', 'for'],
          message: "must be 'all' where token.source is 'external': nothing here fetches the token",
        },
      ]
    : [];

const budgetProblems = ({ budgetUsd, alarmEmail }: Settings): readonly Problem[] =>
  budgetUsd !== undefined && alarmEmail === undefined
    ? [{ path: ['budgetUsd'], message: 'needs alarmEmail: somebody has to be told' }]
    : [];

/** Runs when every setting by itself is well-formed. */
export const settingsAgree = <S extends Settings>() =>
  v.rawCheck<S>(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return;
    const stage = dataset.value;
    for (const { path, message } of [
      ...domainProblems(stage),
      ...throttleProblems(stage),
      ...egressProblems(stage),
      ...budgetProblems(stage),
    ]) {
      addIssue({ message, path: pathItems(stage, path) });
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
