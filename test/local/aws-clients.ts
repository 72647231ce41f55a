import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { onTestFinished } from 'vitest';

const client = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});

const untilTestEnds = <T extends { destroy: () => void }>(made: T): T => {
  onTestFinished(() => made.destroy());
  return made;
};

export const dynamodbClient = (url: string) => untilTestEnds(new DynamoDBClient(client(url)));
export const ssmClient = (url: string) => untilTestEnds(new SSMClient(client(url)));
export const lambdaClient = (url: string) => untilTestEnds(new LambdaClient(client(url)));
