// One POST to WeChat over node:http, kept alive.
import { wechatUrl } from './work.mjs';

const base = new URL(wechatUrl);
const client = process.getBuiltinModule(base.protocol === 'https:' ? 'node:https' : 'node:http');
const agent = new client.Agent({ keepAlive: true });

/** @returns the answer's text */
export const exchange = (options, body) =>
  new Promise((resolve, reject) => {
    const request = client.request({ agent, method: 'POST', ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    request.on('error', reject);
    request.end(body);
  });

export const post = async (accessToken, message) => {
  const body = JSON.stringify(message);
  const { text } = await exchange(
    {
      host: base.hostname,
      port: base.port,
      path: `/cgi-bin/message/template/subscribe?access_token=${accessToken}`,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    },
    body,
  );
  const { errcode, errmsg } = JSON.parse(text);
  if (errcode !== 0) throw new Error(errmsg);
};
