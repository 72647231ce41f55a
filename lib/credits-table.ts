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

  /** To count a confirm: one conditional write. */
  grantRecordConsent(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:UpdateItem');
  }

  /** To claim a credit before a send and to settle it after: conditional writes, no read. */
  grantClaimAndSettle(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:UpdateItem');
  }

  /** To show a user's credits. */
  grantRead(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:GetItem', 'dynamodb:Query');
  }

  /** To settle by hand a send whose outcome is unknown: the send's key is read from the credit. */
  grantResolve(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  }

  /** To erase a user: each credit becomes a tombstone, written over it and not deleted. */
  grantErase(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:Query', 'dynamodb:UpdateItem');
  }

  /** To see whether the table answers. */
  grantProbe(grantee: IGrantable) {
    return this.#table.grant(grantee, 'dynamodb:GetItem');
  }
}
