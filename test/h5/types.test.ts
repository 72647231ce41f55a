// Checked by tsc: what the declarations promise to a page written in TypeScript.

import { describe, expectTypeOf, it } from 'vitest';
import {
  type Consent,
  environment,
  readConsent,
  reportConsent,
  subscribe,
  subscribeUrl,
  type UnreportedConsent,
  type YiciError,
} from '../../h5/yici.js';

const question = { baseUrl: 'https://yici.example.com', scene: 1001, returnTo: 'course' };

describe('the types', () => {
  it('a receipt is there exactly when the result is confirmed', () => {
    const use = (consent: Consent) => {
      if (consent.result === 'confirmed') expectTypeOf(consent.receipt).toEqualTypeOf<string>();
      else expectTypeOf(consent.receipt).toEqualTypeOf<undefined>();
    };
    expectTypeOf(use).parameter(0).toEqualTypeOf<Consent>();
  });

  it('the door tells a judged consent from one to be reported', () => {
    const consent = readConsent('https://h5.example.com/');
    if (consent?.door === 'relay') expectTypeOf(consent).toEqualTypeOf<UnreportedConsent>();
    if (consent?.door === 'redirect')
      expectTypeOf(consent.result).toEqualTypeOf<Consent['result']>();
    if (consent?.result !== undefined) expectTypeOf(consent.door).toEqualTypeOf<'redirect'>();
  });

  it('reportConsent takes whatever readConsent gives, or nothing', () => {
    const report = () =>
      reportConsent({ baseUrl: question.baseUrl, consent: readConsent({ id: '7' }), clean: false });
    expectTypeOf(report).returns.resolves.toEqualTypeOf<Consent | null>();
    expectTypeOf(reportConsent).toBeCallableWith({ baseUrl: question.baseUrl });
  });

  it('subscribe says why nobody was asked', () => {
    const use = async () => {
      const outcome = await subscribe({ ...question, door: 'relay', outsideWechat: 'help' });
      switch (outcome.status) {
        case 'leaving':
          return outcome.url;
        case 'outside_wechat':
          return outcome.where satisfies 'desktop' | 'phone' | 'wxwork' | 'mini-program';
        case 'no_storage':
          return subscribeUrl(question);
      }
    };
    expectTypeOf(use).returns.resolves.toEqualTypeOf<string>();
  });

  it('a scene is a number, a door is one of two, a URL is no return target option', () => {
    const wrong = () => {
      // @ts-expect-error a scene is a number
      void subscribe({ ...question, scene: '1001' });
      // @ts-expect-error no door is called so
      void subscribe({ ...question, door: 'page' });
      // @ts-expect-error no URL: the target's name
      void subscribe({ ...question, redirectUrl: 'https://h5.example.com/' });
      // @ts-expect-error what else is needed is missing
      void subscribe({ scene: 1 });
    };
    expectTypeOf(wrong).toBeFunction();
  });

  it('an error says whether to try again', () => {
    expectTypeOf<YiciError['retryable']>().toEqualTypeOf<boolean>();
    expectTypeOf<InstanceType<typeof YiciError>>().toExtend<Error>();
    expectTypeOf(environment).toBeCallableWith('MicroMessenger');
  });
});
