import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawRequest } from '../local/raw-request.ts';
import { aPhone, type LocalWorld, startLocalWorld } from './local-world.ts';
import { printNumbers } from './numbers.ts';
import { urlVectors } from './url-vectors.ts';

let world: LocalWorld;
beforeAll(async () => {
  world = await startLocalWorld();
});
afterAll(() => world.close());

const counted: Record<string, number> = { requests: 0 };
afterAll(() => printNumbers('raw requests', counted));

type Raw = {
  readonly status: number;
  readonly head: string;
  readonly location: string;
  readonly body: string;
};

/** One GET, its bytes as they are given. */
const get = async (target: string, headers: readonly string[] = []): Promise<Raw> => {
  counted['requests'] = (counted['requests'] ?? 0) + 1;
  const { port, host } = new URL(world.serviceUrl);
  const named = headers.some((line) => /^host:/i.test(line))
    ? headers
    : [`Host: ${host}`, ...headers];
  const lines = [`GET ${target} HTTP/1.1`, ...named, 'Connection: close', '', ''];
  const answer = await rawRequest(Number(port), lines.join('\r\n'));
  const end = answer.indexOf('\r\n\r\n');
  const head = answer.slice(0, end);
  return {
    status: Number(head.split(' ')[1]),
    head,
    location: /^location: (.*)$/im.exec(head)?.[1]?.trim() ?? '',
    body: answer.slice(end + 4),
  };
};

/** Where the answer may take a browser; undefined when that is where it should. */
const escapeOf = ({ head, location, status }: Raw): string | undefined => {
  if ((head.match(/^location:/gim) ?? []).length > 1) return head;
  if (/^(x-injected|set-cookie: a=b)/im.test(head)) return head;
  if (status >= 500) return head;
  if (location === '') return undefined;
  // the local server's own pages are asked for by path
  if (/^\/demo\/?$/.test(location)) return undefined;
  const { origin } = new URL(location);
  if (origin === world.serviceUrl) return undefined;
  const page = location.startsWith(`${simulatorOrigin}/mp/subscribemsg?action=get_confirm&`);
  if (!page) return location;
  const back = new URL(location).searchParams.get('redirect_url') ?? '';
  return back.startsWith(`${world.serviceUrl}/consent/`) ? undefined : back;
};
let simulatorOrigin = '';
beforeAll(async () => {
  const { location } = await get('/subscribe?scene=1001&return=demo');
  simulatorOrigin = new URL(location).origin;
  expect(simulatorOrigin).toMatch(/^http:\/\/localhost:\d+$/);
});

const subscribe = '/subscribe?scene=1001&return=demo&state=x';
/** As one word of a request line, or of a header. */
const inline = (text: string) => text.replaceAll(/[\s\0]/g, '').slice(0, 1_000);

describe('whatever the request line and the headers say', () => {
  test('no path leads to another host', async () => {
    const targets = [
      ...urlVectors.flatMap((vector) => {
        const raw = inline(vector);
        const encoded = encodeURIComponent(vector.toWellFormed());
        return [
          raw,
          `/${raw}`,
          `/${encoded}`,
          `/subscribe/${raw}`,
          `/subscribe${raw}?scene=1001&return=demo`,
          `/subscribe?scene=1001&return=${raw}`,
          `/subscribe?return=demo&scene=1001&redirect_url=${encoded}&redirect_uri=${raw}&next=${raw}`,
          `/consent/${raw}`,
          `/consent/${encoded}?${raw}`,
          `/demo/${raw}`,
        ];
      }),
      '/subscribe%0d%0aLocation:%20https://evil.example?scene=1001&return=demo',
      '/subscribe?scene=1001&return=demo&state=%0d%0aX-Injected:%201',
      `/subscribe?scene=1001&return=demo%0d%0aX-Injected:%201`,
      `//evil.example${subscribe}`,
      `/\\evil.example${subscribe}`,
      `http://evil.example${subscribe}`,
      `https://evil.example:443${subscribe}`,
      `/%2F%2Fevil.example${subscribe}`,
      `/%5Cevil.example${subscribe}`,
      '*',
      '?',
      '/?',
      '/subscribe/',
      '/subscribe//',
      '/subscribe%2F',
      '/subscribe%00',
      '/subscribe;jsessionid=1?scene=1001&return=demo',
      '/SUBSCRIBE?scene=1001&return=demo',
      '/%73ubscribe?scene=1001&return=demo',
      '/./subscribe?scene=1001&return=demo',
      '/x/../subscribe?scene=1001&return=demo',
      '/%2e%2e/subscribe?scene=1001&return=demo',
      `/subscribe?scene=1001&return=demo#//evil.example`,
      `/${'a'.repeat(9_000)}`,
      `/subscribe?scene=1001&return=demo&state=${'%2F'.repeat(4_000)}`,
    ].filter((target) => target !== '');

    const wrong: string[] = [];
    for (const target of targets) {
      const escaped = escapeOf(await get(target));
      if (escaped !== undefined) wrong.push(`${target}: ${escaped}`);
    }

    expect(wrong.slice(0, 5)).toEqual([]);
    counted['request lines'] = targets.length;
  });

  test('no Host and no forwarding header does', async () => {
    const wrong: string[] = [];
    const headers = urlVectors
      .map(inline)
      .filter((vector) => vector !== '' && /^[\x21-\x7e]*$/.test(vector))
      .flatMap((vector) => [
        [`Host: ${vector}`],
        [`X-Forwarded-Host: ${vector}`, 'X-Forwarded-Proto: https'],
        [`Forwarded: host=${vector};proto=https`],
        [`X-Original-URL: ${vector}`, `X-Rewrite-URL: ${vector}`],
        [`Referer: ${vector}`, `Origin: ${vector}`],
      ]);
    for (const lines of headers) {
      for (const target of [subscribe, '/consent/x?action=cancel', '/demo/']) {
        const escaped = escapeOf(await get(target, lines));
        if (escaped !== undefined) wrong.push(`${lines[0]} ${target}: ${escaped}`);
      }
    }

    expect(wrong.slice(0, 5)).toEqual([]);
    counted['header sets'] = headers.length;
  });
});

test('around a callback, only its own path reaches the credit', async () => {
  const person = await aPhone(world, 'oPaths0000000000000000000001');
  const { pathname, search } = new URL(await person.callback());
  const state = pathname.replace('/consent/', '');
  const cookie = ['Cookie: yici-00000000=00000000000000000000000000000000'];
  const paths = [
    `/consent/${state}//`,
    `/consent/${state}/x`,
    `/consent/${state}/..`,
    `/consent/${state}%2F%2F`,
    `/consent/${state}%252F`,
    `/consent//${state}`,
    `/consent/%2F${state}`,
    `/consent/./${state}`,
    `/consent/x/../${state}`,
    `/consent/${state}%00`,
    `/consent/${state}%20`,
    `/consent/${state}+`,
    `/consent/${state}=`,
    `/consent/${state};x`,
    `/consent/${state}%3Fa`,
    `/consent/${state}%23a`,
    `/consent/${state.toUpperCase()}`,
    `/consent/%E0%A4%A`,
    `/consent/`,
    `/consent`,
    `//consent/${state}`,
    `/Consent/${state}`,
    `/consent\\${state}`,
    `/consent%2F${state}x`,
    `/base/consent/${state}`,
  ];

  for (const path of paths) {
    const { status, location } = await get(`${path}${search}`, cookie);

    expect({ path, location, refused: status === 400 || status === 404 }).toEqual({
      path,
      location: '',
      refused: true,
    });
  }
  expect((await world.call('GET', `/v1/users/${person.openid}/credits/1001`)).status).toBe(404);
  counted['callback paths'] = paths.length;

  for (const path of [
    `/consent/${state}`,
    `/consent/${state}/`,
    `/consent/${state}%2F`,
    `/%63onsent/${state}`,
  ]) {
    const { location } = await get(`${path}${search}`, cookie);
    // from another browser, which is all that is wrong with it
    expect({ path, result: new URL(location).searchParams.get('yici') }).toEqual({
      path,
      result: 'invalid',
    });
  }
  expect((await person.arrive(`${world.serviceUrl}/consent/${state}/${search}`)).get('yici')).toBe(
    'confirmed',
  );
});
