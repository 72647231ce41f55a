import { Unavailable } from '../../src/domain/errors.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';
import type { ConnectedHost, Exchange } from '../../src/wechat/http.ts';
import type { Wechat } from './wechat.ts';

/** What becomes of one call to the credits table. `after`: written, and its answer lost. */
export type StoreFault = 'ok' | 'before' | 'after';

/** What becomes of one request to WeChat. `crash`: the process dies, before or after WeChat acts. */
export type PostFault =
  | { readonly kind: 'ok' | 'refused' | 'lost_before' | 'lost_after' | 'garbage' | 'http_502' }
  | { readonly kind: 'crash_before' | 'crash_after' }
  | { readonly kind: 'errcode'; readonly errcode: number };

/** Faults of the calls to come, in their order; when they are used up all is well. */
export type FaultPlan = {
  readonly store: readonly StoreFault[];
  readonly posts: readonly PostFault[];
  readonly tokenCalls: readonly PostFault[];
};

export const noFaults: FaultPlan = { store: [], posts: [], tokenCalls: [] };

/** A store that fails by plan, at each of its calls. */
export const planned = (real: CreditStore, next: () => StoreFault): CreditStore => {
  const around =
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const fault = next();
      if (fault === 'before') throw new Unavailable('throttled');
      const result = await call(...args);
      if (fault === 'after') throw new Unavailable('the answer was lost');
      return result;
    };
  return {
    record: around(real.record),
    claim: around(real.claim),
    settle: around(real.settle),
    settleLate: around(real.settleLate),
    release: around(real.release),
    reopen: around(real.reopen),
    resolve: around(real.resolve),
    resolveSuperseded: around(real.resolveSuperseded),
    find: around(real.find),
    list: around(real.list),
    erase: around(real.erase),
  };
};

/** One request to WeChat under one fault. A crash never answers; `onCrash` hears of it. */
export const exchangeUnder = (
  fault: PostFault,
  wechat: Wechat,
  request: Parameters<ConnectedHost['exchange']>[0],
  onCrash: () => void,
): Promise<Exchange> => {
  const answered = (httpStatus: number, body: string): Promise<Exchange> =>
    Promise.resolve({ status: 'answered', httpStatus, body });
  const crash = (): Promise<Exchange> => {
    onCrash();
    return new Promise(() => {});
  };
  switch (fault.kind) {
    case 'refused':
      return Promise.resolve({ status: 'not_sent' });
    case 'lost_before':
      return Promise.resolve({ status: 'lost' });
    case 'crash_before':
      return crash();
    case 'http_502':
      return answered(502, '<html>Bad Gateway</html>');
    case 'errcode': {
      const { httpStatus, body } = wechat.answer(request, fault.errcode);
      return answered(httpStatus, body);
    }
    case 'ok':
    case 'lost_after':
    case 'garbage':
    case 'crash_after': {
      const { httpStatus, body } = wechat.answer(request);
      if (fault.kind === 'ok') return answered(httpStatus, body);
      if (fault.kind === 'garbage') return answered(200, body.slice(0, -1));
      return fault.kind === 'crash_after' ? crash() : Promise.resolve({ status: 'lost' });
    }
  }
};
