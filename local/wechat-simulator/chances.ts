import type { World } from './world.ts';

/** The right to send one message (一次机会). Its key is (appid, openid, scene). */
export type Chance = {
  readonly appid: string;
  readonly openid: string;
  readonly scene: number;
  /** Messages that may still be sent: 0 or 1, unless confirms are set to accumulate. */
  readonly left: number;
  readonly confirmedAt: number;
};

/** What the user tapped on the confirm page. */
export type Decision = {
  readonly at: number;
  readonly appid: string;
  readonly openid: string;
  readonly scene: number;
  readonly action: 'confirm' | 'cancel';
  readonly location: string;
};

export type ChanceId = Pick<Chance, 'appid' | 'openid' | 'scene'>;

export function chanceKey({ appid, openid, scene }: ChanceId): string {
  return `${appid} ${openid} ${scene}`;
}

/** The chance, if a message may be sent with it now. */
export function liveChance(world: World, id: ChanceId, nowMs: number): Chance | null {
  const chance = world.chances.get(chanceKey(id));
  if (chance === undefined || chance.left === 0) return null;
  const seconds = world.assumptions.chanceLifetimeSeconds;
  if (seconds !== null && nowMs >= chance.confirmedAt + seconds * 1000) return null;
  return chance;
}

/**
 * Official: confirms of one user and scene do not accumulate, one message may be sent
 * (同一用户在同一scene场景值下的多次授权不累积, One-time_subscription_info.html).
 */
export function confirmed(world: World, id: ChanceId, nowMs: number): Chance {
  const live = liveChance(world, id, nowMs);
  if (live === null) return { ...id, left: 1, confirmedAt: nowMs };
  switch (world.assumptions.confirmingUnusedChance) {
    case 'nothing':
      return live;
    case 'restartsLifetime':
      return { ...live, confirmedAt: nowMs };
    case 'accumulates':
      return { ...live, left: live.left + 1, confirmedAt: nowMs };
  }
}

export function cancelled(world: World, id: ChanceId, nowMs: number): Chance | null {
  const live = liveChance(world, id, nowMs);
  return live !== null && world.assumptions.cancelRevokesChance ? { ...live, left: 0 } : null;
}

export function consumed(chance: Chance): Chance {
  return { ...chance, left: chance.left - 1 };
}
