import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { type DataProtectionPolicy, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionTimeoutSeconds } from './function-timeouts.ts';
import { allowNetworkInterfaces } from './network-interfaces.ts';
import type { FunctionName } from './routes.ts';

/** Everything a `lambda.Function` takes may be given and wins over the house's defaults. */
export type ServiceFunctionProps = Partial<FunctionProps> & {
  /** The folder in `functions/` whose bundle this is. */
  readonly name: FunctionName;
  /** Where the bundles lie, one folder per function. */
  readonly bundles: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: RetentionDays;
  /** Undefined where the partition has none. */
  readonly logProtection: DataProtectionPolicy | undefined;
};

/** One Lambda function of the service, with a role and a log group of its own. */
export class ServiceFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly names: { readonly functionName: string; readonly logGroupName: string };
  /** May write to its own log group; everything else is granted by whoever owns the resource. */
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { name, bundles, logRetentionDays, logProtection, ...given } = props;

    const logGroup = new LogGroup(this, 'Logs', {
      retention: logRetentionDays,
      ...(logProtection !== undefined && { dataProtectionPolicy: logProtection }),
      // Diagnostics under pseudonyms, for as long as the stack lives. The record is the table.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // Not AWSLambdaBasicExecutionRole: that policy may write to every log group of the account.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${Stack.of(this).stackName}: what ${name} may do`,
    });
    logGroup.grantWrite(role);
    if (given.vpc !== undefined) allowNetworkInterfaces(role);
    this.grantPrincipal = role.grantPrincipal;

    this.function = new LambdaFunction(this, 'Function', {
      description: `${Stack.of(this).stackName}: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(`${bundles}/${name}`, { exclude: ['*.map'] }),
      // A process that has sent thousands takes 100 MB, and Lambda's own runtime 30: docs/performance.md.
      memorySize: 160,
      timeout: Duration.seconds(functionTimeoutSeconds[name]),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Below WARN, Lambda adds three lines of its own to each call; ours say more.
      systemLogLevelV2: SystemLogLevel.WARN,
      ...given,
    });

    const { logGroupName } = logGroup;
    this.names = { functionName: this.function.functionName, logGroupName };

    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaTracing',
      reason:
        'X-Ray does not exist for Lambda in aws-cn, and its trace header would travel to WeChat',
    });
  }
}

/** `send-message` as a construct id: `SendMessage`. */
export const constructId = (name: FunctionName): string =>
  name.replaceAll(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
