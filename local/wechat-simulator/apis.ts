import {
  type Api,
  type ApiOutcome,
  type ApiRequest,
  readJsonBody,
  refuse,
  succeed,
} from './calls.ts';
import { sendMessage } from './messages.ts';
import { clearCounters, isCounted, limitsOf, usage } from './quota.ts';
import { checkAccessToken, checkCaller, plainToken, stableToken } from './tokens.ts';
import type { World } from './world.ts';

/** WeChat's paths, as SDKs know them, on the host that they are pointed at. */
export const apis: ReadonlyMap<string, Api> = new Map<string, Api>([
  ['/cgi-bin/token', plainToken],
  ['/cgi-bin/stable_token', stableToken],
  ['/cgi-bin/message/template/subscribe', sendMessage],
  ['/cgi-bin/clear_quota', clearQuota],
  ['/cgi-bin/clear_quota/v2', clearQuotaBySecret],
  ['/cgi-bin/openapi/quota/get', quotaGet],
  ['/cgi-bin/openapi/rid/get', ridGet],
  ['/cgi-bin/get_api_domain_ip', apiDomainIp],
]);

export function callApi(world: World, request: ApiRequest): ApiOutcome {
  const api = apis.get(request.path);
  return api === undefined ? refuse(request, 40066) : api(world, request);
}

/** POST /cgi-bin/clear_quota {appid}: the appid must be the access_token's own. */
function clearQuota(world: World, request: ApiRequest): ApiOutcome {
  const caller = checkAccessToken(world, request);
  if (!caller.ok) return caller.outcome;
  const read = readJsonBody(request);
  if (!read.ok) return refuse(request, read.errcode);
  if (read.body['appid'] !== caller.account.appid) return refuse(request, 40013);
  const changes = clearCounters(world, caller.account, request);
  return changes === null ? refuse(request, 48006) : succeed({}, changes);
}

/** POST /cgi-bin/clear_quota/v2 {appid, appsecret}: works when no access_token can be had. */
function clearQuotaBySecret(world: World, request: ApiRequest): ApiOutcome {
  const read = readJsonBody(request);
  if (!read.ok) return refuse(request, read.errcode);
  const caller = checkCaller(world, request, read.body, {
    secretName: 'appsecret',
    grantType: false,
  });
  if (!caller.ok) return caller.outcome;
  const changes = clearCounters(world, caller.account, request);
  return changes === null ? refuse(request, 48006) : succeed({}, changes);
}

/** POST /cgi-bin/openapi/quota/get {cgi_path}: path with its leading `/` and without a host. */
function quotaGet(world: World, request: ApiRequest): ApiOutcome {
  const caller = checkAccessToken(world, request);
  if (!caller.ok) return caller.outcome;
  const read = readJsonBody(request);
  if (!read.ok) return refuse(request, read.errcode);
  const path = read.body['cgi_path'];
  if (typeof path !== 'string' || !path.startsWith('/'))
    return refuse(request, 76003, 'cgi_path is error');
  if (path.startsWith('/sns/')) return refuse(request, 76022);
  if (!apis.has(path)) return refuse(request, 76021);
  if (!isCounted(path)) return succeed({ quota: { daily_limit: 0, used: 0, remain: 0 } });

  const { perDay, perMinute } = limitsOf(caller.account, path);
  const used = usage(world, caller.account, path, request.nowMs).dayCount;
  const quota = { daily_limit: perDay ?? 0, used, remain: Math.max(0, (perDay ?? used) - used) };
  if (perMinute === null) return succeed({ quota });
  return succeed({ quota, rate_limit: { call_count: perMinute, refresh_second: 60 } });
}

const ridKeptMs = 7 * 86_400_000;

/** POST /cgi-bin/openapi/rid/get {rid}: a refused call of the same account, for 7 days. */
function ridGet(world: World, request: ApiRequest): ApiOutcome {
  const caller = checkAccessToken(world, request);
  if (!caller.ok) return caller.outcome;
  const read = readJsonBody(request);
  if (!read.ok) return refuse(request, read.errcode);
  const rid = read.body['rid'];
  if (typeof rid !== 'string' || !/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/.test(rid))
    return refuse(request, 76002);
  const call = world.calls.find((one) => one.rid === rid && one.answer !== null);
  if (call === undefined) return refuse(request, 76001);
  if (call.appid !== caller.account.appid) return refuse(request, 76003);
  const calledMs = Date.parse(call.at);
  if (request.nowMs - calledMs > ridKeptMs) return refuse(request, 76004);
  return succeed({
    request: {
      invoke_time: Math.floor(calledMs / 1000),
      cost_in_ms: 30,
      request_url: new URLSearchParams(call.query).toString(),
      request_body: call.rawBody,
      response_body: typeof call.answer === 'string' ? call.answer : JSON.stringify(call.answer),
      client_ip: call.ip,
    },
  });
}

/** GET /cgi-bin/get_api_domain_ip: here, the one address that answers. */
function apiDomainIp(world: World, request: ApiRequest): ApiOutcome {
  const caller = checkAccessToken(world, request);
  if (!caller.ok) return caller.outcome;
  return { answer: { ip_list: ['127.0.0.1'] }, changes: [] };
}
