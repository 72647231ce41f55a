import type { Answered } from '../model/answers.ts';
import { phone } from '../model/link-commands.ts';
import type { SeededRandom } from '../model/seeded-random.ts';
import type { Wechat } from '../model/wechat.ts';
import type { BackEnd } from './back-end.ts';
import type { Fleet } from './fleet.ts';
import type { Ledger } from './ledger.ts';
import type { VirtualTime } from './virtual-time.ts';

export type User = {
  readonly openid: string;
  /** What the browser keeps of ours, by name. */
  readonly cookies: Map<string, string>;
  /** What the browser's history still has of the last confirm. */
  last: { readonly scene: number; readonly link: Link; readonly callback: URL } | undefined;
};

type Link = {
  readonly url: string;
  readonly door: 'redirect' | 'relay';
  readonly verifier: string | undefined;
  readonly askedMs: number;
};

export type People = {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly ledger: Ledger;
  readonly account: Wechat;
  readonly fleet: Fleet;
  readonly backEnd: BackEnd;
};

/** Less what two clocks may differ by. */
const shortestLinkMs = 1_790_000;

type Result = { readonly yici: string; readonly receipt: string | undefined };

/** One visit of one user: asks for a link, taps, comes back, perhaps twice, perhaps again later. */
export const visit = async (people: People, user: User, scene: number): Promise<void> => {
  const { time, random } = people;
  const links = [await askForLink(people, user, scene)];
  if (random.chance(0.1)) {
    await time.sleep(random.between(1_000, 20_000));
    links.push(await askForLink(people, user, scene));
  }
  for (const link of random.chance(0.3) ? links.reverse() : links) {
    await time.sleep(random.between(2_000, 40_000));
    if (link !== undefined) await tap(people, user, scene, link);
  }
  if (!random.chance(0.15)) return;
  // confirms once more, perhaps while a message is on its way
  const link = await askForLink(people, user, scene);
  await time.sleep(random.between(500, 30_000));
  if (link !== undefined) await tap(people, user, scene, link);
};

/** Asks a few times: a page that helps is shown when the service does not answer. */
const askForLink = async (
  { time, random, fleet }: People,
  user: User,
  scene: number,
): Promise<Link | undefined> => {
  const way = random.pick(['subscribe', 'subscribe', 'subscribe', 'relay', 'bound'] as const);
  for (let tries = 0; tries < 4; tries += 1) {
    const askedMs = time.now();
    const { answered } = await (way === 'subscribe'
      ? fleet.request('GET /subscribe', {
          query: `scene=${scene}&return=course&state=class_id%3D${scene}`,
          headers: { 'user-agent': phone },
          cookies: [...user.cookies.values()],
        })
      : way === 'relay'
        ? fleet.request('POST /v1/confirm-links', { body: { scene, return: 'course' } })
        : fleet.request('POST /v1/users/{openid}/confirm-links', {
            path: { openid: user.openid },
            body: { scene, return: 'course', state: `class_id=${scene}` },
          }));
    if (answered?.status === 302) {
      keepCookies(user, answered.cookies);
      const url = answered.headers['location'] ?? '';
      return { url, door: 'redirect', verifier: undefined, askedMs };
    }
    if (answered?.status === 201) {
      const { confirmLink, verifier } = answered.json as Record<string, string | undefined>;
      return {
        url: confirmLink ?? '',
        door: verifier === undefined ? 'redirect' : 'relay',
        verifier,
        askedMs,
      };
    }
    await time.sleep(random.between(1_000, 10_000));
  }
  return undefined;
};

/** As a browser does: a later cookie takes the place of one of its name, and of no other. */
const keepCookies = ({ cookies }: User, given: readonly string[]): void => {
  for (const one of given) {
    const [pair = ''] = one.split(';');
    cookies.set(pair.split('=')[0] ?? '', pair);
  }
};

const tap = async (people: People, user: User, scene: number, link: Link): Promise<void> => {
  const { time, random, account } = people;
  const what = random.unit();
  if (what < 0.06) return;
  const action = what < 0.14 ? 'cancel' : 'confirm';
  const callback = account.tap(link.url, user.openid, action);
  const arrivals = random.chance(0.1) ? 2 : 1;
  const results = await Promise.all(
    Array.from({ length: arrivals }, () => arrive(people, user, scene, link, callback, action)),
  );
  const receipt = results.find((result) => result?.receipt !== undefined)?.receipt;
  if (receipt !== undefined) {
    user.last = { scene, link, callback };
    people.backEnd.hears(receipt, user.openid, scene).catch(people.ledger.wentWrong);
  }
  if (!random.chance(0.1)) return;
  await time.sleep(random.between(1_000, 3_600_000));
  await arrive(people, user, scene, link, callback, action);
};

/** The browser's history, opened when all that we knew of the user has been erased. */
export const replayLast = async (people: People, user: User): Promise<void> => {
  if (user.last === undefined) return;
  const { scene, link, callback } = user.last;
  const newer = () => people.ledger.creditOf(user.openid, scene).links.size;
  const before = newer();
  const result = await arrive(people, user, scene, link, callback, 'confirm');
  people.ledger.check(
    result?.yici !== 'confirmed' || newer() > before,
    () => `an old callback of ${user.openid} has brought an erased credit back`,
  );
};

/** The browser comes back from WeChat; a person reloads what has not worked. */
const arrive = async (
  people: People,
  user: User,
  scene: number,
  link: Link,
  callback: URL,
  action: 'confirm' | 'cancel',
): Promise<Result | undefined> => {
  const { time, random, ledger, fleet } = people;
  for (let tries = 0; tries < 5; tries += 1) {
    const sinceMs = time.now();
    if (action === 'confirm') ledger.confirming(user.openid, scene, link.url);
    const { answered } = await (link.door === 'redirect'
      ? fleet.request('GET /consent/{state+}', {
          path: { state: callback.pathname.replace('/consent/', '') },
          query: callback.search.slice(1),
          cookies: [...user.cookies.values()],
        })
      : fleet.request('POST /v1/consents', {
          body: { ...Object.fromEntries(callback.searchParams), verifier: link.verifier },
        }));
    const result = readResult(link, answered);
    if (result !== undefined) {
      judge(people, user, scene, link, action, result, sinceMs);
      return result;
    }
    await time.sleep(random.between(1_000, 15_000));
  }
  return undefined;
};

/** Undefined where the service did not answer. */
const readResult = (link: Link, answered: Answered | undefined): Result | undefined => {
  if (answered === undefined || answered.status === 503) return undefined;
  if (link.door === 'redirect') {
    const query = new URL(answered.headers['location'] ?? 'https://none.invalid').searchParams;
    return { yici: query.get('yici') ?? 'forged', receipt: query.get('receipt') ?? undefined };
  }
  const { result, code, receipt } = answered.json as Record<string, string | undefined>;
  return { yici: code === 'ticket_expired' ? 'expired' : (result ?? 'forged'), receipt };
};

const judge = (
  { ledger, time }: People,
  { openid }: User,
  scene: number,
  link: Link,
  action: 'confirm' | 'cancel',
  { yici }: Result,
  sinceMs: number,
): void => {
  const credit = ledger.creditOf(openid, scene);
  if (yici === 'confirmed') ledger.confirmed(openid, scene, sinceMs);
  const isRival = credit.links.size > 1 || ledger.erased.has(openid);
  const isSpent = credit.jobs.some(({ invocations }) => invocations.length > 0);
  const isOld = time.now() - link.askedMs > shortestLinkMs;
  const isFair =
    action === 'cancel'
      ? yici === 'cancelled' || (yici === 'expired' && isOld)
      : yici === 'confirmed' ||
        (yici === 'used' && isSpent) ||
        (yici === 'expired' && (isRival || isSpent || isOld)) ||
        // its key has been retired since
        (yici === 'forged' && isOld);
  ledger.check(isFair, () => `a genuine ${action} was answered with ${yici}`);
};
