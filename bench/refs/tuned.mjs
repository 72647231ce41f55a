// The SDK by hand: nothing but the two clients and node:http, bundled with every known trick
// (bench/build.ts): how far one gets with the official SDK and no code around it.
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { post } from './post.mjs';
import {
  cachedToken,
  claimOf,
  messageOf,
  newSend,
  sent,
  settlementOf,
  tokenParameter,
  typed,
} from './work.mjs';

const documents = new DynamoDBClient({});
const parameters = new SSMClient({});

const token = cachedToken(async () => {
  const { Parameter } = await parameters.send(
    new GetParameterCommand({ Name: tokenParameter, WithDecryption: true }),
  );
  return Parameter.Value;
});

export const handler = async (event) => {
  const one = newSend(event);
  const { accessToken } = await token();
  await documents.send(new UpdateItemCommand(typed(claimOf(one))));
  await post(accessToken, messageOf(one));
  await documents.send(new UpdateItemCommand(typed(settlementOf(one))));
  console.log(JSON.stringify({ level: 'INFO', message: 'sent', sendId: one.sendId }));
  return sent(one);
};
