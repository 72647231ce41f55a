import { parameterNames } from './functions.ts';

type Key = { readonly kid: string; readonly secret: string; readonly signsFromMs: number };

/** A key is published for longer than any copy of the ring lives before it signs. */
const publishedBeforeMs = 10 * 60_000;

/** The operator who rotates the sealing keys, by the book. */
export const keyAdmin = (
  parameters: Map<string, string>,
  startMs: number,
  newSecret: () => Buffer,
) => {
  let made = 0;
  const newKey = (signsFromMs: number): Key => {
    made += 1;
    return {
      kid: (made % 256).toString(16).padStart(2, '0'),
      secret: newSecret().toString('base64'),
      signsFromMs,
    };
  };
  let keys: readonly Key[] = [newKey(startMs - 86_400_000)];
  const signsFromMs = new Map<string, number>();
  const retiredAtMs = new Map<string, number>();

  const store = () => {
    for (const key of keys) signsFromMs.set(key.kid, key.signsFromMs);
    const shown = keys.map(({ kid, secret, signsFromMs: fromMs }) => ({
      kid,
      secret,
      signsFrom: new Date(fromMs).toISOString(),
    }));
    parameters.set(parameterNames.keys, JSON.stringify({ keys: shown }));
  };
  store();

  return {
    /** When each key that ever was may sign from. */
    signsFromMs,
    /** When each key that is gone was taken out. */
    retiredAtMs,
    publish: (nowMs: number) => {
      keys = [...keys, newKey(nowMs + publishedBeforeMs)];
      store();
    },
    /** Takes out all keys that a newer one has followed, as after a leak; says whether there were any. */
    retire: (nowMs: number): boolean => {
      const signing = keys.filter(({ signsFromMs: fromMs }) => fromMs <= nowMs);
      const newest = signing.at(-1);
      const old = signing.slice(0, -1);
      if (newest === undefined || old.length === 0) return false;
      for (const { kid } of old) retiredAtMs.set(kid, nowMs);
      keys = keys.filter((key) => !old.includes(key));
      store();
      return true;
    },
  };
};
