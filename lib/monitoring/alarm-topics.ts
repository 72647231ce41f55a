import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Severity } from './alarm-row.ts';

const descriptions: Readonly<Record<Severity, string>> = {
  page: 'alarms that somebody must be woken for: subscribe a pager to it',
  warn: 'alarms that can wait for working hours',
};

/** Where alarms go: a topic for each severity, so that a pager need not hear of both. */
export class AlarmTopics extends Construct {
  readonly #topics: Readonly<Record<Severity, Topic>>;

  constructor(scope: Construct, id: string, email: string | undefined) {
    super(scope, id);
    const cloudwatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };

    // Not `alias/aws/sns`: its policy cannot be changed, and CloudWatch may not use it.
    const key = new Key(this, 'Key', {
      description: `${Stack.of(this).stackName}: alarms on their way to whoever is woken`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      // Nothing that is encrypted under it outlives its delivery.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudwatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: ofThisAccount,
      }),
    );

    const topic = (severity: Severity): Topic => {
      const built = new Topic(this, severity === 'page' ? 'Page' : 'Warn', {
        displayName: `${Stack.of(this).stackName} ${severity}`,
        masterKey: key,
        enforceSSL: true,
      });
      // A policy of one's own takes the place of the default one, by which alarms may publish.
      built.addToResourcePolicy(
        new PolicyStatement({
          principals: [cloudwatch],
          actions: ['sns:Publish'],
          resources: [built.topicArn],
          conditions: ofThisAccount,
        }),
      );
      if (email !== undefined) {
        const subscription = new Subscription(built, 'Email', {
          topic: built,
          protocol: SubscriptionProtocol.EMAIL,
          endpoint: email,
        });
        Validations.of(subscription).acknowledge({
          id: 'Serverless-SNSRedrivePolicy',
          reason: 'a mail that cannot be delivered leaves an alarm that still shows its state',
        });
      }
      new CfnOutput(Stack.of(this), `${built.node.id}TopicArn`, {
        value: built.topicArn,
        description: descriptions[severity],
      });
      return built;
    };
    this.#topics = { page: topic('page'), warn: topic('warn') };
  }

  of(severity: Severity): ITopic {
    return this.#topics[severity];
  }
}
