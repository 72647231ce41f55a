/**
 * What must hold, in the words of the promise and with nothing of how it is kept: for each user and
 * scene which link was confirmed last, whether that confirm is still to be used, and what each
 * Idempotency-Key was told.
 */

/** As the documentation has it: a send on its way holds its credit for at most this long. */
const sendHoldsForMs = 50_000;
const keyLivesForMs = 24 * 3_600_000;
const mostKeys = 64;

/** What a caller was told, as far as a repeat must tell the same. */
export type Told = {
  readonly status: number;
  readonly code?: string | undefined;
  readonly sendId?: string | undefined;
  readonly errcode?: number | undefined;
};

type Key = {
  readonly text: string;
  readonly title: string;
  readonly claimedAtMs: number;
  sendId: string | undefined;
  /** Undefined while nobody has been told and the outcome is not written down. */
  told: Told | undefined;
};

export type CreditState =
  | 'none'
  | 'available'
  | 'sending'
  | 'unknown'
  | 'spent'
  | 'void'
  | 'expired';

type Credit = {
  /** Survives erasure, so that an old link cannot bring a credit back. */
  lastLink: number;
  isErased: boolean;
  /** Confirmed since the last claim. */
  isConfirmed: boolean;
  confirmedAtMs: number;
  assurance: string;
  callerState: string | undefined;
  /** All that ever counted. */
  confirms: number;
  /** How the last send ended; `open`: nobody could say. */
  last: 'none' | 'open' | 'sent' | 'void' | 'unknown' | 'not_delivered';
  holdsUntilMs: number;
  lastKey: string;
  keys: Map<string, Key>;
};

export type Confirm = {
  readonly link: number;
  readonly nowMs: number;
  readonly assurance: string;
  readonly callerState: string | undefined;
};

export type SendExpected =
  | { readonly kind: 'told'; readonly told: Told }
  /** A repeat of a key whose send died: unknown, and its id is not known to the caller yet. */
  | { readonly kind: 'claims' };

export const newPromise = (creditLifetimeMs: number | undefined) => {
  const credits = new Map<string, Credit>();
  const idOf = (openid: string, scene: number) => `${openid}/${scene}`;
  const find = (openid: string, scene: number): Credit | undefined =>
    credits.get(idOf(openid, scene));
  const existing = (openid: string, scene: number): Credit | undefined => {
    const credit = find(openid, scene);
    return credit?.isErased === false ? credit : undefined;
  };
  const required = (openid: string, scene: number): Credit => {
    const credit = existing(openid, scene);
    if (credit === undefined) throw new Error('the promise knows of no such credit');
    return credit;
  };
  const isHeld = (credit: Credit, nowMs: number) =>
    credit.last === 'open' && credit.holdsUntilMs > nowMs;
  const isUnknown = (credit: Credit, nowMs: number) =>
    credit.last === 'unknown' || (credit.last === 'open' && !isHeld(credit, nowMs));

  const stateOf = (openid: string, scene: number, nowMs: number): CreditState => {
    const credit = existing(openid, scene);
    if (credit === undefined) return 'none';
    if (isHeld(credit, nowMs)) return 'sending';
    if (credit.isConfirmed) {
      const ends = credit.confirmedAtMs + (creditLifetimeMs ?? Number.POSITIVE_INFINITY);
      return ends > nowMs ? 'available' : 'expired';
    }
    if (isUnknown(credit, nowMs)) return 'unknown';
    return credit.last === 'sent' ? 'spent' : 'void';
  };

  const liveKeys = (credit: Credit, nowMs: number) =>
    [...credit.keys].filter(([, { claimedAtMs }]) => claimedAtMs + keyLivesForMs > nowMs);

  return {
    find: existing,
    stateOf,
    confirmsOf: (openid: string, scene: number) => find(openid, scene)?.confirms ?? 0,
    creditsOf: (openid: string, scenes: readonly number[]) =>
      scenes.filter((scene) => existing(openid, scene) !== undefined),

    /** What a genuine confirm in time and in the right hands answers. */
    expectConfirm: (openid: string, scene: number, link: number) => {
      const credit = find(openid, scene);
      if (credit === undefined || link > credit.lastLink) return 'confirmed';
      if (link < credit.lastLink || credit.isErased) return 'expired';
      return credit.isConfirmed ? 'confirmed' : 'used';
    },
    /** It counts, unless this link has been counted already. */
    confirm: (openid: string, scene: number, { link, nowMs, ...confirm }: Confirm): void => {
      const before = find(openid, scene);
      if (before !== undefined && link <= before.lastLink) return;
      const kept = before?.isErased === false ? before : undefined;
      credits.set(idOf(openid, scene), {
        last: 'none',
        holdsUntilMs: 0,
        lastKey: '',
        keys: new Map(),
        ...kept,
        ...confirm,
        isErased: false,
        lastLink: link,
        isConfirmed: true,
        confirmedAtMs: nowMs,
        confirms: (before?.confirms ?? 0) + 1,
      });
    },

    expectSend: (
      openid: string,
      scene: number,
      key: string,
      text: string,
      nowMs: number,
    ): SendExpected => {
      const told = (status: number, code: string): SendExpected => ({
        kind: 'told',
        told: { status, code },
      });
      const credit = existing(openid, scene);
      if (credit === undefined) return told(409, 'no_credit');
      const known = credit.keys.get(key);
      if (known !== undefined) {
        if (known.text !== text) return told(422, 'key_reused');
        if (known.told !== undefined) return { kind: 'told', told: known.told };
        return isHeld(credit, nowMs) && credit.lastKey === key
          ? told(409, 'credit_in_flight')
          : { kind: 'told', told: { status: 202, sendId: known.sendId } };
      }
      const state = stateOf(openid, scene, nowMs);
      if (state === 'sending') return told(409, 'credit_in_flight');
      if (state === 'unknown') return told(409, 'credit_unknown');
      if (state !== 'available') return told(409, 'no_credit');
      return liveKeys(credit, nowMs).length >= mostKeys
        ? told(429, 'too_many_keys')
        : { kind: 'claims' };
    },
    /** A send has taken the credit: all confirms so far are used. */
    claim: (
      openid: string,
      scene: number,
      key: string,
      sent: { readonly text: string; readonly title: string; readonly nowMs: number },
    ): void => {
      const credit = required(openid, scene);
      const { nowMs, ...words } = sent;
      if (credit.keys.size >= mostKeys) credit.keys = new Map(liveKeys(credit, nowMs));
      credit.isConfirmed = false;
      credit.last = 'open';
      credit.holdsUntilMs = nowMs + sendHoldsForMs;
      credit.lastKey = key;
      credit.keys.set(key, { ...words, claimedAtMs: nowMs, sendId: undefined, told: undefined });
    },
    settle: (
      openid: string,
      scene: number,
      last: 'sent' | 'void' | 'unknown',
      told: Told | undefined,
    ): void => {
      const credit = required(openid, scene);
      const key = credit.keys.get(credit.lastKey);
      credit.last = last;
      if (key === undefined) throw new Error('a send without its key');
      key.told = told;
      key.sendId = told?.sendId ?? key.sendId;
    },
    /** The send has died; its id shows in the credit. */
    learnSendId: (openid: string, scene: number, sendId: string): void => {
      const credit = required(openid, scene);
      const key = credit.keys.get(credit.lastKey);
      if (key !== undefined) key.sendId = sendId;
    },
    /** Certainly not sent: as before the claim. */
    release: (openid: string, scene: number): void => {
      const credit = required(openid, scene);
      credit.keys.delete(credit.lastKey);
      credit.isConfirmed = true;
      credit.last = 'none';
    },
    lastSend: (openid: string, scene: number) => {
      const credit = existing(openid, scene);
      return credit === undefined ? undefined : credit.keys.get(credit.lastKey);
    },
    /** An operator's word; whether it is taken. */
    resolve: (openid: string, scene: number, delivered: boolean, nowMs: number): boolean => {
      const credit = required(openid, scene);
      const wanted = delivered ? 'sent' : 'not_delivered';
      if (credit.last === wanted) return true;
      if (!isUnknown(credit, nowMs)) return false;
      const key = credit.keys.get(credit.lastKey);
      credit.last = wanted;
      if (delivered) {
        if (key !== undefined) key.told = { status: 200, sendId: key.sendId };
      } else if (credit.isConfirmed) {
        if (key !== undefined) key.told = { status: 409, code: 'no_credit' };
      } else {
        credit.isConfirmed = true;
        credit.keys.delete(credit.lastKey);
      }
      return true;
    },
    erase: (openid: string): number => {
      let erased = 0;
      for (const [id, credit] of credits) {
        if (!id.startsWith(`${openid}/`) || credit.isErased) continue;
        credit.isErased = true;
        credit.isConfirmed = false;
        erased += 1;
      }
      return erased;
    },
  };
};

export type Promised = ReturnType<typeof newPromise>;
