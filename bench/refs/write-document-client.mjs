// One conditional write by lib-dynamodb and nothing around it.
import { claim } from './document-client.mjs';
import { newSend, sent } from './work.mjs';

export const handler = async (event) => {
  const one = newSend(event);
  await claim(one);
  return sent(one);
};
