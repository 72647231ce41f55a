export const openid = 'oBench0000000000000000000001';

/** What an HTTP API makes of a request (payload 2.0), as JSON. */
const event = (routeKey: string, parts: Readonly<Record<string, unknown>>): string => {
  const [method, path] = routeKey.split(' ');
  return JSON.stringify({
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: '*/*',
      'content-type': 'application/json',
      host: 'api.example.com',
      'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50',
      'x-forwarded-for': '203.0.113.1',
    },
    requestContext: {
      accountId: '111122223333',
      apiId: 'api',
      domainName: 'api.example.com',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.1' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: '$default',
      timeEpoch: 1_795_392_000_000,
    },
    isBase64Encoded: false,
    ...parts,
  });
};

export const sendEventFor = (idempotencyKey: string, user = openid): string =>
  event('POST /v1/messages', {
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify({
      openid: user,
      scene: 1001,
      title: '上课提醒',
      content: '今晚 19:30 开课，地点一号楼 203',
    }),
  });

/** One send; `key-0` in it is replaced, so that no two have the same Idempotency-Key. */
export const sendEvent = sendEventFor('key-0');

const linkEventFor = (door: 'redirect' | 'relay', state: string | undefined): string =>
  event('POST /v1/users/{openid}/confirm-links', {
    pathParameters: { openid },
    body: JSON.stringify({ scene: 1001, return: 'demo', state, door }),
  });

export const relayLinkEvent = linkEventFor('relay', undefined);
export const redirectLinkEvent = linkEventFor('redirect', 'class_id=123');

export const subscribeEvent = event('GET /subscribe', {
  rawQueryString: 'scene=1001&return=demo&state=class_id%3D123',
});

export const receiptEvent = (receipt: string): string =>
  event('POST /v1/receipts', { body: JSON.stringify({ receipt }) });

/** @param reserved the ticket of a confirm link for this user, through the relay door */
export const consentEvent = (reserved: string, templateId: string): string =>
  event('POST /v1/consents', {
    body: JSON.stringify({
      openid,
      template_id: templateId,
      action: 'confirm',
      scene: 1001,
      reserved,
    }),
  });

/** @param location where WeChat sends the browser: the redirect door with its query */
export const consentCallbackEvent = (location: string, cookies: readonly string[] = []): string => {
  const { pathname, search } = new URL(location);
  return event('GET /consent/{state+}', {
    rawPath: pathname,
    rawQueryString: search.slice(1),
    pathParameters: { state: pathname.replace('/consent/', '') },
    cookies,
  });
};
