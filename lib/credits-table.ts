import { RemovalPolicy } from 'aws-cdk-lib';
import { BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { creditsSchema } from '../src/credits-schema.ts';
import { attribute } from './table-attribute.ts';

/**
 * Where the credits are kept: one item per (openid, scene).
 *
 * `Table` rather than `TableV2`: one region, and cdk-nag checks the recovery of this one only.
 */
export class CreditsTable extends Construct {
  readonly tableName: string;
  readonly #table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#table = new Table(this, 'Table', {
      partitionKey: attribute(creditsSchema.partitionKey),
      sortKey: attribute(creditsSchema.sortKey),
      timeToLiveAttribute: creditsSchema.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // What users allowed and what was sent to them: it outlives the stack and every mistake
      // made with it, and goes only when somebody deletes the table by hand.
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.tableName = this.#table.tableName;
  }

  /** One credit, by its user and scene. */
  grantFind(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:GetItem');
  }

  /** All credits of a user. */
  grantList(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:Query');
  }

  /** Every transition of a credit: one conditional write. What is erased is written over. */
  grantWrite(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:UpdateItem');
  }
}
