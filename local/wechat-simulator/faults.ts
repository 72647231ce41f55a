import type { Quirks } from './quirks.ts';
import type { Change, World } from './world.ts';

/**
 * What may go wrong with a request. `effect` says whether the call does its work all the same
 * (a message is delivered although the answer says otherwise). `delayMs` may be added to each.
 */
export type Fault = { readonly delayMs?: number } & (
  | { readonly errcode: number; readonly errmsg?: string; readonly effect?: boolean }
  | { readonly status: number; readonly body?: string; readonly effect?: boolean }
  | { readonly html: true | string; readonly effect?: boolean }
  | { readonly half: true; readonly effect?: boolean }
  | { readonly drop: 'before' | 'after' }
  | { readonly quirks: Partial<Quirks> }
  | { readonly delayMs: number }
);

export type FaultRule = {
  readonly id: number;
  /** A path, or its beginning followed by `*`. */
  readonly path: string;
  /** How many requests it still meets. */
  readonly times: number | 'always';
  /** How many matching requests pass unharmed first. */
  readonly skip: number;
  readonly fault: Fault;
};

export const confirmPath = '/mp/subscribemsg';

/** The fault for a request to this path, if one is set, and what is left of the rules then. */
export function takeFault(
  world: World,
  path: string,
  wanted: (fault: Fault) => boolean = () => true,
): { readonly fault: Fault | null; readonly changes: readonly Change[] } {
  const changes: Change[] = [];
  for (const rule of world.faults) {
    if (!matches(rule.path, path) || !wanted(rule.fault)) continue;
    if (rule.skip > 0) {
      changes.push({ kind: 'faultSaved', rule: { ...rule, skip: rule.skip - 1 } });
      continue;
    }
    return { fault: rule.fault, changes: [...changes, ...used(rule)] };
  }
  return { fault: null, changes };
}

/** Whether the request is worked on although it meets this fault. */
export function takesEffect(fault: Fault | null): boolean {
  if (fault === null) return true;
  if ('drop' in fault) return fault.drop === 'after';
  if ('half' in fault) return fault.effect ?? true;
  if ('errcode' in fault || 'status' in fault || 'html' in fault) return fault.effect ?? false;
  return true;
}

/** Callback quirks are met by the tap on the confirm page, all other faults by requests. */
export function isQuirkFault(fault: Fault): fault is Fault & { quirks: Partial<Quirks> } {
  return 'quirks' in fault;
}

function used(rule: FaultRule): Change[] {
  if (rule.times === 'always') return [];
  if (rule.times === 1) return [{ kind: 'faultsRemoved', ids: [rule.id] }];
  return [{ kind: 'faultSaved', rule: { ...rule, times: rule.times - 1 } }];
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
