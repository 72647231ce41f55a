import fc from 'fast-check';
import { assurances } from '../../src/domain/assurance.ts';
import { rememberedKeys } from '../../src/domain/credit.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';

/**
 * What somebody wants to do, in terms of what is stored when it is done: "the last send", "a moment
 * before its lease ends". Drawn at random alone, most calls would be refused for the dullest reason.
 */
export type Intention = {
  readonly name: keyof CreditStore;
  readonly person: number;
  readonly scene: number;
  readonly ticket: 'next' | 'same' | 'older';
  readonly send: 'last' | 'other send' | 'other key' | 'new';
  /** By which it says that it holds the credit. */
  readonly lease: 'own' | 'other';
  readonly number: number;
  readonly order: 'next' | 'last' | 'early';
  readonly moment: 'soon' | 'lease' | 'lifetime';
  /** Off the moment, in ms. */
  readonly off: number;
  readonly lifetime: boolean;
  readonly delivered: boolean;
  readonly outcome: 'sent' | 'no_chance' | 'refused' | 'unknown';
  readonly errcode: number | undefined;
  readonly callerState: string | undefined;
  readonly assurance: (typeof assurances)[number];
  readonly forget: readonly number[];
};

const often = <T>(weights: readonly (readonly [number, T])[]) =>
  fc.oneof(...weights.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

const intentions: fc.Arbitrary<Intention> = fc.record({
  name: often<Intention['name']>([
    [20, 'record'],
    [24, 'claim'],
    [16, 'settle'],
    [5, 'settleLate'],
    [5, 'release'],
    [8, 'reopen'],
    [8, 'resolve'],
    [6, 'resolveSuperseded'],
    [2, 'find'],
    [2, 'list'],
    [3, 'erase'],
  ]),
  person: often([
    [9, 0],
    [1, 1],
  ]),
  scene: often([
    [8, 0],
    [1, 1],
    [1, 2],
  ]),
  ticket: often<Intention['ticket']>([
    [8, 'next'],
    [1, 'same'],
    [1, 'older'],
  ]),
  send: often<Intention['send']>([
    [12, 'last'],
    [1, 'other send'],
    [1, 'other key'],
    [1, 'new'],
  ]),
  lease: often<Intention['lease']>([
    [12, 'own'],
    [1, 'other'],
  ]),
  order: often<Intention['order']>([
    [14, 'next'],
    [1, 'last'],
    [1, 'early'],
  ]),
  // those beyond the first few are new when the memory is full of the others
  number: fc.oneof(
    { weight: 3, arbitrary: fc.nat(5) },
    { weight: 1, arbitrary: fc.integer({ min: rememberedKeys - 1, max: rememberedKeys + 2 }) },
  ),
  moment: often<Intention['moment']>([
    [3, 'soon'],
    [4, 'lease'],
    [1, 'lifetime'],
  ]),
  off: fc.constantFrom(-1, 0, 0, 1),
  lifetime: fc.boolean(),
  delivered: fc.boolean(),
  outcome: often<Intention['outcome']>([
    [1, 'sent'],
    [1, 'no_chance'],
    [1, 'refused'],
    [3, 'unknown'],
  ]),
  errcode: fc.constantFrom(undefined, 0, -1, 43101),
  callerState: fc.constantFrom(undefined, '', 'class_id=123', '课程=7&x=%20'),
  assurance: fc.constantFrom(...assurances),
  forget: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
});

const first: Intention = {
  name: 'record',
  person: 0,
  scene: 0,
  ticket: 'next',
  send: 'last',
  lease: 'own',
  number: 0,
  order: 'next',
  moment: 'lease',
  off: 0,
  lifetime: false,
  delivered: false,
  outcome: 'unknown',
  errcode: undefined,
  callerState: undefined,
  assurance: 'browser',
  forget: [],
};
const recorded = [first];
const claimed: readonly Intention[] = [...recorded, { ...first, name: 'claim' }];

/** What was there before: without it, most sequences would never get far. */
const beginnings = often<readonly Intention[]>([
  [2, []],
  [6, recorded],
  [12, claimed],
  [9, [...claimed, { ...first, name: 'settle' }]],
  // all the keys that can be remembered, but for one
  [
    1,
    Array.from({ length: rememberedKeys - 1 }, (_, number) =>
      claimed.map((intention) => ({ ...intention, number })),
    ).flat(),
  ],
]);

/** A look at all that is stored. */
const looks: readonly Intention[] = [0, 1].flatMap((person): readonly Intention[] => [
  { ...first, name: 'list', person },
  { ...first, name: 'find', person },
]);

/** What a sequence of calls is meant to do, with a look at all that is stored at its end. */
export const sequences: fc.Arbitrary<readonly Intention[]> = fc
  .tuple(beginnings, fc.array(intentions, { minLength: 1, maxLength: 20, size: 'max' }))
  .map(([beginning, steps]) => [...beginning, ...steps, ...looks]);
