import { describe, expect, test } from 'vitest';
import { aClaim, openid, otherOpenid, scene } from '../support/builders.ts';
import { aConsentService, type ConsentService } from '../support/consent-service.ts';

const route = 'POST /v1/consents';

/** The H5 page has asked for a link and holds what it will report, with its verifier. */
const asked = async (service = aConsentService(), target = 'course') => {
  const { body } = await service.call('POST /v1/confirm-links', {
    body: { scene: 1001, return: target },
  });
  const { confirmLink, verifier } = JSON.parse(body);
  const link = new URL(confirmLink).searchParams;
  const found = {
    openid,
    template_id: link.get('template_id'),
    action: 'confirm',
    scene: '1001',
    reserved: link.get('reserved'),
    verifier,
  };
  return { service, found };
};

const report = async (service: ConsentService, body: unknown) => {
  const answer = await service.call(route, { body });
  return { ...answer, body: JSON.parse(answer.body) };
};

describe('what the page reports', () => {
  test('a confirm is kept and answered with a receipt that proves it', async () => {
    const { service, found } = await asked();

    const { statusCode, body } = await report(service, found);

    expect(statusCode).toBe(200);
    expect(body).toEqual({ result: 'confirmed', scene: 1001, receipt: expect.any(String) });
    const opened = await service.call('POST /v1/receipts', { body: { receipt: body.receipt } });
    expect(JSON.parse(opened.body)).toMatchObject({ openid, scene: 1001, assurance: 'browser' });
    expect(JSON.parse(opened.body)).not.toHaveProperty('callerState');
  });

  test('the scene may be a number or its decimal text', async () => {
    const { service, found } = await asked();

    expect(await report(service, { ...found, scene: 1001 })).toMatchObject({ statusCode: 200 });
  });

  test('a cancel is answered without an openid and changes nothing', async () => {
    const { service, found } = await asked();
    const { openid: _, ...cancel } = { ...found, action: 'cancel' };

    expect(await report(service, cancel)).toMatchObject({
      statusCode: 200,
      body: { result: 'cancelled', scene: 1001 },
    });
    expect(service.calls.store).toBe(0);
  });

  test('the same report again says confirmed, and used once the message is claimed', async () => {
    const { service, found } = await asked();
    await report(service, found);

    expect((await report(service, found)).body).toMatchObject({ result: 'confirmed' });

    await service.credits.claim(aClaim(), []);
    expect((await report(service, found)).body).toEqual({ result: 'used', scene: 1001 });
    expect(await service.credits.find({ openid, scene })).toMatchObject({ confirmed: 1 });
  });

  test('a link past its time is 410', async () => {
    const { service, found } = await asked();
    service.clock.advance(30 * 60_000);

    expect(await report(service, found)).toMatchObject({
      statusCode: 410,
      body: { code: 'ticket_expired' },
    });
    expect(service.calls.store).toBe(0);
  });

  test('a link made for one openid needs no verifier and is refused to another', async () => {
    const service = aConsentService();
    const bound = await service.call('POST /v1/users/{openid}/confirm-links', {
      path: { openid },
      body: { scene: 1001, return: 'course', door: 'relay' },
    });
    const link = new URL(JSON.parse(bound.body).confirmLink).searchParams;
    const found = {
      template_id: 'template-1',
      action: 'confirm',
      scene: 1001,
      reserved: link.get('reserved'),
    };

    expect(await report(service, { ...found, openid: otherOpenid })).toMatchObject({
      statusCode: 403,
    });
    expect(await report(service, { ...found, openid })).toMatchObject({ statusCode: 200 });
  });
});

describe('what is refused alike, with 403 and nothing written', () => {
  test.each<[string, (found: Record<string, unknown>) => object]>([
    ['no verifier', ({ verifier: _, ...rest }) => rest],
    ['another verifier', (found) => ({ ...found, verifier: '0'.repeat(32) })],
    ['an empty verifier', (found) => ({ ...found, verifier: '' })],
    ['no openid', ({ openid: _, ...rest }) => rest],
    ['another scene', (found) => ({ ...found, scene: 1002 })],
    ['another template', (found) => ({ ...found, template_id: 'template-2' })],
    ['another seal', (found) => ({ ...found, reserved: '1'.repeat(124) })],
    ['no seal', (found) => ({ ...found, reserved: '' })],
  ])('%s', async (_, change) => {
    const { service, found } = await asked();

    const { statusCode, body } = await report(service, change(found));

    expect(statusCode).toBe(403);
    expect(body).toEqual({
      type: 'urn:yici:problem:ticket_invalid',
      title: 'The confirm is not one that this service asked for',
      status: 403,
      code: 'ticket_invalid',
    });
    expect(service.calls.store).toBe(0);
  });

  test('a ticket of the redirect door', async () => {
    const service = aConsentService();
    const { body } = await service.call('POST /v1/users/{openid}/confirm-links', {
      path: { openid },
      body: { scene: 1001, return: 'course', door: 'redirect' },
    });
    const reserved = new URL(JSON.parse(body).confirmLink).searchParams.get('reserved');
    const found = { openid, template_id: 'template-1', action: 'confirm', scene: 1001, reserved };

    expect(await report(service, found)).toMatchObject({ statusCode: 403 });
    expect(service.calls.store).toBe(0);
  });
});

describe('a report that is not in the documented form is 400', () => {
  test.each<[object, string]>([
    [{ action: 'accept' }, 'action must be one of confirm, cancel, got "accept"'],
    [{ openid: 'o' }, 'openid must be 20 to 64 characters of A-Z a-z 0-9 _ -'],
    [{ scene: '01' }, 'scene must be an integer from 0 to 10000, got "01"'],
    [{ reserved: 'x'.repeat(129) }, 'reserved must be at most 128 characters, got 129'],
    [{ verifier: 'x'.repeat(129) }, 'verifier must be at most 128 characters, got 129'],
    [{ template_id: 'x'.repeat(129) }, 'template_id must be at most 128 characters, got 129'],
    [{ templateId: 'template-1' }, 'templateId is not a known field'],
    [{ receipt: 'x' }, 'receipt is not a known field'],
  ])('%j', async (changes, detail) => {
    const { service, found } = await asked();

    expect(await report(service, { ...found, ...changes })).toMatchObject({
      statusCode: 400,
      body: { code: 'invalid_request', detail },
    });
    expect(service.calls.store).toBe(0);
  });
});
