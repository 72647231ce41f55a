import { describe, expect, test } from 'vitest';
import { stageConfig, synthesise } from './synthesised.ts';

const certificateArn =
  'arn:aws:acm:ap-southeast-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef';
const own = (hostedZoneId?: string) =>
  synthesise({
    publicBaseUrl: undefined,
    domain: { name: 'wx.yici.test', certificateArn, ...(hostedZoneId && { hostedZoneId }) },
  });

describe('a stage with a domain of its own', () => {
  const stack = own();
  const domain = stack.at('Api/Domain/Name');

  test('is served there with its own certificate, by TLS 1.2 or better', () => {
    expect(domain.properties.DomainName).toBe('wx.yici.test');
    expect(domain.properties.DomainNameConfigurations).toEqual([
      { CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
    ]);
  });

  test('has no other way in: the execute-api endpoint is off', () => {
    expect(stack.at('Api/HttpApi').properties.DisableExecuteApiEndpoint).toBe(true);
  });

  test('answers at its root, on the one stage that there is', () => {
    const [mapping, ...others] = stack.ofType('AWS::ApiGatewayV2::ApiMapping');

    expect(others).toEqual([]);
    expect(mapping?.properties.ApiMappingKey).toBeUndefined();
    expect(stack.spell(mapping?.properties.ApiId)).toBe('<Api/HttpApi>');
    expect(mapping?.properties.Stage).toBe('$default');
    // By name only: without this the first deploy maps a stage that is not there yet.
    expect(mapping?.dependsOn).toContain(stack.at('Api/Stage/Default').id);
    expect(stack.spell(mapping?.properties.DomainName)).toBe('<Api/Domain/Name>');
  });

  test('makes its links, its cookie and its output of that name', () => {
    expect(stack.outputs['ApiUrl']?.Value).toBe('https://wx.yici.test');
    for (const name of ['start-consent', 'record-consent', 'create-confirm-link']) {
      const { Variables } = stack.functions().get(name)?.properties.Environment ?? {};
      expect(Variables.PUBLIC_BASE_URL).toBe('https://wx.yici.test');
    }
  });

  test("has both doors, and its domain's ownership file at the root", () => {
    const keys = stack
      .ofType('AWS::ApiGatewayV2::Route')
      .map(({ properties }) => properties.RouteKey);

    expect(keys).toContain('GET /subscribe');
    expect(keys).toContain('GET /MP_verify_abc.txt');
  });

  test('tells what the DNS record must point to, and makes none where it knows no zone', () => {
    expect(stack.spell(stack.outputs['DomainTarget']?.Value)).toBe(
      '<Api/Domain/Name.RegionalDomainName>',
    );
    expect(stack.ofType('AWS::Route53::RecordSet')).toEqual([]);
  });
});

test('the DNS record is made in the zone that is named, for the very name that is configured', () => {
  const stack = own('Z1234567890');
  const [record, ...others] = stack.ofType('AWS::Route53::RecordSet');

  expect(others).toEqual([]);
  expect(record?.properties).toMatchObject({
    HostedZoneId: 'Z1234567890',
    Name: 'wx.yici.test.',
    Type: 'A',
  });
  expect(stack.outputs['DomainTarget']).toBeUndefined();
});

test("behind the owner's proxy the execute-api endpoint stays: it is what the proxy calls", () => {
  const stack = synthesise({ publicBaseUrl: 'https://www.yici.test/wx' });

  expect(stack.at('Api/HttpApi').properties.DisableExecuteApiEndpoint).toBeUndefined();
  expect(stack.ofType('AWS::ApiGatewayV2::DomainName')).toEqual([]);
  expect(JSON.stringify(stack.outputs['ApiUrl'])).toContain('.execute-api.');
});

test('the domain is the stage\u2019s public base URL', () => {
  expect(
    stageConfig({ publicBaseUrl: undefined, domain: { name: 'wx.yici.test', certificateArn } })
      .publicBaseUrl,
  ).toBe('https://wx.yici.test');
});
