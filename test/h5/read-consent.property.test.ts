import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../support/scale.ts';
import { createPhone, plain } from './browser.ts';

const word = fc.stringMatching(/^[a-zA-Z0-9_-]{1,24}$/);
const reserved = fc.stringMatching(/^[a-f0-9]{8,124}$/);
const scene = fc.integer({ min: 0, max: 10_000 });
const anyState = fc.string({ unit: 'grapheme', maxLength: 60 });
const segment = fc.stringMatching(/^[a-z0-9_.~-]{1,8}$/).filter((text) => !/^\.+$/.test(text));
const path = fc.array(segment, { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const foreignName = fc
  .stringMatching(/^[a-z]{1,6}$/)
  .filter((name) => !['yici', 'scene', 'state', 'openid', 'action'].includes(name));
const foreign = fc
  .array(fc.tuple(foreignName, word), { maxLength: 3 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`));

const redirectResult = fc
  .record({
    result: fc.constantFrom('confirmed', 'cancelled', 'used', 'expired', 'invalid'),
    scene,
    state: fc.option(anyState, { nil: undefined }),
    receipt: word,
  })
  .map(({ result, scene, state, receipt }) => {
    const proof = result === 'confirmed' ? { receipt } : {};
    const stated = state === undefined ? {} : { state };
    return {
      consent: { door: 'redirect', result, scene, ...proof, ...stated },
      parameters: [
        `yici=${result}`,
        `scene=${scene}`,
        ...(result === 'confirmed' ? [`receipt=${receipt}`] : []),
        ...(state === undefined ? [] : [`state=${encodeURIComponent(state)}`]),
      ],
    };
  });

const relayResult = fc
  .record({ action: fc.constantFrom('confirm', 'cancel'), scene, reserved, openid: word, id: word })
  .chain(({ action, scene, reserved, openid, id }) => {
    const named = action === 'confirm' ? { openid } : {};
    const rest = [`template_id=${id}`, `action=${action}`];
    const observed = [...rest, `reserved=${reserved}`, `scene=${scene}`];
    const documented = [...rest, `scene=${scene}`, `reserved=${reserved}`];
    return fc.constantFrom(observed, documented).map((tail) => ({
      consent: { door: 'relay', action, scene, reserved, templateId: id, ...named },
      parameters: [...(action === 'confirm' ? [`openid=${openid}`] : []), ...tail],
    }));
  });

const visitsOf = <Result>(result: fc.Arbitrary<Result>) =>
  fc.tuple(fc.array(result, { minLength: 1, maxLength: 3 }), result);

const ampersand = fc.constantFrom('&', '&amp;', '&amp;amp;', '&#38;');
/** What stands between the page's path and its route when it comes back. */
const hashDamage = fc.constantFrom('#', '#/#', '#%23', '##', '#/%23', '#/#/#');

const origin = 'https://h5.example.com';
const queryOf = (parameters: readonly string[], and: string, first = '?') =>
  parameters.length === 0 ? '' : first + parameters.join(and);

const readAndClean = (url: string) => {
  const page = createPhone().openTab().load(url);
  const consent = plain(page.kit.readConsent());
  return { consent, href: page.href() };
};

describe('whatever the route, the state and the damage', () => {
  it('a result behind a path comes out, and leaves the path and foreign parameters', () => {
    fc.assert(
      fc.property(
        fc.oneof(redirectResult, relayResult),
        path,
        foreign,
        ampersand,
        ({ consent, parameters }, path, foreign, and) => {
          const read = readAndClean(origin + path + queryOf([...foreign, ...parameters], and));

          expect(read).toEqual({ consent, href: origin + path + queryOf(foreign, '&') });
        },
      ),
      { numRuns: runs(100, 400) },
    );
  });

  it('a result of the redirect door in a hash route comes out, and the route is mended', () => {
    fc.assert(
      fc.property(
        redirectResult,
        path,
        foreign,
        foreign,
        hashDamage,
        ampersand,
        ({ consent, parameters }, route, foreign, own, damage, and) => {
          const page = `${origin}/app${queryOf(foreign, '&')}`;
          const read = readAndClean(page + damage + route + queryOf([...own, ...parameters], and));

          expect(read).toEqual({ consent, href: `${page}#${route}${queryOf(own, '&')}` });
        },
      ),
      { numRuns: runs(100, 400) },
    );
  });

  it("WeChat's own answer before a damaged hash route comes out, and the route is mended", () => {
    fc.assert(
      fc.property(
        relayResult,
        path,
        foreign,
        foreign,
        hashDamage,
        ampersand,
        ({ consent, parameters }, route, foreign, own, damage, and) => {
          const page = `${origin}/app/`;
          const read = readAndClean(
            page + queryOf([...foreign, ...parameters], and) + damage + route + queryOf(own, '&'),
          );

          expect(read).toEqual({
            consent,
            href: `${page}${queryOf(foreign, '&')}#${route}${queryOf(own, '&')}`,
          });
        },
      ),
      { numRuns: runs(100, 400) },
    );
  });

  it('of several answers of the same door the last is read, none mixed with another', () => {
    fc.assert(
      fc.property(
        fc.oneof(visitsOf(redirectResult), visitsOf(relayResult)),
        ampersand,
        ([earlier, latest], and) => {
          const parameters = [...earlier, latest].flatMap((result) => result.parameters);
          const read = readAndClean(`${origin}/course${queryOf(parameters, and)}`);

          expect(read).toEqual({ consent: latest.consent, href: `${origin}/course` });
        },
      ),
      { numRuns: runs(100, 400) },
    );
  });

  it('a state never adds to, hides or changes a result, even where it holds one', () => {
    fc.assert(
      fc.property(redirectResult, redirectResult, relayResult, (outer, inner, raw) => {
        const state = `?${inner.parameters.join('&')}#/x?${raw.parameters.join('&')}&amp;yici=confirmed`;
        const { state: _own, ...consent } = { state: '', ...outer.consent };
        const parameters = outer.parameters.filter((text) => !text.startsWith('state='));
        const url = `${origin}/#/c?${parameters.join('&')}&state=${encodeURIComponent(state)}`;

        expect(readAndClean(url)).toEqual({
          consent: { ...consent, state },
          href: `${origin}/#/c`,
        });
      }),
      { numRuns: runs(100, 300) },
    );
  });

  it('no URL makes it throw, and one without an answer is left as it was', () => {
    const noise = fc.array(
      fc.oneof(
        fc.constantFrom('?', '#', '&', '&amp;', '=', '%', '%23', '/', 'yici', 'scene=1', 'state'),
        fc.constantFrom('openid=o', 'action=confirm', 'reserved=a', 'template_id=t', 'yici=used'),
        fc.string(),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(noise, (parts) => {
        fc.pre(URL.canParse(parts.join(''), `${origin}/`));
        const url = new URL(parts.join(''), `${origin}/`).href;
        fc.pre(url.startsWith(origin));

        const read = readAndClean(url);

        if (read.consent === null) expect(read.href).toBe(url);
      }),
      { numRuns: runs(200, 1_000) },
    );
  });
});
