import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { CallerPolicies } from './caller-policies.ts';
import type { StageConfig } from './config.ts';
import { CreditsTable } from './credits-table.ts';
import { environments, type Places } from './environment.ts';
import { type RouteFunction, stageRoutes } from './routes.ts';
import { SecretParameters } from './secret-parameters.ts';
import { constructId, ServiceFunction } from './service-function.ts';
import { TokenRefresh } from './token-refresh.ts';

export type YiciStackProps = StackProps & {
  /** The stage's name in `yici.config.ts`. */
  readonly stage: string;
  readonly config: StageConfig;
  /** Where the built bundles lie, one folder per function. */
  readonly bundles: string;
};

/** One stage: one 服务号 in one AWS account and region. Composes constructs, owns no resource. */
export class YiciStack extends Stack {
  constructor(scope: Construct, id: string, props: YiciStackProps) {
    const { stage, config, bundles, ...stackProps } = props;
    super(scope, id, {
      description: `yici ${stage}: WeChat one-time subscription messages`,
      ...stackProps,
    });
    warnOfMissingDoors(this, config);

    const parameters = new SecretParameters(this, 'Parameters', stage);
    const credits = new CreditsTable(this, 'Credits');
    const common = { bundles, logRetentionDays: config.logRetentionDays };
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
            ...common,
            parameters,
            environment: (locksTable) =>
              environments(config, { ...places, locksTable })['refresh-access-token'],
          });
    const environment = environments(config, {
      ...places,
      refreshFunction: refresh?.functionName ?? '',
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
        credits.grantRecordConsent(fn);
      },
      'open-receipt': (fn) => {
        parameters.grantRead(fn, 'sealingKeys');
      },
      'send-message': (fn) => {
        parameters.grantRead(fn, 'accessToken', 'pseudonymKey');
        credits.grantClaimAndSettle(fn);
        refresh?.grantInvoke(fn);
      },
      'manage-credits': (fn) => {
        parameters.grantRead(fn, 'pseudonymKey');
        credits.grantRead(fn);
        credits.grantResolve(fn);
        credits.grantErase(fn);
      },
      'report-health': (fn) => {
        parameters.grantRead(fn, 'accessToken');
        credits.grantProbe(fn);
      },
      'serve-verification-file': () => {},
    };

    const functions = new Map<RouteFunction, ServiceFunction>();
    for (const name of new Set(stageRoutes(config).map((route) => route.function))) {
      const fn = new ServiceFunction(this, constructId(name), {
        ...common,
        name,
        environment: environment[name],
      });
      grants[name](fn);
      functions.set(name, fn);
    }

    const api = new Api(this, 'Api', { config, functions });
    new CallerPolicies(this, 'CallerPolicies', api);
    new CfnOutput(this, 'ApiUrl', { value: api.url });
  }
}

const warnOfMissingDoors = (stack: Stack, { publicBaseUrl, corsOrigins }: StageConfig) => {
  if (publicBaseUrl !== undefined) return;
  Validations.of(stack).addWarning(
    'yici:relayDoorOnly',
    'publicBaseUrl is not configured: GET /subscribe and GET /consent are not deployed, and users ' +
      'can only come back to the return targets themselves, whose hosts must then be 业务域名',
  );
  if (corsOrigins.length > 0) return;
  Validations.of(stack).addWarning(
    'yici:relayDoorWithoutCors',
    'corsOrigins is empty: a page on another origin cannot call POST /v1/confirm-links and ' +
      'POST /v1/consents, which are the only door of this stage',
  );
};
