// The work that every reference does, as DynamoDB's low-level JSON wants it: take the credit if it
// is there, then write down how the send ended. The same as the subject's, without its memory of
// keys and its other refusals.
import { randomBytes } from 'node:crypto';

export const table = process.env.CREDITS_TABLE;
export const templateId = process.env.TEMPLATE_ID;
export const wechatUrl = process.env.WECHAT_API_URLS;
export const tokenParameter = process.env.ACCESS_TOKEN_PARAMETER;

export const newSend = (event) => ({
  ...JSON.parse(event.body),
  idempotencyKey: event.headers['idempotency-key'],
  sendId: randomBytes(12).toString('hex'),
});

export const claimOf = ({ openid, scene, sendId, idempotencyKey }) => ({
  TableName: table,
  Key: { openid, scene },
  UpdateExpression:
    'SET used = confirmed, sendId = :sendId, leaseUntil = :lease, remembered.#key = :send REMOVE outcome',
  ConditionExpression:
    'used < confirmed AND (attribute_not_exists(leaseUntil) OR leaseUntil <= :now) AND attribute_not_exists(remembered.#key)',
  ExpressionAttributeNames: { '#key': idempotencyKey },
  ExpressionAttributeValues: {
    ':now': Date.now(),
    ':lease': Date.now() + 50_000,
    ':sendId': sendId,
    ':send': sendId,
  },
  ReturnValues: 'ALL_NEW',
});

export const settlementOf = ({ openid, scene, sendId }) => ({
  TableName: table,
  Key: { openid, scene },
  UpdateExpression: 'SET outcome = :outcome REMOVE leaseUntil',
  ConditionExpression: 'sendId = :sendId AND attribute_exists(leaseUntil)',
  ExpressionAttributeValues: { ':sendId': sendId, ':outcome': 'sent' },
});

const attribute = (value) => (typeof value === 'number' ? { N: String(value) } : { S: value });
const attributes = (values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, attribute(value)]));

/** For clients that take typed attribute values. */
export const typed = (update) => ({
  ...update,
  Key: attributes(update.Key),
  ExpressionAttributeValues: attributes(update.ExpressionAttributeValues),
});

export const messageOf = ({ openid, scene, title, content }) => ({
  touser: openid,
  template_id: templateId,
  scene: String(scene),
  title,
  data: { content: { value: content } },
});

/** The parameter in the form that the project documents, kept for a minute. */
export const cachedToken = (read) => {
  let kept;
  return async () => {
    if (kept === undefined || Date.now() - kept.readAt > 60_000) {
      const { accessToken, expiresAt } = JSON.parse(await read());
      kept = { accessToken, expireTime: Date.parse(expiresAt), readAt: Date.now() };
    }
    return kept;
  };
};

export const sent = ({ openid, scene, sendId }) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ status: 'sent', sendId, openid, scene }),
});
