import { expect, test } from 'vitest';
import { functionTimeoutSeconds } from '../../lib/function-timeouts.ts';
import { parameterNames } from '../../lib/parameters.ts';
import { allowed, isRefusal, probeCalls, wrongOutcomes } from './permissions.ts';

const calls = probeCalls({
  parameters: parameterNames('test'),
  credits: 'credits',
  locks: 'locks',
  otherTable: 'other',
  refresher: 'refresher',
  sender: 'sender',
});
const names = calls.map(({ name }) => name);

const outcomes = (allowedNames: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => [name, allowedNames.includes(name) ? 'ok' : 'AccessDeniedException']),
  );

test('every function has its list, and the list names calls that are made', () => {
  expect(Object.keys(allowed).sort()).toEqual(Object.keys(functionTimeoutSeconds).sort());
  expect(new Set(names).size).toBe(names.length);
  for (const list of Object.values(allowed))
    expect(names).toEqual(expect.arrayContaining([...list]));
});

test('nobody but the refresher may read the AppSecret, and nobody may write a secret of another', () => {
  const may = (call: string) =>
    Object.entries(allowed).flatMap(([name, list]) => (list.includes(call) ? [name] : []));

  expect(may('read appsecret')).toEqual(['refresh-access-token']);
  expect(may('write accessToken')).toEqual(['refresh-access-token']);
  for (const call of ['write appsecret', 'write sealingKeys', 'delete credits', 'scan credits']) {
    expect([call, may(call)]).toEqual([call, []]);
  }
});

test('a role that is as it should be gives nothing to say', () => {
  expect(wrongOutcomes('send-message', calls, outcomes(allowed['send-message']))).toEqual([]);
});

test('a role that may do more, or less, or was never asked, is told by name', () => {
  const list = allowed['open-receipt'];

  expect(wrongOutcomes('open-receipt', calls, outcomes([...list, 'read appsecret']))).toEqual([
    'open-receipt may not read appsecret, got ok',
  ]);
  expect(wrongOutcomes('open-receipt', calls, outcomes([]))).toEqual([
    'open-receipt may read sealingKeys, got AccessDeniedException',
  ]);
  expect(wrongOutcomes('open-receipt', calls, {})).toHaveLength(calls.length);
});

test('only a refusal by IAM counts as one: not a fault, not a missing thing', () => {
  expect(['AccessDenied', 'AccessDeniedException'].map(isRefusal)).toEqual([true, true]);
  for (const other of ['ResourceNotFoundException', 'TimeoutError', 'ValidationException', 'ok']) {
    expect(isRefusal(other)).toBe(false);
  }
});
