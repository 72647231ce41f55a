import type { Answered } from './answers.ts';
import { type FaultPlan, noFaults } from './faults.ts';
import { isTokenRefusal, verdictOf } from './outcomes.ts';
import type { Told } from './promise.ts';
import type { Service } from './service.ts';
import { readCredits } from './verify.ts';
import { expectSame, type Sent, type World } from './world.ts';

/** Sends a message under a plan of faults, and holds what came of it against the promise. */
export const send = async (
  world: World,
  service: Service,
  message: Sent,
  plan: FaultPlan,
  /** Between WeChat's answer and its being written down. */
  meanwhile: () => Promise<void> = async () => {},
): Promise<void> => {
  const { promise } = world;
  const { key, openid, scene, title } = message;
  const nowMs = service.clock.now();
  const wanted = promise.expectSend(openid, scene, key, title, nowMs);
  const forcedBefore = service.account.tokens.calls.filter(({ force }) => force);
  const { delivered } = service.account;
  const counted = (text: string) =>
    service.lines.slice(linesBefore).some((line) => line.includes(text));
  const countNow = () => delivered.filter((one) => one.title === title).length;
  const before = countNow();
  const linesBefore = service.lines.length;
  service.plan(plan);
  const claim = () => promise.claim(openid, scene, key, { text: title, title, nowMs });
  // one that is sent although it must not be is found out below
  service.around.before = wanted.kind === 'claims' ? claim : () => {};
  service.around.after = meanwhile;
  const answered = await service.call('POST /v1/messages', {
    headers: { 'idempotency-key': key },
    body: { openid, scene, title, content: '明天上午九点\n一号楼 203' },
  });
  const seen = [...service.seen];
  const hasMet = service.met.store > 0;
  service.plan(noFaults);

  const [first, last] = [seen[0], seen.at(-1)];
  if (seen.length > 2 || (seen.length === 2 && first !== undefined && !isTokenRefusal(first))) {
    throw new Error(`${seen.length} requests to WeChat in one send: ${JSON.stringify(seen)}`);
  }
  if (wanted.kind === 'told' && seen.length > 0) {
    throw new Error(`promised ${JSON.stringify(wanted.told)} and sent all the same`);
  }
  if (answered === 'crashed') {
    promise.learnSendId(openid, scene, await shownSendId(service, openid, scene));
    world.open += 1;
    return;
  }
  const told = toldOf(answered);
  if (hasMet && told.code === 'unavailable') {
    expectSame('requests of a send that was given up', seen.length, 0);
    const state = await shownState(service, openid, scene);
    const isCounted = counted('"CreditClaimed":1');
    if (isCounted) world.open += 1;
    // the claim stands, and could not be given back: its lease will end it
    if (wanted.kind === 'claims' && state === 'sending') {
      expectSame('count of a claim that nobody has heard of', isCounted, true);
      claim();
      promise.learnSendId(openid, scene, await shownSendId(service, openid, scene));
    }
    return;
  }
  const needsToken = wanted.kind === 'claims' || wanted.told.code === 'too_many_keys';
  if (wanted.kind === 'told' && !(needsToken && told.status === 503)) {
    expectTold(told, wanted.told);
    return;
  }
  if (last === undefined) {
    const isBlocked = plan.tokenCalls.some((fault) => fault.kind === 'errcode');
    const lately = forcedBefore.filter(({ atMs }) => nowMs - atMs < 86_400_000).length > 0;
    if (plan.tokenCalls.length === 0 && !lately) throw new Error('gave up a send for no reason');
    expectSame('status without a token', told.status, 503);
    if (!isBlocked) expectSame('code without a token', told.code, 'wechat_unavailable');
    return;
  }
  const verdict = verdictOf(last);
  const isBlocked = isTokenRefusal(last) && told.code === 'wechat_blocked';
  const isAsPromised =
    told.status === verdict.told.status && (told.code === verdict.told.code || isBlocked);
  if (!isAsPromised && !(hasMet && told.status === 202)) expectTold(told, verdict.told);
  if (told.status === 200)
    expectSame('messages of a send that is told sent', countNow(), before + 1);
  if (hasMet && counted('settle_lost')) world.open += 1;
  if (hasMet && (await shownState(service, openid, scene)) === 'sending') {
    // how it ended could not be written down
    promise.learnSendId(openid, scene, told.sendId ?? '');
    return;
  }
  if (verdict.credit === 'released') promise.release(openid, scene);
  else {
    // written down, though nobody heard so: a repeat is told how it ended
    const { status, code } = verdict.told;
    const errcode = status === 200 ? undefined : last.errcode;
    const kept = hasMet ? { status, code, sendId: told.sendId, errcode } : told;
    promise.settle(openid, scene, verdict.credit, kept);
  }
};

const toldOf = ({ status, json }: Answered): Told => {
  const { code, sendId, errcode } = json as Omit<Told, 'status'>;
  return { status, code, sendId, errcode };
};

const expectTold = (told: Told, wanted: Told): void => {
  const members = ({ status, code, sendId, errcode }: Told) => [status, code, sendId, errcode];
  expectSame('answer to a send', members(told), members(wanted));
};

const shown = async (service: Service, openid: string, scene: number) => {
  const { json } = await service.ask('GET /v1/users/{openid}/credits', { path: { openid } });
  return readCredits(json).find((credit) => credit.scene === scene);
};

const shownState = async (service: Service, openid: string, scene: number) =>
  (await shown(service, openid, scene))?.state;

export const shownSendId = async (service: Service, openid: string, scene: number) =>
  (await shown(service, openid, scene))?.sendId ?? '';
