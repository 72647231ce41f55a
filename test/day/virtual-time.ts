type Wake = { readonly atMs: number; readonly order: number; wake: (() => void) | undefined };

export type VirtualTime = ReturnType<typeof virtualTime>;

/**
 * Time that passes only from one event to the next. Whatever an event sets going runs until it
 * waits for another event, so a run is the same each time.
 */
export const virtualTime = (startMs: number) => {
  const queue: Wake[] = [];
  let currentMs = startMs;
  let made = 0;
  let events = 0;

  const isBefore = (one: Wake, other: Wake) =>
    one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

  /** A binary heap: the earliest first, and of one time the one that was asked for first. */
  const push = (item: Wake) => {
    let place = queue.push(item) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = queue[above];
      if (parent === undefined || isBefore(parent, item)) break;
      queue[place] = parent;
      place = above;
    }
    queue[place] = item;
  };
  const pop = (): Wake | undefined => {
    const [first] = queue;
    const last = queue.pop();
    if (last === undefined || queue.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [one, other] = [queue[left], queue[left + 1]];
      if (one === undefined) break;
      const isLeft = other === undefined || isBefore(one, other);
      const child = isLeft ? one : other;
      if (isBefore(last, child)) break;
      queue[place] = child;
      place = isLeft ? left : left + 1;
    }
    queue[place] = last;
    return first;
  };

  /** @returns a function that calls it off */
  const at = (atMs: number, wake: () => void): (() => void) => {
    made += 1;
    const item: Wake = { atMs: Math.max(atMs, currentMs), order: made, wake };
    push(item);
    return () => {
      item.wake = undefined;
    };
  };

  return {
    now: () => currentMs,
    at,
    sleep: (ms: number): Promise<void> =>
      new Promise((resolve) => void at(currentMs + ms, resolve)),
    /** How many events there were. */
    events: () => events,
    /** Until nothing is left to happen; `afterEach` may throw to end it. */
    run: async (afterEach: () => void): Promise<void> => {
      for (let next = pop(); next !== undefined; next = pop()) {
        if (next.wake === undefined) continue;
        currentMs = next.atMs;
        events += 1;
        next.wake();
        await new Promise<void>((resolve) => setImmediate(resolve));
        afterEach();
      }
    },
  };
};
