import type { Door } from '../../src/domain/ticket.ts';
import { newPromise, type Promised } from './promise.ts';

export type Person = {
  readonly openid: string;
  readonly rejects: boolean;
  /** What their browser keeps of ours. */
  cookie: string | undefined;
};

export type Link = {
  /** Counts links: a later one is newer. */
  readonly order: number;
  readonly url: string;
  readonly door: Door;
  readonly scene: number;
  readonly returnName: string;
  readonly callerState: string | undefined;
  readonly owner: Person;
  readonly isBound: boolean;
  readonly verifier: string | undefined;
  readonly kid: string;
  readonly expiresAtMs: number;
};

/** What the browser brings back from WeChat. */
export type Callback = {
  readonly link: Link;
  /** Who tapped. */
  readonly person: Person;
  readonly action: 'confirm' | 'cancel';
  readonly url: URL;
  /** Whether the browser has lost its cookie, or the page its verifier. */
  readonly isForgetful: boolean;
};

export type Receipt = {
  readonly text: string;
  readonly sealedAtMs: number;
  readonly shows: Readonly<Record<string, unknown>>;
};

export type Sent = {
  readonly key: string;
  readonly openid: string;
  readonly scene: number;
  readonly title: string;
};

/** The model of one run: the promise, and what its people have in their hands. */
export type World = {
  readonly promise: Promised;
  readonly people: readonly [Person, Person, Person];
  readonly links: Link[];
  readonly callbacks: Callback[];
  readonly receipts: Receipt[];
  readonly sent: Sent[];
  /** Claims that were counted, and whose end has not been. */
  open: number;
  commands: number;
};

export const scenes = [1001, 1002] as const;

export const newWorld = (creditLifetimeMs: number | undefined): World => {
  const person = (n: number, rejects = false): Person => ({
    openid: `oModelUser${String(n).padStart(18, '0')}`,
    rejects,
    cookie: undefined,
  });
  return {
    promise: newPromise(creditLifetimeMs),
    people: [person(1), person(2), person(3, true)],
    links: [],
    callbacks: [],
    receipts: [],
    sent: [],
    open: 0,
    commands: 0,
  };
};

/** The nth of a list that has grown meanwhile, counted from its newest. */
export const fromNewest = <T>(list: readonly T[], n: number): T => {
  const found = list[list.length - 1 - (n % list.length)];
  if (found === undefined) throw new Error('the list is empty');
  return found;
};

/** @throws Error saying what was promised and what came */
export const expectSame = (what: string, got: unknown, wanted: unknown): void => {
  const [shown, expected] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (shown !== expected) throw new Error(`${what}: promised ${expected}, got ${shown}`);
};

export const cookiesOf = ({ cookie }: Person): readonly string[] =>
  cookie === undefined ? [] : [cookie];
