// The floor: AWS's JSON protocol with a signature of our own (Signature Version 4) over node:http.
// No retries, no typed errors, no clock correction: nobody should use this, it only shows what is
// physically needed.
import { createHash, createHmac } from 'node:crypto';
import { exchange } from './post.mjs';

const {
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: keyId,
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: sessionToken,
} = process.env;

const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const signed = 'host;x-amz-date;x-amz-security-token;x-amz-target';

/** @returns a caller of one service: `call('UpdateItem', input)` */
export const awsJson = (service, prefix, endpoint) => {
  const { host, hostname, port } = new URL(endpoint);
  let key;
  const signingKey = (day) => {
    if (key?.day !== day) {
      const steps = [day, region, service, 'aws4_request'];
      key = { day, value: steps.reduce(hmac, `AWS4${secret}`) };
    }
    return key.value;
  };

  return async (operation, input) => {
    const body = JSON.stringify(input);
    const time = `${new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')}`;
    const day = time.slice(0, 8);
    const target = `${prefix}.${operation}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const canonical = `POST\n/\n\nhost:${host}\nx-amz-date:${time}\nx-amz-security-token:${sessionToken}\nx-amz-target:${target}\n\n${signed}\n${sha256(body)}`;
    const signature = createHmac('sha256', signingKey(day))
      .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`)
      .digest('hex');
    const { status, text } = await exchange(
      {
        host: hostname,
        port,
        path: '/',
        headers: {
          host,
          'content-type': 'application/x-amz-json-1.0',
          'content-length': Buffer.byteLength(body),
          'x-amz-date': time,
          'x-amz-security-token': sessionToken,
          'x-amz-target': target,
          authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
        },
      },
      body,
    );
    if (status !== 200) throw new Error(text);
    return JSON.parse(text);
  };
};
