import { answerFor } from '../../functions/send-message/answer.ts';
import { claimObserver, report } from '../../functions/send-message/report.ts';
import { type CreditKey, isUnknown } from '../../src/domain/credit.ts';
import { readRefusedConsent } from '../../src/domain/credit-transitions.ts';
import type { Openid } from '../../src/domain/openid.ts';
import type { Scene } from '../../src/domain/scene.ts';
import type { CountAt } from '../../src/entry/count-at.ts';
import type { Log } from '../../src/entry/log.ts';
import { eraseUser } from '../../src/use-cases/erase-user.ts';
import type {
  AccessTokenReader,
  Clock,
  CreditStore,
  RefreshAnswer,
} from '../../src/use-cases/ports.ts';
import { accessTokenReader } from '../../src/use-cases/read-access-token.ts';
import { recordConsent } from '../../src/use-cases/record-consent.ts';
import { resolveSend } from '../../src/use-cases/resolve-send.ts';
import { sendMessage } from '../../src/use-cases/send-message.ts';
import { aMessage, openid, scene } from '../support/builders.ts';
import { rowKey } from '../support/memory-credits.ts';
import { breaks, countsOf, type Ledger, ledgerOf } from './explorer-ledger.ts';
import { processPorts } from './explorer-ports.ts';
import type { Running } from './explorer-system.ts';
import { type Fate, failing, type Thread } from './explorer-threads.ts';
import { secretMark } from './explorer-world.ts';
import { type Answered, brokenByAnswer, brokenByCounting } from './invariants.ts';
import { aTicket, callbackOf, consentDeps } from './tickets.ts';
import { refreshProcess, tokenParameter } from './token-actors.ts';
import {
  brokenByConfirmation,
  brokenByRefusal,
  brokenByResolution,
  brokenByWord,
} from './truths.ts';

/** Somebody who does something, once or until it has worked. */
export type Actor = {
  readonly name: string;
  readonly act: (running: Running, thread: Thread) => Promise<void>;
};

/** As deployed. */
const timeoutMs = { send: 20_000, consent: 10_000, manage: 10_000, refresh: 30_000 };

/** A back end that sends one message, and again with the same key while it is told to. */
export const sender = (
  name: string,
  {
    key = 'key-1',
    tries = 1,
    on = scene,
    fingerprint = 'body',
    isCold = false,
  }: {
    readonly key?: string;
    readonly tries?: number;
    readonly on?: Scene;
    readonly fingerprint?: string;
    /** Its function has no access_token in memory yet. */
    readonly isCold?: boolean;
  } = {},
): Actor => ({
  name,
  act: async (running, thread) => {
    const environment = createEnvironment(running, isCold);
    for (let n = 1; n <= tries; n += 1) {
      const fate = await environment.send(thread, n === 1 ? name : `${name}${n}`, {
        key,
        fingerprint,
        on,
      });
      if (!mayBeRepeated(fate)) return;
    }
  },
});

/** No answer, an error, 503, or another one is at it: all that says "the same key again". */
const mayBeRepeated = (fate: Fate): boolean => {
  if (fate.kind !== 'answered') return true;
  const { status, code } = fate.answer as Answered;
  return status === 503 || code === 'credit_in_flight';
};

type SendWish = { readonly key: string; readonly fingerprint: string; readonly on: Scene };

/** One environment of the function: it keeps its access_token, and a new one comes when it dies. */
const createEnvironment = (running: Running, isCold: boolean) => {
  let reader: AccessTokenReader | undefined;
  let current: Thread | undefined;
  return {
    send: async (thread: Thread, name: string, wish: SendWish): Promise<Fate> => {
      const fate = await running.threads.request(
        thread,
        name,
        { label: `${name}.request`, timeoutMs: timeoutMs.send, effect: running.world.tick },
        async (process) => {
          current = process;
          reader ??= await createReader(running, isCold, () => current ?? process);
          return runSend(running, process, reader, wish);
        },
      );
      if (fate.kind === 'died') reader = undefined;
      return fate;
    },
  };
};

const createReader = async (
  { threads, world }: Running,
  isCold: boolean,
  current: () => Thread,
): Promise<AccessTokenReader> => {
  let isWarming = !isCold;
  const parameter = tokenParameter(threads, world, current);
  const reader = accessTokenReader({
    parameter: { read: () => (isWarming ? Promise.resolve(world.stored) : parameter.read()) },
    invokeRefresh: async ({ refusedFingerprint }) => {
      const caller = current();
      const fate = await threads.request(
        caller,
        `${caller.name}.refresh`,
        { label: `${caller.name}.invoke`, ways: failing, timeoutMs: timeoutMs.refresh },
        refreshProcess({ threads, world }, refusedFingerprint),
      );
      if (fate.kind !== 'answered') throw new Error('simulated: the function failed');
      return fate.answer as RefreshAnswer;
    },
    now: () => world.nowMs,
    sleep: (ms) => {
      const untilMs = world.nowMs + ms;
      return threads.call(current(), 'sleep', failing.slice(0, 1), () => {
        world.nowMs = Math.max(world.nowMs, untilMs);
      });
    },
    random: () => 0.5,
  });
  if (isWarming) await reader.current();
  isWarming = false;
  return reader;
};

const runSend = async (
  running: Running,
  process: Thread,
  accessToken: AccessTokenReader,
  { key, fingerprint, on }: SendWish,
): Promise<Answered> => {
  const { world, threads, scenario } = running;
  const message = aMessage({ scene: on });
  const credit = ledgerOf(world.ledger, message);
  const log = watchedLog(world.ledger);
  const answer = await sendMessage({
    ...processPorts(threads, world, scenario, process),
    accessToken,
    lifetimeMs: scenario.lifetimeMs,
    unknownPolicy: scenario.policy,
    now: () => world.nowMs,
    newSendId: () => process.name,
  })(
    { message, keyHash: key, fingerprint, deadlineMs: process.deadlineMs },
    claimObserver(log, countOf(running, message, process.name)),
  );
  const sendId = answer.status === 'ended' ? answer.sendId : process.name;
  report(log, countOf(running, message, sendId), answer);
  const { statusCode, body = '{}' } = answerFor(message, answer, world.nowMs);
  const told = JSON.parse(body) as Record<string, unknown>;
  const given: Answered = {
    fingerprint,
    status: Number(statusCode),
    code: String(told['code'] ?? told['status']),
    sendId: told['sendId'] as string | undefined,
    errcode: told['errcode'] as number | undefined,
  };
  const row = world.rows.get(`${message.openid}/${message.scene}`)?.stored;
  const broken = body.includes(secretMark)
    ? 'I8: an answer holds the access_token'
    : (brokenByAnswer(credit, row, key, given, process.name, world.nowMs) ??
      brokenByWord(credit, given, process.name) ??
      (scenario.isOvertimeAllowed
        ? undefined
        : brokenByRefusal(row, key, given, world.nowMs, scenario.lifetimeMs)));
  if (broken !== undefined) breaks(world.ledger, broken);
  return given;
};

/** I8 */
const watchedLog = (ledger: Ledger): Log => {
  const look = (_event: string, fields: object = {}) => {
    const line = JSON.stringify(fields);
    if (line.includes(secretMark)) breaks(ledger, 'I8: a log line holds the access_token');
    if (line.includes(openid)) breaks(ledger, 'I8: a log line holds an openid');
  };
  const log: Log = { info: look, warn: look, error: look, with: () => log };
  return log;
};

/** What is counted of one send, by the names that the deployed functions use. */
const countOf =
  ({ world }: Running, key: CreditKey, sendId: string): CountAt =>
  (name) => {
    const credit = ledgerOf(world.ledger, key);
    const counted = countsOf(credit, sendId);
    credit.counted[sendId] = { ...counted, [name]: counted[name] + 1 };
    const broken = brokenByCounting(credit, world.rows.get(rowKey(key))?.stored, sendId);
    if (broken !== undefined) breaks(world.ledger, broken);
    return {};
  };

/** A user who taps 确认, comes back to us, and reloads that page. */
export const user = (
  name: string,
  ticket: number,
  {
    loads = 1,
    on = scene,
    isSealed = false,
  }: {
    readonly loads?: number;
    readonly on?: Scene;
    /** Through the seal, too, and not only its write: hashes make a run several times as long. */
    readonly isSealed?: boolean;
  } = {},
): Actor => ({
  name,
  act: async ({ threads, world, scenario }, thread) => {
    const { acknowledged } = ledgerOf(world.ledger, { openid, scene: on });
    const { order } = aTicket(ticket, on);
    const record = isSealed ? recordSealed : recordOpened;
    for (let load = 1; load <= loads; load += 1) {
      const options = {
        label: load === 1 ? `${name}.tap` : `${name}.reload`,
        timeoutMs: timeoutMs.consent,
        effect: () => {
          world.tick();
          if (load === 1) world.wechat.confirm({ openid, scene: on });
        },
      };
      await threads.request(thread, name, options, async (process) => {
        const { credits } = processPorts(threads, world, scenario, process);
        const isKept = await record({ credits, now: () => world.nowMs }, ticket, on);
        const row = world.rows.get(rowKey({ openid, scene: on }))?.stored;
        const broken = brokenByConfirmation(row, order, isKept);
        if (broken !== undefined) breaks(world.ledger, broken);
        if (isKept && !acknowledged.includes(order)) acknowledged.push(order);
        return isKept;
      });
    }
  },
});

type RecordDeps = { readonly credits: Pick<CreditStore, 'record'>; readonly now: Clock };

/** @returns whether the user is told `confirmed` */
const recordSealed = async (deps: RecordDeps, ticket: number, on: Scene): Promise<boolean> => {
  const outcome = await recordConsent({ ...consentDeps, ...deps })(
    callbackOf(aTicket(ticket, on), on),
  );
  return outcome.result === 'confirmed';
};

/** The same from the moment on when the seal is open. */
const recordOpened = async (
  { credits, now }: RecordDeps,
  ticket: number,
  on: Scene,
): Promise<boolean> => {
  const { order } = aTicket(ticket, on);
  const attempt = await credits.record({
    openid,
    scene: on,
    ticket: order,
    confirmedAtMs: now(),
    assurance: 'browser',
  });
  return attempt.written || readRefusedConsent(attempt.found, order) === 'repeated';
};

/** Somebody who makes up a callback, or brings a genuine one in another browser. */
export const forger = (name: string): Actor => ({
  name,
  act: async ({ threads, world, scenario }, thread) => {
    const genuine = callbackOf(aTicket(7, scene), scene);
    for (const callback of [
      {
        ...genuine,
        reserved: genuine.reserved.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      },
      { ...genuine, browserSecrets: ['another browser'] },
    ]) {
      const options = { label: `${name}.forge`, timeoutMs: timeoutMs.consent };
      await threads.request(thread, name, options, async (process) => {
        const { credits } = processPorts(threads, world, scenario, process);
        const record = (...given: Parameters<typeof credits.record>) => {
          breaks(world.ledger, 'I9: a callback that was not verified caused a write');
          return credits.record(...given);
        };
        const { minimumAssurance = consentDeps.minimumAssurance } = scenario.alterations;
        const deps = {
          ...consentDeps,
          minimumAssurance,
          credits: { record },
          now: () => world.nowMs,
        };
        return (await recordConsent(deps)(callback)).result;
      });
    }
  },
});

/** Looks for an unknown send and says what became of it, once more when that was not heard. */
export const operator = (
  name: string,
  { says = 'the truth' as 'the truth' | 'delivered', tries = 1 } = {},
): Actor => ({
  name,
  act: async (running, thread) => {
    const { threads, world, scenario } = running;
    const request = (label: string, body: (process: Thread) => Promise<unknown>) =>
      threads.request(
        thread,
        name,
        { label: `${name}.${label}`, timeoutMs: timeoutMs.manage },
        body,
      );
    const key = { openid, scene };
    const looked = await request('look', (process) =>
      threads.call(process, 'look', failing, async () => {
        const credit = await world.credits.find(key);
        const sendId = credit?.lastSend?.sendId;
        // who tells the truth looks when there is one
        if (says === 'the truth' && credit && !isUnknown(credit, world.nowMs)) return {};
        const { posts } = ledgerOf(world.ledger, key);
        const delivered =
          says === 'delivered' || posts.some((post) => post.sendId === sendId && post.isAccepted);
        return { sendId, delivered };
      }),
    );
    if (looked.kind !== 'answered') return;
    const { sendId, delivered } = looked.answer as { sendId?: string; delivered?: boolean };
    if (sendId === undefined) return;
    for (let n = 1; n <= tries; n += 1) {
      const fate = await request('resolve', async (process) => {
        const { credits } = processPorts(threads, world, scenario, process);
        const answer = await resolveSend({ credits, now: () => world.nowMs })({
          ...key,
          sendId,
          delivered: delivered === true,
        });
        if (answer.status === 'resolved' && answer.settles) {
          countOf(running, key, sendId)('CreditSettled', world.nowMs);
        }
        const word = { sendId, delivered: delivered === true };
        const isTold = answer.status === 'resolved';
        const credit = ledgerOf(world.ledger, key);
        const row = world.rows.get(rowKey(key))?.stored;
        const broken = brokenByResolution(credit, row, word, isTold, process.name);
        if (broken !== undefined) breaks(world.ledger, broken);
        return answer.status;
      });
      if (fate.kind === 'answered') return;
    }
  },
});

/** Erases the user, once more when that was not heard. */
export const eraser = (name: string, { tries = 1, who = openid as Openid } = {}): Actor => ({
  name,
  act: async ({ threads, world, scenario }, thread) => {
    for (let n = 1; n <= tries; n += 1) {
      const options = { label: `${name}.request`, timeoutMs: timeoutMs.manage };
      const fate = await threads.request(thread, name, options, (process) => {
        const { credits } = processPorts(threads, world, scenario, process);
        return eraseUser({ credits, now: () => world.nowMs })(who);
      });
      if (fate.kind === 'answered') return;
    }
  },
});

/** The minute's refresh. */
export const minute = (name: string): Actor => ({
  name,
  act: async ({ threads, world }, thread) => {
    const options = { label: `${name}.tick`, timeoutMs: timeoutMs.refresh };
    await threads.request(thread, name, options, refreshProcess({ threads, world }, undefined));
  },
});
