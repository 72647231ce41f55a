import { accessLogFormat } from '../../lib/access-log.ts';
import { routeKey, routes } from '../../lib/routes.ts';

/** What API Gateway puts in, at the length that it has. */
const samples: Readonly<Record<string, string>> = {
  '$context.requestId': 'JKJaXmPLvHcESHA=',
  '$context.status': '200',
  '$context.responseLatency': '123',
  '$context.identity.sourceIp': '203.0.113.100',
};
const caller = 'arn:aws:sts::111122223333:assumed-role/back-end/i-0123456789abcdef0';

/** The line of one route in the access log, in bytes. @throws Error when there is no such route */
export const accessLogLineBytes = (key: string): number => {
  const route = routes.find((each) => routeKey(each) === key);
  if (route === undefined) throw new Error(`there is no route ${key}`);
  const values: typeof samples = {
    ...samples,
    '$context.routeKey': key,
    '$context.identity.userArn': route.access === 'public' ? '-' : caller,
  };
  const line = accessLogFormat({ type: 'iam' }).replaceAll(/\$context\.[\w.]+/g, (variable) => {
    const value = values[variable];
    if (value === undefined) throw new Error(`the access log has ${variable}: how long is it?`);
    return value;
  });
  return Buffer.byteLength(line) + 1;
};
