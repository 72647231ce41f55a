import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings } from './client-settings.ts';

export const dynamodbClient = (): DynamoDBClient => {
  const client = new DynamoDBClient(clientSettings('DYNAMODB'));
  // Describes every call to a logger that is not there: 50 µs of a warm send's CPU, 250 of an early one's.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
};
