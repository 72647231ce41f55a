import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as InvokeFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LocksTable } from './locks-table.ts';
import type { SecretParameters } from './secret-parameters.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export type TokenRefreshProps = Omit<ServiceFunctionProps, 'name' | 'environment'> & {
  readonly parameters: SecretParameters;
  readonly environment: (locksTable: string) => ServiceFunctionProps['environment'];
};

/**
 * Keeps the access_token fresh: the one function that reads the AppSecret and the only writer of
 * the token. It runs every minute because WeChat hands out the next token only in the last five.
 */
export class TokenRefresh extends Construct {
  readonly function: ServiceFunction;
  /** Holds what EventBridge could not deliver; it never sees an error of the function itself. */
  readonly undeliveredQueue: string;

  constructor(scope: Construct, id: string, props: TokenRefreshProps) {
    super(scope, id);
    const { parameters, environment, ...functionProps } = props;

    const locks = new LocksTable(this, 'Locks');
    this.function = new ServiceFunction(this, 'RefreshAccessToken', {
      // A failed or late run is not run again: the next minute is the retry.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      ...functionProps,
      name: 'refresh-access-token',
      environment: environment(locks.tableName),
    });

    parameters.grantRead(this.function, 'appsecret');
    parameters.grantRefresh(this.function);
    locks.grantLock(this.function);
    this.undeliveredQueue = this.#everyMinute();

    Validations.of(this.function).acknowledge(
      {
        id: 'Serverless-LambdaDLQ',
        reason: 'a failed run leaves nothing to work off: the next minute is the retry',
      },
      {
        id: 'Serverless-LambdaAsyncFailureDestination',
        reason: 'a failed run leaves nothing to work off: the next minute is the retry',
      },
    );
  }

  /** For the sender, which asks for another token when WeChat has refused the stored one. */
  grantInvoke(grantee: IGrantable): Grant {
    // Not Function.grantInvoke, which also allows every version and alias.
    return Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.function.function.functionArn],
    });
  }

  /** The name of the queue for what could not be delivered: a missing permission, throttling. */
  #everyMinute(): string {
    const undelivered = new Queue(this, 'Undelivered', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(undelivered).acknowledge(
      { id: 'AwsSolutions-SQS3', reason: 'this is the dead-letter queue' },
      { id: 'Serverless-SQSRedrivePolicy', reason: 'this is the dead-letter queue' },
    );

    // A rule and not EventBridge Scheduler, which aws-cn has had for less time and in fewer regions.
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new InvokeFunction(this.function.function, {
          deadLetterQueue: undelivered,
          retryAttempts: 2,
          maxEventAge: Duration.minutes(1),
        }),
      ],
    });
    return undelivered.queueName;
  }
}
