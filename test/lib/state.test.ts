import { describe, expect, test } from 'vitest';
import { creditsSchema, locksSchema } from '../../src/credits-schema.ts';
import { synthesise } from './synthesised.ts';

const stack = synthesise();

describe('the credits', () => {
  const table = stack.at('Credits/Table');

  test('outlive the stack, a replacement and a deletion by mistake', () => {
    expect(table.deletionPolicy).toBe('Retain');
    expect(table.updateReplacePolicy).toBe('Retain');
    expect(table.properties.DeletionProtectionEnabled).toBe(true);
  });

  test('can be restored to any point in time', () => {
    expect(table.properties.PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
    });
  });

  test('have the keys and the expiry that the code writes', () => {
    expect(table.properties).toMatchObject({
      KeySchema: [
        { AttributeName: creditsSchema.partitionKey.name, KeyType: 'HASH' },
        { AttributeName: creditsSchema.sortKey.name, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        {
          AttributeName: creditsSchema.partitionKey.name,
          AttributeType: creditsSchema.partitionKey.type,
        },
        { AttributeName: creditsSchema.sortKey.name, AttributeType: creditsSchema.sortKey.type },
      ],
      TimeToLiveSpecification: { AttributeName: creditsSchema.timeToLive, Enabled: true },
    });
  });

  test('cost by use and have a name that CloudFormation gives', () => {
    expect(table.properties.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table.properties.TableName).toBeUndefined();
  });
});

describe('the lock of the access_token', () => {
  test('is a table of its own that goes with the stack: it holds nothing worth keeping', () => {
    const table = stack.at('TokenRefresh/Locks/Table');

    expect(table.deletionPolicy).toBe('Delete');
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: locksSchema.partitionKey.name, KeyType: 'HASH' }],
    });
  });
});

describe('logs', () => {
  test('every function writes JSON to a group of its own', () => {
    const groups = [...stack.functions().values()].map((fn) => {
      expect(fn.properties.LoggingConfig).toMatchObject({
        LogFormat: 'JSON',
        SystemLogLevel: 'WARN',
      });
      return stack.spell(fn.properties.LoggingConfig.LogGroup);
    });

    expect(new Set(groups).size).toBe(stack.functions().size);
  });

  test('every group forgets after the configured number of days', () => {
    const kept = synthesise({ logRetentionDays: 7 });

    for (const group of kept.ofType('AWS::Logs::LogGroup')) {
      expect(group.properties.RetentionInDays).toBe(7);
    }
  });
});

test('everything that holds state says what becomes of it', () => {
  const holders =
    /^AWS::(DynamoDB|Logs|SQS|SSM|S3|KMS)::(Table|GlobalTable|LogGroup|Queue|Parameter|Bucket|Key)$/;

  for (const holder of stack.resources.filter(({ type }) => holders.test(type))) {
    expect([holder.path, holder.deletionPolicy]).toEqual([
      holder.path,
      holder.path === 'Credits/Table' ? 'Retain' : 'Delete',
    ]);
  }
});
