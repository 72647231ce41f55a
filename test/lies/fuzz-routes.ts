import type * as v from 'valibot';
import { boundLink, publicLink } from '../../functions/create-confirm-link/schema.ts';
import { resolution } from '../../functions/manage-credits/schema.ts';
import { receiptRequest } from '../../functions/open-receipt/schema.ts';
import { consent } from '../../functions/record-consent/schema.ts';
import { messageRequest } from '../../functions/send-message/schema.ts';
import type { Random } from './random.ts';
import type { Examples } from './schema-bodies.ts';

/** What is true of the world that is fuzzed: made once, before. */
export type Grounds = {
  readonly openids: readonly string[];
  readonly targets: readonly string[];
  readonly receipts: readonly string[];
  /** Of public links of the relay door. */
  readonly relays: readonly { readonly reserved: string; readonly verifier: string }[];
  /** Callbacks of the redirect door: path segment, query, cookie. */
  readonly callbacks: readonly {
    readonly state: string;
    readonly query: string;
    readonly reserved: string;
    readonly cookie: string;
  }[];
  readonly templateId: string;
};

export type FuzzedRoute = {
  /** `POST /v1/messages` */
  readonly key: string;
  readonly schema?: v.GenericSchema;
  readonly examples?: Examples;
  /** Statuses beside 400 that a request in the right form may be answered with. */
  readonly statuses: readonly number[];
  /** Whether a request may be answered with a 2xx or a redirect, read without our own parsers. */
  readonly mayPass: (request: {
    readonly path: readonly string[];
    readonly query: URLSearchParams;
    readonly body: Readonly<Record<string, unknown>>;
  }) => boolean;
  readonly query?: (random: Random) => string;
  /** Cookies that go with some requests. */
  readonly cookies?: readonly string[];
};

const json = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value));
const isScene = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 10_000;
const isSceneText = (value: string | null): boolean =>
  value !== null && String(Number(value)) === value && isScene(Number(value));
const isOpenid = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length >= 20 &&
  value.length <= 64 &&
  !/[^A-Za-z0-9_-]/.test(value);
const hasOnly = (body: Readonly<Record<string, unknown>>, ...names: readonly string[]): boolean =>
  Object.keys(body).every((name) => names.includes(name));
const isText = (value: unknown, longest: number): boolean =>
  typeof value === 'string' && value !== '' && [...value].length <= longest;

const scenes = json([0, 1, 1001, 1002, 10_000]);

/** A query of these parameters, some of them twice, missing, or spelled badly. */
const queryOf = (values: Readonly<Record<string, readonly string[]>>, random: Random): string => {
  const hostile = [
    '',
    '%',
    '%zz',
    '%ff',
    '%00',
    '%0d%0a',
    '+',
    '%2B',
    '%EF%BC%91',
    '01',
    '-1',
    '1e3',
    '__proto__',
    '<b>',
    'x'.repeat(400),
  ];
  const pairs = Object.entries(values).flatMap(([name, known]) => {
    const kind = random.below(12);
    const value = kind === 1 ? random.pick(hostile) : random.pick(known);
    if (kind === 0) return [];
    if (kind === 2) return [`${name}=${value}`, `${name}=${random.pick([...known, ...hostile])}`];
    if (kind === 3) return [`${name}[]=${value}`];
    if (kind === 4) return [`${name.toUpperCase()}=${value}`];
    return [`${name}=${value}`];
  });
  const noise = random.chance(0.3)
    ? [
        random.pick([
          '&&',
          '=',
          '?',
          '__proto__=1',
          'from=timeline',
          '%zz=1',
          `x=${'y'.repeat(2_000)}`,
        ]),
      ]
    : [];
  return [...pairs, ...noise].sort(() => random.below(3) - 1).join('&');
};

export const fuzzedRoutes = (grounds: Grounds): readonly FuzzedRoute[] => {
  const { openids, targets, receipts, relays, callbacks, templateId } = grounds;
  const isTarget = (value: unknown) => typeof value === 'string' && targets.includes(value);
  const [relay] = relays;
  return [
    {
      key: 'GET /subscribe',
      statuses: [302],
      query: (random) =>
        queryOf(
          {
            scene: ['0', '1', '1001', '10000', '10001'],
            return: [...targets, 'evil', 'https://evil.example'].map(encodeURIComponent),
            state: [
              'x',
              'class_id%3D123',
              '%E8%AF%BE',
              'a'.repeat(256),
              'a'.repeat(257),
              '%ED%A0%80',
              '%26yici%3Dconfirmed',
            ],
          },
          random,
        ),
      cookies: ['yici-00000000=00000000000000000000000000000000', 'yici=x', 'a=b', '__proto__=1'],
      mayPass: ({ query }) =>
        isSceneText(query.get('scene')) &&
        isTarget(query.get('return')) &&
        (query.get('state') === null || Buffer.byteLength(query.get('state') ?? '') <= 256) &&
        ['scene', 'return', 'state'].every((name) => query.getAll(name).length <= 1),
    },
    {
      key: 'GET /consent/{state+}',
      statuses: [302],
      query: (random) => {
        const { query } = random.pick(callbacks);
        const fields = Object.fromEntries(
          [...new URLSearchParams(query)].map(([name, value]) => [
            name,
            [value, value, value, `${value}x`],
          ]),
        );
        return random.chance(0.3) ? query : queryOf(fields, random);
      },
      cookies: [
        ...callbacks.map(({ cookie }) => cookie),
        'yici-00000000=00000000000000000000000000000000',
        'a=b',
      ],
      mayPass: ({ query }) =>
        callbacks.some(({ reserved }) => query.getAll('reserved').join() === reserved) &&
        query.getAll('scene').join() === '1001' &&
        query.getAll('template_id').join() === templateId,
    },
    {
      key: 'POST /v1/confirm-links',
      schema: publicLink,
      examples: { scene: scenes, return: json(targets) },
      statuses: [201],
      mayPass: ({ body }) =>
        hasOnly(body, 'scene', 'return') && isScene(body['scene']) && isTarget(body['return']),
    },
    {
      key: 'POST /v1/consents',
      schema: consent,
      examples: {
        openid: json(openids),
        template_id: json([templateId]),
        scene: json([1001, '1001']),
        reserved: json(relays.map(({ reserved }) => reserved)),
        verifier: json([relay?.verifier]),
      },
      statuses: [200, 403, 410],
      mayPass: ({ body }) =>
        relays.some(
          ({ reserved, verifier }) =>
            body['reserved'] === reserved &&
            (body['action'] === 'cancel' || body['verifier'] === verifier),
        ) &&
        String(body['scene']) === '1001' &&
        body['template_id'] === templateId &&
        (body['action'] === 'cancel' || isOpenid(body['openid'])),
    },
    {
      key: 'POST /v1/users/{openid}/confirm-links',
      schema: boundLink,
      examples: {
        scene: scenes,
        return: json(targets),
        state: json(['x', 'class_id=123', '课程']),
        expiresIn: json([60, 3_600, 604_800]),
      },
      statuses: [201],
      mayPass: ({ body, path }) =>
        isOpenid(path[2]) &&
        hasOnly(body, 'scene', 'return', 'state', 'door', 'expiresIn') &&
        isScene(body['scene']) &&
        isTarget(body['return']) &&
        (body['door'] === undefined ||
          body['door'] === 'redirect' ||
          (body['door'] === 'relay' && body['state'] === undefined)) &&
        (body['expiresIn'] === undefined ||
          (Number.isInteger(body['expiresIn']) &&
            Number(body['expiresIn']) >= 60 &&
            Number(body['expiresIn']) <= 604_800)) &&
        (body['state'] === undefined ||
          (typeof body['state'] === 'string' && Buffer.byteLength(body['state']) <= 256)),
    },
    {
      key: 'POST /v1/receipts',
      schema: receiptRequest,
      examples: { receipt: json([...receipts, 'x', `${receipts[0]}x`]) },
      statuses: [200, 410],
      mayPass: ({ body }) =>
        hasOnly(body, 'receipt') && receipts.some((receipt) => receipt === body['receipt']),
    },
    {
      key: 'POST /v1/messages',
      schema: messageRequest({ urlHosts: [], allowHttpUrl: true }),
      examples: {
        openid: json(openids),
        scene: scenes,
        title: json(['上课提醒', 'x'.repeat(15), '😀'.repeat(15)]),
        content: json(['明天上午九点\n一号楼 203', '课'.repeat(200)]),
        color: json(['#07C160', '#000000']),
        url: json(['https://h5.example.com/a?b=c#d', 'http://h5.example.com/']),
        appid: json(['wx0123456789abcdef']),
        pagepath: json(['pages/course/course?id=7']),
      },
      statuses: [200, 202, 409, 422, 424, 429, 503],
      mayPass: ({ body }) =>
        hasOnly(body, 'openid', 'scene', 'title', 'content', 'color', 'url', 'miniprogram') &&
        isOpenid(body['openid']) &&
        isScene(body['scene']) &&
        isText(body['title'], 15) &&
        isText(body['content'], 200) &&
        (body['color'] === undefined || /^#[0-9a-f]{6}$/i.test(String(body['color']))) &&
        (body['url'] === undefined || /^https?:\/\/[^/@\s]+/.test(String(body['url']))) &&
        (body['miniprogram'] === undefined ||
          (typeof body['miniprogram'] === 'object' && body['miniprogram'] !== null)),
    },
    {
      key: 'GET /v1/users/{openid}/credits',
      statuses: [200],
      mayPass: ({ path }) => isOpenid(path[2]),
    },
    {
      key: 'GET /v1/users/{openid}/credits/{scene}',
      statuses: [200, 404],
      mayPass: ({ path }) => isOpenid(path[2]) && isSceneText(path[4] ?? null),
    },
    {
      key: 'POST /v1/users/{openid}/credits/{scene}/resolution',
      schema: resolution,
      examples: { sendId: json(['0123456789abcdef01234567', 'x']) },
      statuses: [200, 404, 409],
      mayPass: ({ path, body }) =>
        isOpenid(path[2]) &&
        isSceneText(path[4] ?? null) &&
        hasOnly(body, 'sendId', 'delivered') &&
        typeof body['sendId'] === 'string' &&
        typeof body['delivered'] === 'boolean',
    },
    {
      key: 'DELETE /v1/users/{openid}',
      statuses: [200],
      mayPass: ({ path }) => isOpenid(path[2]),
    },
    { key: 'GET /v1/health', statuses: [200, 503], mayPass: () => true },
    { key: 'GET /MP_verify_yiciLocal.txt', statuses: [200], mayPass: () => true },
  ];
};
