import { randomBytes } from 'node:crypto';

/** Which of AWS's and WeChat's hosts a fake stands for. */
export type Service = 'dynamodb' | 'ssm' | 'wechat';

/** A credit as it stands after a claim, with four remembered keys: some 700 bytes, one write unit. */
const credit = {
  openid: { S: 'oBench0000000000000000000001' },
  scene: { N: '1001' },
  ticket: { S: '0199aa00000000000000000000000000' },
  confirmed: { N: '5' },
  used: { N: '5' },
  confirmedAt: { N: '1795392000000' },
  assurance: { S: 'browser' },
  sendId: { S: '0123456789abcdef01234567' },
  keyHash: { S: 'AAAAAAAAAAAAAAAAAAAAAA' },
  leaseUntil: { N: '1795392050000' },
  remembered: {
    M: Object.fromEntries(
      ['A', 'B', 'C', 'D'].map((name) => [
        name.repeat(22),
        {
          M: {
            f: { S: name.repeat(22) },
            s: { S: '0123456789abcdef01234567' },
            at: { N: '1795392000000' },
            r: { S: 'sent:0' },
          },
        },
      ]),
    ),
  },
};

const parameters: Readonly<Record<string, () => string>> = {
  'access-token': () =>
    JSON.stringify({
      accessToken: `${'9'.repeat(3)}_${'t'.repeat(130)}`,
      expiresAt: new Date(Date.now() + 7_000_000).toISOString(),
      fetchedAt: new Date().toISOString(),
    }),
  'pseudonym-key': () => randomBytes(32).toString('base64'),
  'sealing-keys': () =>
    JSON.stringify({
      keys: [
        {
          kid: '01',
          secret: randomBytes(32).toString('base64'),
          signsFrom: '2026-01-01T00:00:00.000Z',
        },
      ],
    }),
};

const parameterValues = Object.fromEntries(
  Object.entries(parameters).map(([name, value]) => [name, value()]),
);

const getParameter = (body: string): string => {
  const { Name } = JSON.parse(body) as { readonly Name: string };
  const Value = parameterValues[Name.slice(Name.lastIndexOf('/') + 1)];
  return JSON.stringify({ Parameter: { Name, Type: 'SecureString', Value, Version: 7 } });
};

const written = JSON.stringify({ Attributes: credit });

/** The same answer for the same request, whatever came before. */
export const answerOf = (service: Service, path: string, body: string): string => {
  switch (service) {
    case 'dynamodb':
      return body.includes('"ALL_NEW"') ? written : '{}';
    case 'ssm':
      return getParameter(body);
    case 'wechat':
      return path.startsWith('/cgi-bin/token') || path.startsWith('/cgi-bin/stable_token')
        ? '{"access_token":"token","expires_in":7200}'
        : '{"errcode":0,"errmsg":"ok"}';
  }
};
