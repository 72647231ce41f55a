import { signRequest } from '../../local/sigv4.ts';

/** A GET of an IAM route, signed with the local key. */
export const signedGet = async (serviceUrl: string, path: string): Promise<Response> => {
  const url = new URL(path, serviceUrl);
  return fetch(url, { headers: await signRequest(url, { method: 'GET', headers: {} }) });
};
