import type { CreditKey } from '../../src/domain/credit.ts';
import type { Attempt } from '../../src/domain/credit-transitions.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import type { CreditStore, RefreshLock } from '../../src/use-cases/ports.ts';
import type { ConnectedHost, Exchange, WechatHttp } from '../../src/wechat/http.ts';
import { exchangeUnder } from '../model/faults.ts';
import { failedAs, type memorySsm } from '../model/memory-ssm.ts';
import type { SeededRandom } from '../model/seeded-random.ts';
import type { Wechat } from '../model/wechat.ts';
import type { Invocation } from './invocation.ts';
import type { Ledger } from './ledger.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Weather } from './weather.ts';

/** What all environments reach over the network. */
export type Cloud = {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly weather: Weather;
  readonly ledger: Ledger;
  readonly account: Wechat;
  readonly ssm: ReturnType<typeof memorySsm>;
  readonly credits: CreditStore;
  readonly lock: RefreshLock;
  readonly readsLeft: (perSecond: number) => boolean;
};

/** The process that calls: one that has died hears nothing any more. */
export type Caller = { isDead: boolean; current: Invocation | undefined };

const sdkAttempts = 3;
const sdkTimeoutMs = 1_500;
const exchangeMs = 6_000;
/** How late a request may arrive that the network has held back: then AWS refuses its signature. */
const mostHeldMs = 300_000;

/** What a call of a dead process comes to. */
const never = (): Promise<never> => new Promise(() => {});

/** The ports of one environment: with delays, with the SDK's own tries, with faults. */
export const networkOf = (cloud: Cloud, caller: Caller) => {
  const { time, random, weather, ledger, account } = cloud;

  const wait = async (ms: number): Promise<void> => {
    await time.sleep(ms);
    if (caller.isDead) await never();
  };
  const backOff = (attempt: number) => wait(random.between(1, 100) * 2 ** attempt);

  /** A call to DynamoDB as the SDK makes it: one that is written, and not answered, is made again. */
  const table = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    for (let attempt = 0; attempt < sdkAttempts; attempt += 1) {
      await time.sleep(random.between(2, 8));
      // the request of a process that has just died may still arrive
      if (caller.isDead && random.chance(0.5)) await never();
      const fault = weather.table();
      if (fault === 'before') {
        await backOff(attempt);
        continue;
      }
      const result = await call();
      if (fault === 'ok') {
        await wait(random.between(1, 5));
        return result;
      }
      await wait(sdkTimeoutMs);
    }
    if (caller.current !== undefined) caller.current.hasLostTable = true;
    throw new Unavailable('the table did not answer');
  };

  /** The network may hold a write back, and deliver it when its repetition has long been answered. */
  const write = async (
    key: CreditKey,
    call: () => Promise<Attempt>,
    note: (invocation: Invocation) => void = () => {},
  ): Promise<Attempt> => {
    const { current } = caller;
    const attempt = await table(async () => {
      const result = await call();
      if (result.written) ledger.written(key);
      if (result.written && caller.current !== undefined) note(caller.current);
      return result;
    });
    const answeredMs = time.now();
    const arrive = async () => {
      const isOfThatMoment = ledger.wasWritten(key, answeredMs);
      const { written } = await call();
      if (written && !attempt.written && isOfThatMoment && current) current.hasStrayWrite = true;
    };
    if (random.chance(0.5)) time.at(answeredMs + random.between(0, mostHeldMs), arrive);
    return attempt;
  };
  const claims = (invocation: Invocation) => {
    invocation.claimsWritten += 1;
  };
  const ends = (invocation: Invocation) => {
    invocation.endsWritten += 1;
  };
  const reopens = (invocation: Invocation) => {
    invocation.reopened += 1;
  };
  const { credits, lock } = cloud;

  const ssm = cloud.ssm.client(async ({ kind, effect }) => {
    for (let attempt = 0; attempt < sdkAttempts; attempt += 1) {
      await wait(random.between(3, 12));
      const isRefused =
        weather.parameterFails() ||
        (kind === 'read' && !cloud.readsLeft(weather.otherReadsPerSecond()));
      if (!isRefused) {
        effect();
        return;
      }
      await backOff(attempt);
    }
    throw failedAs('ThrottlingException');
  });

  const post = async (request: Parameters<ConnectedHost['exchange']>[0]): Promise<Exchange> => {
    const { current } = caller;
    if (current !== undefined) current.postedAtMs ??= time.now();
    const fault = weather.send();
    const takesMs = weather.wechatTakesMs();
    await time.sleep(Math.min(takesMs, exchangeMs) / 2);
    // a request that is slower than we wait may still arrive
    if (caller.isDead && random.chance(0.5)) await never();
    const before = account.arrived.length;
    const exchange = await exchangeUnder(fault, account, request, () => {});
    const isLate = takesMs > exchangeMs && fault.kind !== 'refused';
    if (current !== undefined) {
      const arrived = account.arrived.at(-1);
      if (account.arrived.length > before && arrived !== undefined) {
        ledger.posted(current, arrived, request.path.split('access_token=')[1] ?? '');
      }
      const isAnswered = fault.kind === 'ok' || (fault.kind === 'errcode' && fault.errcode !== -1);
      const isRuledOut = fault.kind === 'refused' || (isAnswered && !isLate);
      current.mayHaveArrived ||= !isRuledOut;
    }
    const isLost = isLate || exchange.status === 'lost';
    await wait(isLost ? exchangeMs - Math.min(takesMs, exchangeMs) / 2 : takesMs / 2);
    return isLost ? { status: 'lost' } : exchange;
  };

  const tokenCall = async (
    request: Parameters<ConnectedHost['exchange']>[0],
  ): Promise<Exchange> => {
    const fault = weather.tokenCall();
    const takesMs = Math.min(weather.wechatTakesMs(), exchangeMs);
    const left = ledger.tokenCallBegins(caller);
    await wait(takesMs / 2);
    const before = account.tokens.calls.length;
    const exchange = await exchangeUnder(fault, account, request, () => {});
    const call = account.tokens.calls.at(-1);
    if (account.tokens.calls.length > before && call !== undefined) ledger.tokenCalled(call);
    await wait(exchange.status === 'lost' ? exchangeMs - takesMs / 2 : takesMs / 2);
    left();
    return exchange;
  };

  const http: WechatHttp = {
    connect: async () => {
      await wait(random.between(5, 60));
      if (!weather.connects()) {
        await wait(2_000);
        throw new Unavailable('no WeChat host could be connected to');
      }
      return {
        exchange: (request) =>
          request.path === '/cgi-bin/stable_token' ? tokenCall(request) : post(request),
      };
    },
  };

  const store: CreditStore = {
    record: (consent) => write(consent, () => credits.record(consent)),
    claim: (claim, forget) => write(claim, () => credits.claim(claim, forget), claims),
    settle: (settlement) => write(settlement, () => credits.settle(settlement), ends),
    settleLate: (settlement) => write(settlement, () => credits.settleLate(settlement), ends),
    release: (send) => write(send, () => credits.release(send), ends),
    reopen: (send, nowMs, leaseMs) =>
      write(send, () => credits.reopen(send, nowMs, leaseMs), reopens),
    resolve: (resolution) => write(resolution, () => credits.resolve(resolution)),
    resolveSuperseded: (resolution) =>
      write(resolution, () => credits.resolveSuperseded(resolution)),
    find: (key) => table(() => credits.find(key)),
    list: (openid) => table(() => credits.list(openid)),
    erase: (erasure, ttlSeconds) => write(erasure, () => credits.erase(erasure, ttlSeconds)),
  };
  const locked: RefreshLock = {
    take: (owner, nowMs, untilMs) => table(() => lock.take(owner, nowMs, untilMs)),
    leave: (owner) => table(() => lock.leave(owner)),
    countForce: (owner, nowMs) => table(() => lock.countForce(owner, nowMs)),
  };
  return { ssm, http, credits: store, lock: locked, sleep: wait };
};
