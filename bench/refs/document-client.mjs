// The two writes by lib-dynamodb, as most people write them.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { claimOf, settlementOf } from './work.mjs';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const claim = (send) => documents.send(new UpdateCommand(claimOf(send)));
export const settle = (send) => documents.send(new UpdateCommand(settlementOf(send)));
