import type { CreditKey } from '../../src/domain/credit.ts';
import type { Attempt, Settlement } from '../../src/domain/credit-transitions.ts';
import type { Message } from '../../src/domain/message.ts';
import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import type { CreditStore, WechatConnection, WechatSender } from '../../src/use-cases/ports.ts';
import { answered, fakeWechat, neverLeft, timedOut } from '../support/fake-wechat.ts';
import {
  breaks,
  type Heard,
  ledgerOf,
  noteClaim,
  noteConsent,
  noteEnd,
  noteErasure,
  noteFailure,
  noteFree,
  noteResolution,
} from './explorer-ledger.ts';
import {
  answering,
  failing,
  type Thread,
  type Threads,
  writing,
  writingLate,
} from './explorer-threads.ts';
import type { World } from './explorer-world.ts';
import { brokenByClaim, brokenByPost, brokenByReopening } from './invariants.ts';
import type { Alterations } from './mutants.ts';

export type PortRules = {
  readonly policy: 'hold' | 'reconcile';
  /** Whether anything may happen, and time pass, while a sender connects. */
  readonly isConnectingSlow: boolean;
  /** Whether a write that was given up may still arrive. */
  readonly lateWrites: boolean;
  /** Whether WeChat may also answer -1 (sent or not) or 45011, or not be reached at all. */
  readonly moods: boolean;
  readonly alterations: Alterations;
};

const silence = () => timedOut;
const plainPost = answering(silence, silence);
const moodyPost = answering(silence, silence, [
  { name: 'unreached', runs: false, ends: 'returns', says: () => neverLeft },
  { name: 'busy', runs: false, ends: 'returns', says: () => answered(45011) },
  { name: 'broken-before', runs: false, ends: 'returns', says: () => answered(-1) },
  { name: 'broken-after', runs: true, ends: 'returns', says: () => answered(-1) },
]);
const { recall } = fakeWechat().sender;

const heardFrom = ({ meaning }: SendOutcome): Heard => {
  if (meaning.outcome === 'no_chance') return 'no_chance';
  if (meaning.credit === 'spent') return 'sent';
  return meaning.credit === 'unknown' ? 'unknown' : 'not_sent';
};

/** The ports of one process that touch credits and messages: each call is one step. */
export const processPorts = (
  threads: Threads,
  world: World,
  rules: PortRules,
  thread: Thread,
): { readonly credits: CreditStore; readonly wechat: WechatSender } => {
  const { credits, ledger } = world;
  const writes = rules.lateWrites ? writingLate : writing;
  /** The send that this process works on. */
  let sendId = '';
  let isProbe = false;
  /** Its last write. */
  let isAnswered = false;

  const write = (
    name: string,
    key: CreditKey,
    effect: (isLate: boolean) => Promise<Attempt>,
  ): Promise<Attempt> =>
    threads.call(thread, name, writes, effect, ({ ends }) => {
      if (ends === 'throws') noteFailure(ledgerOf(ledger, key), thread.name, sendId);
      isAnswered = ends === 'returns';
    });
  const settle = (name: 'settle' | 'settleLate') => (settlement: Settlement) => {
    const { nowMs } = world;
    return write(name, settlement, async () => {
      const attempt = await credits[name](settlement);
      if (attempt.written) noteEnd(ledger, settlement);
      if (attempt.written && name === 'settle') noteFree(ledger, settlement, nowMs);
      return attempt;
    });
  };

  const post = (message: Message, accessToken: string): Promise<SendOutcome> => {
    const note = (isAccepted: boolean) => {
      const credit = ledgerOf(ledger, message);
      const confirm = credit.claims[sendId]?.confirm ?? 0;
      const { name } = thread;
      const made = { sendId, process: name, confirm, isProbe, isAccepted, heard: undefined };
      const broken = brokenByPost(credit, made, rules.policy);
      credit.posts.push(made);
      if (broken !== undefined) breaks(ledger, broken);
      if (world.wechat.tokenExpiryMs(accessToken) <= world.nowMs) {
        breaks(ledger, `I7: ${name} used an access_token past its end`);
      }
    };
    return threads.call<SendOutcome>(
      thread,
      'post',
      rules.moods ? moodyPost : plainPost,
      () => {
        const errcode = world.wechat.post(message, accessToken);
        note(errcode === 0);
        return answered(errcode);
      },
      ({ runs, ends }, answer) => {
        // a process that died before its POST has not made it
        if (!runs && ends === 'dies') return;
        if (!runs) note(false);
        const made = ledgerOf(ledger, message).posts.at(-1);
        if (made !== undefined && ends === 'returns') made.heard = heardFrom(answer as SendOutcome);
      },
    );
  };

  return {
    credits: {
      record: (consent) =>
        write('record', consent, async () => {
          const attempt = await credits.record(consent);
          if (attempt.written) noteConsent(ledger, consent, consent.ticket, consent.confirmedAtMs);
          return attempt;
        }),
      claim: (claim, forget) => {
        sendId = claim.sendId;
        return write('claim', claim, async (isLate) => {
          const attempt = await credits.claim(claim, forget);
          if (!attempt.written) return attempt;
          const broken = brokenByClaim(ledgerOf(ledger, claim), claim);
          if (broken !== undefined) breaks(ledger, broken);
          noteClaim(ledger, claim, forget, {
            isLate,
            isAnswered: isAnswered || thread.status !== 'alive',
            process: thread,
          });
          return attempt;
        });
      },
      settle: settle('settle'),
      settleLate: settle('settleLate'),
      release: (send) => {
        const { nowMs } = world;
        return write('release', send, async () => {
          const attempt = await credits.release(send);
          if (attempt.written) {
            noteEnd(ledger, send, 'released');
            noteFree(ledger, send, nowMs);
          }
          return attempt;
        });
      },
      reopen: (send, nowMs, leaseUntilMs) => {
        sendId = send.sendId;
        isProbe = true;
        return write('reopen', send, async () => {
          const attempt = await credits.reopen(send, nowMs, leaseUntilMs);
          const broken =
            attempt.written && brokenByReopening(ledgerOf(ledger, send), send.sendId, nowMs);
          if (broken) breaks(ledger, broken);
          return attempt;
        });
      },
      resolve: (resolution) =>
        write('resolve', resolution, async () => {
          const attempt = await credits.resolve(resolution);
          if (attempt.written) {
            noteResolution(ledger, resolution, thread.name);
            if (!resolution.delivered) noteFree(ledger, resolution, resolution.nowMs);
          }
          return attempt;
        }),
      resolveSuperseded: (resolution) =>
        write('resolveSuperseded', resolution, async () => {
          const attempt = await credits.resolveSuperseded(resolution);
          if (attempt.written) noteResolution(ledger, resolution, thread.name);
          return attempt;
        }),
      find: (key) => threads.call(thread, 'find', failing, () => credits.find(key)),
      list: (openid) => threads.call(thread, 'list', failing, () => credits.list(openid)),
      erase: (erasure, ttlSeconds) =>
        threads.call(thread, 'erase', writes, async (isLate) => {
          const attempt = await credits.erase(erasure, ttlSeconds);
          if (attempt.written) noteErasure(ledger, erasure, isLate ? erasure.ticket : undefined);
          return attempt;
        }),
    },
    wechat: {
      recall,
      connect: async () => {
        const connection = await threads.call<WechatConnection>(
          thread,
          'connect',
          failing,
          () => ({ send: post }),
          undefined,
          !rules.isConnectingSlow,
        );
        return rules.alterations.alterConnection?.(connection) ?? connection;
      },
    },
  };
};
