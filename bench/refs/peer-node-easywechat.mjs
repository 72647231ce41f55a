// Two writes by lib-dynamodb around node-easywechat's client, with its own token store (a file).
import { OfficialAccount } from 'node-easywechat';
import { claim, settle } from './document-client.mjs';
import { messageOf, newSend, sent, wechatUrl } from './work.mjs';

const client = new OfficialAccount({
  app_id: 'appid',
  secret: 'secret',
  token: 'token',
  file_cache: { path: process.env.TMPDIR },
  http: { baseURL: `${wechatUrl}/` },
}).getClient();

export const handler = async (event) => {
  const one = newSend(event);
  await claim(one);
  const response = await client.postJson('cgi-bin/message/template/subscribe', messageOf(one));
  const { errcode } = response.toObject();
  if (errcode !== 0) throw new Error(`errcode ${errcode}`);
  await settle(one);
  return sent(one);
};
