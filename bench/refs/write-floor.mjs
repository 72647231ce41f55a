// One conditional write by hand and nothing around it.
import { awsJson } from './aws-json.mjs';
import { claimOf, newSend, sent, typed } from './work.mjs';

const dynamodb = awsJson('dynamodb', 'DynamoDB_20120810', process.env.AWS_ENDPOINT_URL_DYNAMODB);

export const handler = async (event) => {
  const one = newSend(event);
  await dynamodb('UpdateItem', typed(claimOf(one)));
  return sent(one);
};
