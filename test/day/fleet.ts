import { functionTimeoutSeconds } from '../../lib/function-timeouts.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import type { HttpHandler } from '../../src/entry/http.ts';
import type { RefreshAnswer, RefreshRequest } from '../../src/use-cases/ports.ts';
import { type Answered, checkShape, readAnswer } from '../model/answers.ts';
import {
  functionsIn,
  type HttpFunction,
  type Instance,
  type Mutant,
  type Version,
} from '../model/functions.ts';
import { functionOf } from '../model/service.ts';
import { aContext, anEvent, type EventParts } from '../support/http-events.ts';
import { type Invocation, type Job, newInvocation } from './invocation.ts';
import { type Caller, type Cloud, networkOf } from './network.ts';

type Environment<Handler> = Caller & {
  readonly version: Version;
  readonly instance: Instance<Handler>;
  isBusy: boolean;
  usedAtMs: number;
};

type Refresher = (event: unknown) => Promise<unknown>;

export type Fleet = ReturnType<typeof fleet>;

const keptIdleMs = 10 * 60_000;
const skewMs = 5_000;
/** As the sender's client has it. */
const invokeTimeoutMs = 8_000;

/** Lambda and API Gateway: environments come with load, go when idle, die, and are deployed anew. */
export const fleet = (cloud: Cloud, first: Version, mutant: Mutant) => {
  const { time, random, weather, ledger } = cloud;
  const pools = new Map<string, Environment<HttpHandler>[]>();
  const refreshers: Environment<Refresher>[] = [];
  let versions: readonly [Version, ...Version[]] = [first];
  let cold = 0;
  let dead = 0;
  let calls = 0;

  const start = async <Handler>(
    pool: Environment<Handler>[],
    build: (functions: ReturnType<typeof functionsIn>) => Instance<Handler>,
  ): Promise<Environment<Handler>> => {
    const version = random.pick(versions);
    const ownSkewMs = random.between(-skewMs, skewMs);
    const caller: Caller = { isDead: false, current: undefined };
    const { ssm, http, credits, lock, sleep } = networkOf(cloud, caller);
    const functions = functionsIn(
      {
        now: () => time.now() + ownSkewMs,
        random: random.bytes,
        sleep,
        ssm,
        http,
        credits,
        lock,
        invokeRefresh: (request) => invokeRefresh(request),
        write: (line) => ledger.wrote(line, caller.current),
      },
      version,
      mutant,
    );
    const environment = Object.assign(caller, {
      version,
      instance: build(functions),
      isBusy: true,
      usedAtMs: time.now(),
    });
    pool.push(environment);
    cold += 1;
    await time.sleep(random.between(150, 500));
    await environment.instance.init();
    return environment;
  };

  const take = async <Handler>(
    pool: Environment<Handler>[],
    build: (functions: ReturnType<typeof functionsIn>) => Instance<Handler>,
  ): Promise<Environment<Handler>> => {
    const nowMs = time.now();
    const kept = pool.filter(
      ({ isDead, isBusy, usedAtMs, version }) =>
        !isDead && (isBusy || (usedAtMs + keptIdleMs > nowMs && versions.includes(version))),
    );
    pool.splice(0, pool.length, ...kept);
    const idle = pool.filter(({ isBusy }) => !isBusy);
    const chosen = idle[random.between(0, idle.length - 1)];
    if (chosen === undefined) return start(pool, build);
    chosen.isBusy = true;
    return chosen;
  };

  /** Runs one invocation, unless its process dies or its time is up first. */
  const runIn = async <Handler, Result>(
    environment: Environment<Handler>,
    limitMs: number,
    invocation: Invocation,
    work: (handler: Handler, leftMs: () => number) => Promise<Result>,
  ): Promise<Result | 'died'> => {
    const beganMs = time.now();
    environment.current = invocation;
    calls += 1;
    const result = await new Promise<Result | 'died'>((resolve, reject) => {
      const die = () => {
        environment.isDead = true;
        invocation.isDead = true;
        dead += 1;
        resolve('died');
      };
      const crashMs = weather.crashAfterMs();
      const callOff = time.at(beganMs + Math.min(limitMs, crashMs ?? limitMs), die);
      work(environment.instance.handler, () => beganMs + limitMs - time.now())
        .then(resolve, reject)
        .finally(callOff);
    });
    environment.current = undefined;
    environment.isBusy = false;
    environment.usedAtMs = time.now();
    invocation.endedMs = time.now();
    return result;
  };

  /** One HTTP request as the client sees it. */
  const request = async (
    route: string,
    parts: EventParts,
    job?: Job,
  ): Promise<{ readonly answered: Answered | undefined; readonly invocation: Invocation }> => {
    const name: HttpFunction | undefined = functionOf.get(route);
    if (name === undefined) throw new Error(`no such route: ${route}`);
    await time.sleep(random.between(5, 80));
    const invocation = newInvocation(route, time.now(), job);
    job?.invocations.push(invocation);
    const pool = pools.get(name) ?? [];
    pools.set(name, pool);
    const environment = await take(pool, (functions) => functions[name]());
    const result = await runIn(
      environment,
      functionTimeoutSeconds[name] * 1_000,
      invocation,
      (handler, leftMs) =>
        handler(anEvent(route, parts), { ...aContext(), getRemainingTimeInMillis: leftMs }),
    );
    await time.sleep(random.between(5, 80));
    if (result === 'died') return { answered: undefined, invocation };
    const answered = readAnswer(result);
    try {
      checkShape(route, answered);
    } catch (error) {
      ledger.fail(error instanceof Error ? error.message : 'an answer out of shape');
    }
    invocation.answered = answered;
    return { answered, invocation };
  };

  const refresh = async (event: unknown): Promise<RefreshAnswer> => {
    const environment = await take(refreshers, (functions) => functions['refresh-access-token']());
    const limitMs = functionTimeoutSeconds['refresh-access-token'] * 1_000;
    const invocation = newInvocation('refresh', time.now(), undefined);
    const result = await runIn(environment, limitMs, invocation, (handler) =>
      handler(event, aContext()).catch(() => 'failed' as const),
    );
    if (result === 'died' || result === 'failed') throw new Unavailable('the refresh failed');
    return result as RefreshAnswer;
  };

  const invokeRefresh = async (wanted: RefreshRequest): Promise<RefreshAnswer> => {
    await time.sleep(random.between(5, 30));
    return new Promise<RefreshAnswer>((resolve, reject) => {
      const late = () => reject(new Unavailable('the refresh took too long'));
      const callOff = time.at(time.now() + invokeTimeoutMs, late);
      refresh(wanted).then(resolve, reject).finally(callOff);
    });
  };

  return {
    request,
    refresh,
    /** Both versions serve until `finish`: what is cold starts in either. */
    deploy: (next: Version) => {
      versions = [...versions, next];
    },
    finish: (only: Version) => {
      versions = [only];
    },
    counts: () => ({ cold, dead, calls }),
  };
};
