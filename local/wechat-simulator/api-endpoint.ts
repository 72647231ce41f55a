import { callApi } from './apis.ts';
import { type ApiOutcome, type ApiRequest, accountOf, type Call, parseJson } from './calls.ts';
import { errmsgOf } from './errcodes.ts';
import { type Fault, takeFault, takesEffect } from './faults.ts';
import { type Delivery, type HttpAnswer, type HttpRequest, html, wechatJson } from './http.ts';
import { newRid, type Random } from './rid.ts';
import type { Change, World } from './world.ts';

export type Moment = { readonly nowMs: number; readonly random: Random };

/** An API call from request to answer: the fault that is due, the work, and what is remembered. */
export function answerApi(
  world: World,
  http: HttpRequest,
  moment: Moment,
): { readonly delivery: Delivery; readonly changes: readonly Change[] } {
  const rid = newRid(moment.nowMs, moment.random);
  const request: ApiRequest = { ...http, ...moment, rid };
  const taken = takeFault(world, http.path);
  const outcome = takesEffect(taken.fault) ? callApi(world, request) : null;
  const delivery = deliver(taken.fault, outcome, rid);
  const call = callOf(world, request, http, delivery.answer, taken.fault);
  const effects = outcome?.changes ?? [];
  return { delivery, changes: [...taken.changes, ...effects, { kind: 'called', call }] };
}

/** The page that a gateway in front of the API may put in the place of its answer. */
const gatewayPage =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>' +
  '</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

/** A fault as an answer; `outcome` is what the call itself would answer, null if it did not run. */
function deliver(fault: Fault | null, outcome: ApiOutcome | null, rid: string): Delivery {
  const natural = outcome === null ? null : wechatJson(outcome.answer);
  if (fault === null) return { answer: natural };
  const delayMs = fault.delayMs ?? 0;
  if ('drop' in fault) return { answer: null, delayMs };
  if ('half' in fault)
    return { answer: natural ?? wechatJson({ errcode: 0, errmsg: 'ok' }), half: true, delayMs };
  if ('errcode' in fault) {
    const { errcode } = fault;
    const generated = errcode === 0 ? 'ok' : `${errmsgOf(errcode)} rid: ${rid}`;
    return { answer: wechatJson({ errcode, errmsg: fault.errmsg ?? generated }), delayMs };
  }
  return { answer: pageInstead(fault) ?? natural, delayMs };
}

/** What a `status` or `html` fault answers; null for every other fault. */
export function pageInstead(fault: Fault): HttpAnswer | null {
  if ('status' in fault) return html(fault.status, fault.body ?? gatewayPage);
  if ('html' in fault) return html(200, fault.html === true ? gatewayPage : fault.html);
  return null;
}

function callOf(
  world: World,
  request: ApiRequest,
  http: HttpRequest,
  answer: HttpAnswer | null,
  fault: Fault | null,
): Call {
  return {
    at: new Date(request.nowMs).toISOString(),
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: http.headers,
    body: request.body === '' ? null : (parseJson(request.body) ?? request.body),
    rawBody: request.body,
    answer: answer === null ? null : (parseJson(answer.body) ?? answer.body),
    status: answer?.status ?? null,
    fault: fault === null ? null : JSON.stringify(fault),
    ip: request.ip,
    rid: request.rid,
    appid: accountOf(world, request)?.appid ?? null,
  };
}
