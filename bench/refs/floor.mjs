// The same send by hand: what is left when there is no SDK.
import { awsJson } from './aws-json.mjs';
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

const dynamodb = awsJson('dynamodb', 'DynamoDB_20120810', process.env.AWS_ENDPOINT_URL_DYNAMODB);
const ssm = awsJson('ssm', 'AmazonSSM', process.env.AWS_ENDPOINT_URL_SSM);

const token = cachedToken(async () => {
  const { Parameter } = await ssm('GetParameter', { Name: tokenParameter, WithDecryption: true });
  return Parameter.Value;
});

export const handler = async (event) => {
  const one = newSend(event);
  const { accessToken } = await token();
  await dynamodb('UpdateItem', typed(claimOf(one)));
  await post(accessToken, messageOf(one));
  await dynamodb('UpdateItem', typed(settlementOf(one)));
  console.log(JSON.stringify({ level: 'INFO', message: 'sent', sendId: one.sendId }));
  return sent(one);
};
