import { openReceipt } from '../../src/domain/receipt.ts';
import { json, problem } from '../../src/entry/answer.ts';
import { readBody } from '../../src/entry/body.ts';
import { type HttpHandler, httpHandler } from '../../src/entry/http.ts';
import type { Log } from '../../src/entry/log.ts';
import type { ReadKeyRing } from '../../src/use-cases/ports.ts';
import { receiptRequest } from './schema.ts';

export type Deps = {
  readonly appid: string;
  readonly keyRing: ReadKeyRing;
  readonly log: Log;
  readonly now: () => number;
};

/**
 * `POST /v1/receipts`: what was confirmed. No write, no state, repeatable while the receipt lives.
 * Below the assurance `openid` the openid is what the browser said: no login.
 */
export const createHandler = (deps: Deps): HttpHandler =>
  httpHandler(deps, async ({ body, log }) => {
    const { receipt } = readBody(receiptRequest, body);
    const opened = openReceipt(await deps.keyRing(), deps.appid, receipt, deps.now());
    switch (opened.status) {
      case 'valid': {
        const { openid, scene, callerState, assurance, confirmedAtMs } = opened.receipt;
        log.info('receipt.opened', { scene, assurance });
        return json(200, {
          openid,
          scene,
          callerState,
          assurance,
          confirmedAt: new Date(confirmedAtMs).toISOString(),
        });
      }
      case 'expired':
        log.info('receipt.refused', { reason: 'expired' });
        return problem({ code: 'receipt_expired' });
      case 'invalid':
        log.warn('receipt.refused', { reason: 'invalid' });
        return problem({ code: 'invalid_request', detail: 'receipt is not one of ours' });
    }
  });
