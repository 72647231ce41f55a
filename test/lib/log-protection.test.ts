import { describe, expect, test } from 'vitest';
import { secretShapes } from '../../lib/secret-shapes.ts';
import { fingerprintOf } from '../../src/aws/access-token-parameter.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import { pseudonym } from '../../src/domain/pseudonym.ts';
import { logEvents } from '../../src/log-events.ts';
import { countNames, measureUnits } from '../../src/metric-names.ts';
import { synthesise } from './synthesised.ts';

const stack = synthesise();
const ofFunctions = stack
  .ofType('AWS::Logs::LogGroup')
  .filter(({ path }) => !path.startsWith('Api/'));

const masked = (text: string): boolean =>
  Object.values(secretShapes).some((regex) => new RegExp(regex).test(text));

describe('the log of every function', () => {
  test.each(ofFunctions.map((group) => [group.path, group] as const))(
    '%s is masked',
    (_, group) => {
      const { Configuration, Statement } = group.properties.DataProtectionPolicy;
      const identifiers = Configuration.CustomDataIdentifier;

      expect(identifiers.map(({ Regex }: { Regex: string }) => Regex)).toEqual(
        Object.values(secretShapes),
      );
      for (const statement of Statement) {
        expect(statement.DataIdentifier).toEqual(
          identifiers.map(({ Name }: { Name: string }) => Name),
        );
      }
      expect(
        Statement.map(({ Operation }: { Operation: object }) => Object.keys(Operation)),
      ).toEqual([['Audit'], ['Deidentify']]);
    },
  );

  test('is one of these', () => {
    expect(ofFunctions).toHaveLength(stack.functions().size);
  });
});

test('CloudWatch takes the patterns: few signs, no more than 200 of them', () => {
  for (const regex of Object.values(secretShapes)) {
    expect(regex).toMatch(/^[\w#=@/;, ^$?[\]{}|\\*+.-]{1,200}$/);
  }
});

test.each([
  ['an openid', '{"user":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}'],
  ['an AppSecret', '{"secret":"5ec4e7fa11ed5ec4e7fa11ed5ec4e7fa"}'],
  ['a ticket', `/consent/x?reserved=1011${'0f'.repeat(60)}`],
  ['a key of a back end', `Bearer yici_shop1_${'0f'.repeat(32)}`],
  ['an access_token', `access_token=97_${'nF9c_q-X'.repeat(16)}`],
])('%s would be masked', (_, line) => {
  expect(masked(line)).toBe(true);
});

test.each([
  ['a pseudonym', pseudonym('key', parseOpenid('oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'))],
  ['a fingerprint', fingerprintOf('97_token')],
  ['a sendId', '0f1e2d3c4b5a69788796a5b4'],
  ['a request id of API Gateway', 'JKJaXmPLvHcESHA='],
  ['a request id of Lambda', '8f5c0b1e-6f0e-4c53-9a2b-0f1e2d3c4b5a'],
  ['a rid', '5f9a1b2c-0a1b2c3d-4e5f6a7b'],
  ['a trace', '1-5759e988-bd862e3fe1be46a994272793'],
  ['the name of an event', logEvents.join('"')],
  ['the name of a metric', [...countNames, ...Object.keys(measureUnits)].join('"')],
  ['a route', 'POST /v1/users/{openid}/credits/{scene}/resolution'],
])('%s stays readable', (_, text) => {
  expect([text, masked(text)]).toEqual([text, false]);
});
