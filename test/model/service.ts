import { routeKey, routes } from '../../lib/routes.ts';
import { unsettledSends } from '../../src/domain/credit.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import type { RefreshAnswer } from '../../src/use-cases/ports.ts';
import type { Exchange, ExchangeRequest } from '../../src/wechat/http.ts';
import { aClock, startMs } from '../support/builders.ts';
import { aContext, anEvent, type EventParts } from '../support/http-events.ts';
import { memoryCredits } from '../support/memory-credits.ts';
import { memoryLock } from '../support/memory-token.ts';
import { type Answered, checkShape, readAnswer } from './answers.ts';
import { exchangeUnder, type FaultPlan, noFaults, type PostFault, planned } from './faults.ts';
import {
  appid,
  appsecret,
  functionsIn,
  type HttpFunction,
  httpFunctions,
  type Mutant,
  parameterNames,
  templateId,
  type Version,
} from './functions.ts';
import { keyAdmin } from './key-admin.ts';
import { memorySsm } from './memory-ssm.ts';
import type { Seen } from './outcomes.ts';
import { seededRandom } from './seeded-random.ts';
import { wechat } from './wechat.ts';

export type AroundPost = { before: () => void; after: () => Promise<void> };

export const returnTargets = {
  course: 'https://h5.example.com/course',
  hash: 'https://h5.example.com/#/pages/course',
};

/** Which function each route key is for. */
export const functionOf = new Map<string, HttpFunction | undefined>(
  routes.map((route) => [routeKey(route), httpFunctions.find((name) => name === route.function)]),
);

/** All functions over ports in memory: one environment each, on one clock that is moved by hand. */
export const startService = (version: Version, mutant: Mutant) => {
  const clock = aClock();
  const random = seededRandom(1);
  const parameters = new Map([
    [parameterNames.pseudonym, 'pseudonym-key'],
    [parameterNames.secret, appsecret],
  ]);
  const keys = keyAdmin(parameters, startMs, () => random.bytes(32));
  const account = wechat(
    {
      appid,
      appsecret,
      templateId,
      domains: ['yici.example.com', 'h5.example.com'],
      chances: 'strict',
    },
    clock.now,
  );
  const lines: string[] = [];
  const left = {
    store: [...noFaults.store],
    posts: [...noFaults.posts],
    tokenCalls: [...noFaults.tokenCalls],
  };
  const met = { store: 0 };
  const seen: Seen[] = [];
  let died = () => {};
  const around: AroundPost = { before: () => {}, after: async () => {} };

  const witnessed = async (request: ExchangeRequest): Promise<Exchange> => {
    const fault = left.posts.shift() ?? well;
    const place = seen.push({ fault, errcode: undefined }) - 1;
    if (place === 0) around.before();
    const exchange = await exchangeUnder(fault, account, request, () => died());
    const ownDied = died;
    if (place === 0) await around.after();
    died = ownDied;
    const isRead = fault.kind === 'ok' || fault.kind === 'errcode';
    if (isRead && exchange.status === 'answered') {
      seen[place] = { fault, errcode: readErrcode(exchange.body) };
    }
    return exchange;
  };

  const build = () =>
    functionsIn(
      {
        now: clock.now,
        random: random.bytes,
        sleep: async (ms) => clock.advance(ms),
        ssm: ssm.client(async ({ effect }) => effect()),
        http: {
          connect: async () => ({
            exchange: (request) =>
              request.path === '/cgi-bin/stable_token'
                ? exchangeUnder(left.tokenCalls.shift() ?? well, account, request, () => died())
                : witnessed(request),
          }),
        },
        credits: store,
        lock,
        invokeRefresh: async (request) => refresh(request),
        write: (line) => void lines.push(line),
      },
      version,
      mutant,
    );
  const ssm = memorySsm(parameters);
  const memory = memoryCredits();
  const lock = memoryLock();
  const store = planned(memory, () => {
    const fault = left.store.shift() ?? 'ok';
    if (fault !== 'ok') met.store += 1;
    return fault;
  });
  const functions = build();
  const handlers = {
    'start-consent': functions['start-consent']().handler,
    'create-confirm-link': functions['create-confirm-link']().handler,
    'record-consent': functions['record-consent']().handler,
    'open-receipt': functions['open-receipt']().handler,
    'send-message': functions['send-message']().handler,
    'manage-credits': functions['manage-credits']().handler,
    'report-health': functions['report-health']().handler,
    'serve-verification-file': functions['serve-verification-file']().handler,
  };
  const refresher = functions['refresh-access-token']().handler;

  const refresh = async (event: unknown): Promise<RefreshAnswer> => {
    try {
      return (await refresher(event, aContext())) as RefreshAnswer;
    } catch {
      throw new Unavailable('refresh-access-token failed');
    }
  };

  /** One request; `crashed` when the process died under it. */
  const call = async (route: string, parts: EventParts = {}): Promise<Answered | 'crashed'> => {
    const name = functionOf.get(route);
    if (name === undefined) throw new Error(`no such route: ${route}`);
    const crash = new Promise<'crashed'>((resolve) => {
      died = () => resolve('crashed');
    });
    const result = await Promise.race([handlers[name](anEvent(route, parts), aContext()), crash]);
    if (result === 'crashed') {
      handlers['send-message'] = build()['send-message']().handler;
      return 'crashed';
    }
    const answered = readAnswer(result);
    checkShape(route, answered);
    return answered;
  };

  return {
    clock,
    account,
    keys,
    lines,
    /** How many faults of the table the last plan has really caused. */
    met,
    /** What else happens at the first send request of a command. */
    around,
    /** The send requests since the last plan. */
    seen,
    parameters,
    call,
    /** As `call`, of a route that cannot crash. */
    ask: async (route: string, parts: EventParts = {}): Promise<Answered> => {
      const answered = await call(route, parts);
      if (answered === 'crashed') throw new Error(`${route} crashed`);
      return answered;
    },
    refresh,
    /** Sends of this user that nobody has written an end of. */
    unsettled: async (openid: string): Promise<number> =>
      (await memory.list(parseOpenid(openid))).flatMap(unsettledSends).length,
    end: ssm.end,
    /** What will go wrong from now on, instead of what was planned before. */
    plan: (plan: FaultPlan) => {
      left.store = [...plan.store];
      left.posts = [...plan.posts];
      left.tokenCalls = [...plan.tokenCalls];
      met.store = 0;
      seen.length = 0;
    },
  };
};

const well: PostFault = { kind: 'ok' };

const readErrcode = (body: string): number => {
  const { errcode } = JSON.parse(body) as { readonly errcode: number };
  return errcode;
};

export type Service = ReturnType<typeof startService>;
