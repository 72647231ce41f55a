import {
  appid,
  appsecret,
  type Mutant,
  parameterNames,
  templateId,
  type Version,
} from '../model/functions.ts';
import { keyAdmin } from '../model/key-admin.ts';
import { memorySsm } from '../model/memory-ssm.ts';
import { seededRandom } from '../model/seeded-random.ts';
import { wechat } from '../model/wechat.ts';
import { startMs } from '../support/builders.ts';
import { memoryCredits } from '../support/memory-credits.ts';
import { memoryLock } from '../support/memory-token.ts';
import { audit } from './audit.ts';
import { backEnd } from './back-end.ts';
import { fleet } from './fleet.ts';
import { ledger } from './ledger.ts';
import { erase, resolveUnknowns } from './operators.ts';
import { replayLast, type User, visit } from './users.ts';
import { virtualTime } from './virtual-time.ts';
import { weather } from './weather.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const scenes = [1001, 1002, 1003, 1004, 1005] as const;

/** Parameter Store's default for one account and region. */
const readsPerSecond = 40;

export type DayReport = {
  readonly wrong: string | undefined;
  readonly events: number;
  readonly calls: number;
  readonly dead: number;
  readonly checks: number;
  readonly confirms: number;
  readonly messages: number;
};

/** A bucket that fills by 40 a second and that others drain as well. */
const tokenBucket = (now: () => number) => {
  let left = readsPerSecond;
  let filledAtMs = now();
  return (othersPerSecond: number): boolean => {
    const seconds = (now() - filledAtMs) / 1_000;
    filledAtMs = now();
    left = Math.min(readsPerSecond, left + seconds * (readsPerSecond - othersPerSecond));
    if (othersPerSecond > 10) left = Math.min(left, 3);
    if (left < 1) return false;
    left -= 1;
    return true;
  };
};

/** One day of 20 users and 5 scenes, all of it drawn from the seed. */
export const liveOneDay = async (seed: number, mutant: Mutant): Promise<DayReport> => {
  const random = seededRandom(seed);
  const time = virtualTime(startMs);
  const endMs = startMs + dayMs;
  const isReconcile = random.chance(0.25);
  const isLax = !isReconcile && random.chance(0.5);
  const version: Version = {
    name: 'v1',
    returnTargets: { course: 'https://h5.example.com/course' },
    linkLifetimeSeconds: 1_800,
    creditLifetimeMs: undefined,
    unknownPolicy: isReconcile ? 'reconcile' : 'hold',
  };
  const next: Version = {
    ...version,
    name: 'v2',
    returnTargets: { ...version.returnTargets, more: 'https://h5.example.com/#/more' },
    linkLifetimeSeconds: 3_600,
    creditLifetimeMs: 30 * dayMs,
  };
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
      chances: isLax ? 'lax' : 'strict',
    },
    time.now,
  );
  const busyAtMs = Array.from({ length: 4 }, () =>
    random.between(startMs + hourMs, endMs - 3 * hourMs),
  );
  const book = ledger(account, parameters, time.now);
  const ssm = memorySsm(parameters);
  const cloud = {
    time,
    random,
    weather: weather(random, startMs, endMs, busyAtMs, time.now),
    ledger: book,
    account,
    ssm,
    credits: memoryCredits(),
    lock: memoryLock(),
    readsLeft: tokenBucket(time.now),
  };
  const lambdas = fleet(cloud, version, mutant);
  const shared = { time, random, ledger: book, account, fleet: lambdas };
  const office = { ...shared, isLax, backEnd: backEnd(shared, endMs) };
  const users = Array.from({ length: 20 }, (_, n): User => {
    const openid = `oDayUser${String(n).padStart(20, '0')}`;
    account.users.set(openid, { rejects: random.chance(0.1) });
    return { openid, cookies: new Map(), last: undefined };
  });
  const at = (atMs: number, act: () => Promise<void> | void) =>
    time.at(atMs, () => void Promise.resolve().then(act).catch(book.wentWrong));
  const busy = () => random.between(0, busyAtMs.length - 1);

  for (const user of users) {
    for (const scene of scenes) {
      for (let visits = random.pick([0, 1, 1, 2] as const); visits > 0; visits -= 1) {
        const near = busyAtMs[busy()] ?? startMs;
        const atMs = random.chance(0.8)
          ? near + random.between(0, 10 * minuteMs)
          : random.between(startMs, endMs - hourMs);
        at(atMs, () => visit(office, user, scene));
      }
    }
  }
  // the minute rule, which goes on until the audit is over
  const auditMs = endMs + 3 * hourMs;
  for (let minute = startMs; minute <= auditMs + hourMs; minute += minuteMs) {
    at(minute + random.between(0, 40_000), async () => {
      if (cloud.weather.ruleFails()) return;
      await lambdas.refresh({ source: 'aws.events' }).catch(() => undefined);
    });
  }
  for (let storms = random.between(0, 4); storms > 0; storms -= 1) {
    const atMs = (busyAtMs[busy()] ?? startMs) + random.between(0, 10 * minuteMs);
    at(atMs, random.chance(0.5) ? account.tokens.forceElsewhere : account.tokens.spoil);
  }
  const rotatesAtMs = (busyAtMs[0] ?? startMs) - random.between(0, 10 * minuteMs);
  at(rotatesAtMs, () => keys.publish(time.now()));
  at(rotatesAtMs + 3 * hourMs, () => void keys.retire(time.now()));
  const deploysAtMs = (busyAtMs[1] ?? startMs) + random.between(0, 5 * minuteMs);
  at(deploysAtMs, () => lambdas.deploy(next));
  at(deploysAtMs + random.between(1, 5) * minuteMs, () => lambdas.finish(next));
  for (let roundMs = startMs + hourMs; roundMs < endMs; roundMs += 2 * hourMs) {
    at(roundMs, async () => {
      for (const user of users) await resolveUnknowns(office, user);
    });
  }
  for (let erasures = random.between(0, 2); erasures > 0; erasures -= 1) {
    const user = users[random.between(0, users.length - 1)];
    const atMs = (busyAtMs[busy()] ?? startMs) + random.between(0, 30 * minuteMs);
    if (user === undefined) continue;
    at(atMs, async () => {
      if (!(await erase(office, user))) return;
      await replayLast(office, user);
      // and thinks better of it
      await visit(office, user, user.last?.scene ?? random.pick(scenes));
    });
  }
  at(auditMs, () => audit(office, users));

  try {
    await time.run(() => {
      const wrong = book.wrong();
      if (wrong !== undefined) throw new Error(wrong);
    });
  } catch (error) {
    book.wentWrong(error);
  }
  ssm.end();
  const { calls, dead } = lambdas.counts();
  return {
    wrong: book.wrong(),
    events: time.events(),
    calls,
    dead,
    checks: book.checks(),
    confirms: [...book.credits.values()].reduce((sum, { links }) => sum + links.size, 0),
    messages: account.delivered.length,
  };
};
