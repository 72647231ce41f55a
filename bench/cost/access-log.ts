import { accessLogFormat } from '../../lib/access-log.ts';

/** What API Gateway puts in, at the length that it has. */
const samples: Readonly<Record<string, string>> = {
  '$context.requestTime': '27/Nov/2026:08:00:00 +0000',
  '$context.requestId': 'JKJaXmPLvHcESHA=',
  '$context.routeKey': 'POST /v1/messages',
  '$context.status': '200',
  '$context.responseLatency': '123',
  '$context.integration.latency': '120',
  '$context.integration.status': '200',
  '$context.integration.error': '-',
  '$context.error.responseType': '-',
  '$context.identity.userArn':
    'arn:aws:sts::111122223333:assumed-role/back-end/i-0123456789abcdef0',
  '$context.identity.sourceIp': '203.0.113.100',
};

/** One line of the access log, in bytes. */
export const accessLogLineBytes = (): number => {
  const line = Object.entries(accessLogFormat({ type: 'iam' })).map(([name, variable]) => {
    const sample = samples[variable];
    if (sample === undefined) throw new Error(`the access log has ${variable}: how long is it?`);
    return [name, sample];
  });
  return Buffer.byteLength(JSON.stringify(Object.fromEntries(line))) + 1;
};
