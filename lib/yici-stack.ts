import { CfnOutput, Fn, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { CallerPolicies } from './caller-policies.ts';
import type { StageConfig } from './config.ts';
import { CreditsTable } from './credits-table.ts';
import { Egress } from './egress.ts';
import { environments, type Places } from './environment.ts';
import { leftOut } from './left-out.ts';
import { logProtection } from './log-protection.ts';
import { whyNoBudget } from './monitoring/budget.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { partitionOf } from './partition.ts';
import { type FunctionName, type RouteFunction, stageRoutes } from './routes.ts';
import { SecretParameters } from './secret-parameters.ts';
import { constructId, ServiceFunction } from './service-function.ts';
import { TokenRefresh } from './token-refresh.ts';
import { warn } from './warnings.ts';

export type YiciStackProps = StackProps & {
  /** The stage's name in `yici.config.ts`. */
  readonly stage: string;
  readonly config: StageConfig;
  /** Where the built bundles lie, one folder per function. */
  readonly bundles: string;
};

/** One stage: one 服务号 in one AWS account and region. Composes constructs, owns no resource. */
export class YiciStack extends Stack {
  readonly #zone: string | undefined;

  constructor(scope: Construct, id: string, props: YiciStackProps) {
    const { stage, config, bundles, ...stackProps } = props;
    super(scope, id, {
      description: `yici ${stage}: WeChat one-time subscription messages`,
      terminationProtection: config.terminationProtection,
      ...stackProps,
    });
    this.#zone = 'availabilityZone' in config.egress ? config.egress.availabilityZone : undefined;
    warn(this, stage, config);
    for (const [key, value] of Object.entries(config.tags)) Tags.of(this).add(key, value);

    const parameters = new SecretParameters(this, 'Parameters', stage);
    const credits = new CreditsTable(this, 'Credits');
    const egress = new Egress(this, 'Egress', config);
    const common = (name: FunctionName) => ({
      bundles,
      logRetentionDays: config.logRetentionDays,
      logProtection: partitionOf(config.region) === 'aws' ? logProtection() : undefined,
      ...concurrency(config, name),
      ...egress.network(name),
    });
    const places: Places = {
      stage,
      parameters: parameters.names,
      creditsTable: credits.tableName,
      locksTable: '',
      refreshFunction: '',
    };

    // With 'external' the owner's own token service writes the access_token: nothing refreshes.
    const refresh =
      config.token.source === 'external'
        ? undefined
        : new TokenRefresh(this, 'TokenRefresh', {
            ...common('refresh-access-token'),
            parameters,
            environment: (locksTable) =>
              environments(config, { ...places, locksTable })['refresh-access-token'],
          });
    if (refresh !== undefined) egress.holdBack('refresh-access-token', refresh);
    const environment = environments(config, {
      ...places,
      refreshFunction: refresh?.function.names.functionName ?? '',
    });

    // What each function may do besides writing to its log.
    const grants: Record<RouteFunction, (fn: ServiceFunction) => void> = {
      'start-consent': (fn) => {
        parameters.grantRead(fn, 'sealingKeys');
      },
      'create-confirm-link': (fn) => {
        parameters.grantRead(fn, 'sealingKeys');
      },
      'record-consent': (fn) => {
        parameters.grantRead(fn, 'sealingKeys', 'pseudonymKey');
        credits.grantWrite(fn);
      },
      'open-receipt': (fn) => {
        parameters.grantRead(fn, 'sealingKeys');
      },
      'send-message': (fn) => {
        parameters.grantRead(fn, 'accessToken', 'pseudonymKey');
        // the answer to a repeated key is found even where nothing can be claimed
        credits.grantFind(fn);
        credits.grantWrite(fn);
        refresh?.grantInvoke(fn);
      },
      'manage-credits': (fn) => {
        parameters.grantRead(fn, 'pseudonymKey');
        credits.grantFind(fn);
        credits.grantList(fn);
        credits.grantWrite(fn);
      },
      'report-health': (fn) => {
        parameters.grantRead(fn, 'accessToken');
        credits.grantFind(fn);
      },
      'serve-verification-file': () => {},
      'read-access-token': (fn) => {
        parameters.grantRead(fn, 'accessToken');
      },
    };

    const functions = new Map<RouteFunction, ServiceFunction>();
    for (const name of new Set(stageRoutes(config).map((route) => route.function))) {
      const fn = new ServiceFunction(this, constructId(name), {
        ...common(name),
        name,
        environment: environment[name],
      });
      grants[name](fn);
      egress.holdBack(name, fn);
      functions.set(name, fn);
    }
    const authorizeKey =
      config.authorizer.type === 'key'
        ? new ServiceFunction(this, 'AuthorizeKey', {
            ...common('authorize-key'),
            name: 'authorize-key',
            environment: environment['authorize-key'],
          })
        : undefined;
    if (authorizeKey !== undefined) parameters.grantRead(authorizeKey, 'accessKeys');

    const api = new Api(this, 'Api', { config, functions, authorizeKey });
    new CallerPolicies(this, 'CallerPolicies', api, config);
    new CfnOutput(this, 'ApiUrl', { value: api.url });

    const deployed: readonly [FunctionName, ServiceFunction | undefined][] = [
      ...functions,
      ['authorize-key', authorizeKey],
      ['refresh-access-token', refresh?.function],
    ];
    new Monitoring(this, 'Monitoring', {
      monitored: {
        stage,
        functions: new Map(
          deployed.flatMap(([name, fn]) => (fn === undefined ? [] : [[name, fn.names] as const])),
        ),
        creditsTable: credits.tableName,
        apiId: api.apiId,
        undeliveredQueue: refresh?.undeliveredQueue,
      },
      email: config.alarmEmail,
      budgetUsd: whyNoBudget(config.region) === undefined ? config.budgetUsd : undefined,
    });
    const lacks = leftOut(config);
    if (lacks.length > 0) new CfnOutput(this, 'LeftOut', { value: lacks.join('; ') });
  }

  /** CDK's own asks AWS while it synthesises; a network of ours is in one zone. */
  override get availabilityZones(): string[] {
    return [this.#zone ?? Fn.select(0, Fn.getAzs())];
  }
}

const concurrency = ({ reservedConcurrency }: StageConfig, name: FunctionName) => {
  const calls = reservedConcurrency[name];
  return calls === undefined ? {} : { reservedConcurrentExecutions: calls };
};
