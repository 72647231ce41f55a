import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { locksSchema } from '../src/credits-schema.ts';
import { attribute } from './table-attribute.ts';

/** Holds one item: who refreshes the access_token just now, and how often it was forced today. */
export class LocksTable extends Construct {
  readonly tableName: string;
  readonly #table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#table = new Table(this, 'Table', {
      partitionKey: attribute(locksSchema.partitionKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      // A lease of seconds and the count of one day: nothing to restore, nothing to leave behind.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.tableName = this.#table.tableName;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'a lease of seconds and the count of one day: there is nothing worth restoring',
    });
  }

  /** To take the lock and to give it back: conditional writes. */
  grantLock(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:UpdateItem');
  }
}
