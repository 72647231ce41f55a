import type { AccountInput } from './accounts.ts';
import { completeAccount } from './accounts.ts';
import { type Journal, noJournal, openJournal, readJournal } from './journal.ts';
import type { UserInput } from './users.ts';
import { apply, type Change, forgetOldTokens, initialWorld, type World } from './world.ts';

/** The world, changed in one place: written down first, then applied, then told. */
export type Store = {
  readonly world: World;
  readonly commit: (changes: readonly Change[]) => void;
  /** Calls back after every commit, until the returned function is called. */
  readonly watch: (listener: () => void) => () => void;
  readonly close: () => void;
};

export type StoreOptions = {
  readonly accounts?: readonly AccountInput[] | undefined;
  readonly users?: readonly UserInput[] | undefined;
  readonly journalFile?: string | undefined;
  readonly now: () => number;
};

export function openStore({ accounts, users, journalFile, now }: StoreOptions): Store {
  const input = { accounts, users };
  const world = (journalFile && readJournal(journalFile, input)) || initialWorld(input);
  // Accounts are configuration: what the caller says now wins over what the journal remembers.
  for (const account of accounts ?? [])
    world.accounts.set(account.appid, completeAccount(account, world.accounts.get(account.appid)));
  for (const [openid, user] of initialWorld(input).users)
    if (!world.users.has(openid)) world.users.set(openid, user);
  forgetOldTokens(world, now() + world.clockOffsetMs);

  const journal: Journal = journalFile ? openJournal(journalFile, world) : noJournal;
  const listeners = new Set<() => void>();
  return {
    world,
    commit(changes) {
      if (changes.length === 0) return;
      journal.append(changes);
      for (const change of changes) apply(world, change, input);
      for (const listener of listeners) listener();
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => journal.close(),
  };
}
