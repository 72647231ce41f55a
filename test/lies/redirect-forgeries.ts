import { parseScene } from '../../src/domain/scene.ts';
import type { EventParts } from '../support/http-events.ts';
import {
  atRedirectDoor,
  atRelayDoor,
  type Fields,
  type Genuine,
  queryOf,
  redirectParts,
} from './callbacks.ts';
import { forgedFields } from './forged-fields.ts';
import { forgedQueries, forgedStates } from './forged-queries.ts';
import { forgedReserved, type Named } from './forged-reserved.ts';
import { alice, type TwoDoors } from './two-doors.ts';

/** The link that the forgeries are of. */
export const asked = { scene: 1001, target: 'plain', state: 'class_id=123' };

/** A request to `GET /consent/{state+}`. */
export type Variant = readonly [name: string, parts: EventParts];

const withFields = (genuine: Genuine, changes: Fields): EventParts =>
  redirectParts(genuine, { query: queryOf({ ...genuine.fields, ...changes }) });

/** Tickets that are ours, of other links. */
const otherTickets = async (doors: TwoDoors): Promise<readonly Named[]> =>
  Promise.all(
    Object.entries({
      'a link of another scene': atRedirectDoor(doors, { ...asked, scene: 1002 }),
      'a link of another state': atRedirectDoor(doors, { ...asked, state: 'class_id=124' }),
      'a link of another target': atRedirectDoor(doors, { ...asked, target: 'query' }),
      'a bound link of another scene': atRedirectDoor(doors, {
        ...asked,
        scene: 1002,
        boundTo: alice,
      }),
      'a link of the relay door': atRelayDoor(doors, asked),
      'a bound link of the relay door': atRelayDoor(doors, { ...asked, boundTo: alice }),
    }).map(async ([name, link]) => [name, (await link).fields.reserved] as const),
  );

/** Everything but the seal taken from another link of the same person, in every mixture. */
const mixtures = (a: Genuine, b: Genuine): readonly Variant[] =>
  Array.from({ length: 14 }, (_, n) => n + 1).map((bits) => {
    const from = (bit: number) => ((bits >> bit) & 1 ? b : a);
    const parts = redirectParts(a, {
      query: queryOf({
        ...a.fields,
        reserved: from(0).fields.reserved,
        scene: from(1).fields.scene ?? '',
      }),
      state: from(2).state,
      cookies: from(3).cookies,
    });
    return [`mixture ${bits.toString(2).padStart(4, '0')} of two links`, parts];
  });

/** Links of the relay door seal no path, so at this door only their kind gives them away. */
const fromRelay = async (doors: TwoDoors): Promise<readonly Variant[]> => {
  const open = await atRelayDoor(doors, asked);
  const bound = await atRelayDoor(doors, { ...asked, boundTo: alice });
  return ['', '/'].flatMap((state): readonly Variant[] => [
    [`a bound relay link at ${state}`, redirectParts(bound, { state })],
    [
      `a relay link at ${state}, its verifier as the cookie`,
      redirectParts(open, {
        state,
        cookies: [`__Host-yici-${open.verifier?.slice(0, 8)}=${open.verifier}`],
      }),
    ],
  ]);
};

/** Callbacks that are made of this one and that we did not seal, or not so. */
export const forgeries = async (doors: TwoDoors, genuine: Genuine): Promise<readonly Variant[]> => {
  const sealed = { scene: parseScene(1001), pathState: genuine.state };
  const reserved = forgedReserved(genuine.fields.reserved, await otherTickets(doors), sealed);
  const other = await atRedirectDoor(doors, { scene: 1002, target: 'query', state: 'other' });
  return [
    ...reserved.map(
      ([name, value]): Variant => [`reserved ${name}`, withFields(genuine, { reserved: value })],
    ),
    ...forgedFields.map(
      ({ name, value }): Variant => [
        `${name} ${JSON.stringify(value)?.slice(0, 60)}`,
        redirectParts(genuine, {
          query: queryOf(
            Object.fromEntries(
              Object.entries({ ...genuine.fields, [name]: value }).filter(
                ([, each]) => each !== undefined,
              ),
            ),
          ),
        }),
      ],
    ),
    [
      'openid missing',
      redirectParts(genuine, { query: queryOf(genuine.fields).replace(/^openid=[^&]*&/, '') }),
    ],
    ['openid empty', withFields(genuine, { openid: '' })],
    ['reserved empty', withFields(genuine, { reserved: '' })],
    ...forgedQueries(genuine).map(
      ([name, query]): Variant => [name, redirectParts(genuine, { query })],
    ),
    ...forgedStates(genuine.state).map(
      ([name, state]): Variant => [`state ${name}`, redirectParts(genuine, { state })],
    ),
    ...(await fromRelay(doors)),
    // of the two whole links a cookie alone may be exchanged: that is another browser, not a forgery
    ...mixtures(genuine, other).filter(([name]) => !/ (1000|0111) /.test(name)),
  ];
};
