import { expect, test } from 'vitest';
import { createHandler as createAuthorizer } from '../../functions/authorize-key/handler.ts';
import { createHandler as createDesk } from '../../functions/manage-credits/handler.ts';
import {
  createHandler as createRefresher,
  refreshObserver,
} from '../../functions/refresh-access-token/handler.ts';
import { reportQuota } from '../../functions/refresh-access-token/report-quota.ts';
import { measuredParameter } from '../../functions/send-message/measured-parameter.ts';
import { type MetricRow, metricRows } from '../../lib/monitoring/metric-rows.ts';
import type { FunctionName } from '../../lib/routes.ts';
import { leaseMs } from '../../src/domain/credit.ts';
import { notReached, type SendOutcome, unknowable } from '../../src/domain/send-outcome.ts';
import { eraseUser } from '../../src/use-cases/erase-user.ts';
import { resolveSend } from '../../src/use-cases/resolve-send.ts';
import { errcodeRow, hintFor } from '../../src/wechat/errcodes.ts';
import { aClaim, aClock, aConsent, openid, startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { aConsentService, callbackOf } from '../support/consent-service.ts';
import { aContext, anEvent } from '../support/http-events.ts';
import { memoryCredits } from '../support/memory-credits.ts';
import { metricsOf } from '../support/metric-values.ts';
import { aSendHandler, type SendAnswer } from '../support/send-handler.ts';

const saying = (errcode: number): SendOutcome => ({
  meaning: errcodeRow(errcode).send,
  said: { errcode, rid: 'a-b-c', hint: hintFor(errcode, '') },
  ms: 120,
});

type Ended = Extract<SendAnswer, { readonly status: 'ended' }>;

const ended = (outcome: SendOutcome, ending: Ended['ending']): SendAnswer => ({
  status: 'ended',
  sendId: 'send-1',
  outcome,
  ending,
  claimedAtMs: startMs,
  creditAgeMs: 90_000,
});

const outcomes: readonly SendOutcome[] = [
  ...[0, 40003, 43101, 45009, 45011, 40164, 50002, 99_999].map(saying),
  { meaning: unknowable, ms: 5_000 },
];

const sends = async () => {
  const endings = ['recorded', 'probed', 'repeated'] as const;
  const answers: readonly SendAnswer[] = [
    ...outcomes.flatMap((outcome) => endings.map((ending) => ended(outcome, ending))),
    { status: 'no_credit' },
    { status: 'not_started', outcome: { meaning: notReached } },
  ];
  const { log, lines } = capturedOutput();
  const parameter = { read: async () => undefined };
  await measuredParameter(parameter, aClock().now, log).read();
  for (const answer of answers) {
    const { post, output } = aSendHandler(answer);
    await post();
    lines.push(...output.lines);
  }
  return lines;
};

const consents = async () => {
  const { call, output } = aConsentService();
  const headers = { 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50' };
  const start = { query: 'scene=1001&return=course', headers };
  const { location, cookies } = await call('GET /subscribe', start);
  const brought = { cookies: cookies.map((cookie) => cookie.split(';')[0] ?? '') };
  const back = (changes: Readonly<Record<string, string>>, cookie: object = brought) =>
    call('GET /consent/{state+}', { ...callbackOf(location, changes), ...cookie });
  await back({ action: 'cancel' });
  await back({});
  await back({});
  await back({}, {});
  return output.lines;
};

const links = async () => {
  const { call, output } = aConsentService();
  await call('POST /v1/confirm-links', { body: { scene: 1001, return: 'course' } });
  return output.lines;
};

const credits = async () => {
  const { log, countAt, lines } = capturedOutput();
  const { now, advance } = aClock();
  const store = memoryCredits();
  const desk = createDesk({
    credits: store,
    resolveSend: resolveSend({ credits: store, now }),
    eraseUser: eraseUser({ credits: store, now }),
    lifetimeMs: undefined,
    pseudonym: async () => 'somebody',
    log,
    countAt,
    now,
  });
  await store.record(aConsent());
  await store.claim(aClaim(), []);
  advance(leaseMs + 1_001);
  const route = 'POST /v1/users/{openid}/credits/{scene}/resolution';
  const parts = { path: { openid, scene: '1001' }, body: { sendId: 'send-1', delivered: true } };
  await desk(anEvent(route, parts), aContext());
  return lines;
};

const refreshes = async () => {
  const { log, lines } = capturedOutput();
  const expiresAtMs = startMs + 7_000_000;
  const failed = { status: 'refused', lasting: false, expiresAtMs } as const;
  const results = [
    { status: 'kept', expiresAtMs },
    { status: 'refreshed', expiresAtMs },
    { status: 'busy', expiresAtMs },
    ...[40164, 50002].map((errcode) => ({
      ...failed,
      said: { errcode, hint: hintFor(errcode, '') },
    })),
  ] as const;
  for (const result of results) {
    const refresh = createRefresher({
      refreshAccessToken: async () => result,
      log,
      now: () => startMs,
    });
    await refresh({}, aContext());
  }
  refreshObserver(log).forced();
  const token = { accessToken: 'T', expiresAtMs, fetchedAtMs: startMs, fingerprint: 'f' };
  await reportQuota({
    parameter: { read: async () => token },
    askQuota: async () => ({ status: 'answered', quota: { dailyLimit: 3, used: 1, remain: 2 } }),
    log,
    now: () => startMs,
  })();
  return lines;
};

const callers = async () => {
  const { log, lines } = capturedOutput();
  const authorize = createAuthorizer({
    accessKeys: async () => [],
    routeScopes: {},
    log,
    now: () => startMs,
  });
  const requestContext = { requestId: 'gateway-request' };
  await authorize({ routeKey: 'POST /v1/messages', headers: {}, requestContext });
  return lines;
};

/** Lines as each of these functions writes them. */
const written: Readonly<Partial<Record<FunctionName, () => Promise<readonly string[]>>>> = {
  'send-message': sends,
  'record-consent': consents,
  'start-consent': consents,
  'create-confirm-link': links,
  'manage-credits': credits,
  'refresh-access-token': refreshes,
  'authorize-key': callers,
};

const rows = metricRows.flatMap((row) =>
  row.functions.flatMap((name) =>
    row.events.map((event): [string, FunctionName, MetricRow] => [
      `${row.metric} of ${event}`,
      name,
      { ...row, events: [event] },
    ]),
  ),
);

test.each(rows)('%s is made of a line that %s really writes', async (_, name, row) => {
  const lines = await written[name]?.();

  expect(lines?.flatMap((line) => metricsOf(row, line))).not.toEqual([]);
});
