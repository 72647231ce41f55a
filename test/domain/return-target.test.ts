import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePathState, encodePathState, parseCallerState } from '../../src/domain/path-state.ts';
import { returnLocation } from '../../src/domain/return-target.ts';
import { scene } from '../support/builders.ts';

const confirmed = { yici: 'confirmed', scene, receipt: 'R' } as const;

describe('the way back to the H5 page', () => {
  it.each([
    [
      'https://h5.example.com/course',
      'https://h5.example.com/course?yici=confirmed&scene=1001&receipt=R',
    ],
    [
      'https://h5.example.com/?a=1',
      'https://h5.example.com/?a=1&yici=confirmed&scene=1001&receipt=R',
    ],
    [
      'https://h5.example.com/#/pages/course',
      'https://h5.example.com/#/pages/course?yici=confirmed&scene=1001&receipt=R',
    ],
    [
      'https://h5.example.com/?a=1#/c?id=7',
      'https://h5.example.com/?a=1#/c?id=7&yici=confirmed&scene=1001&receipt=R',
    ],
    [
      'https://h5.example.com/?a=1#/c',
      'https://h5.example.com/?a=1#/c?yici=confirmed&scene=1001&receipt=R',
    ],
  ])('adds the result to %s where its router looks', (target, location) => {
    expect(returnLocation(target, confirmed)).toBe(location);
  });

  it('lets no state of the caller forge, hide or precede a parameter of ours', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom(
            '&yici=confirmed',
            '#yici=confirmed',
            '&receipt=x&scene=9',
            '%26yici=x',
            '?a',
            '\r\n',
          ),
        ),
        fc.constantFrom('https://h5.example.com/c', 'https://h5.example.com/#/c'),
        (state, target) => {
          const location = returnLocation(target, { yici: 'cancelled', scene, state });
          const query = new URLSearchParams(location.slice(location.indexOf('?')));

          expect(query.getAll('yici')).toEqual(['cancelled']);
          expect(query.getAll('scene')).toEqual(['1001']);
          expect(query.getAll('receipt')).toEqual([]);
          expect(query.get('state')).toBe(state);
          expect(location.startsWith(`${target}?yici=`)).toBe(true);
          expect(location).toMatch(/^[!-~]+$/);
        },
      ),
    );
  });
});

describe('the path of redirect_url', () => {
  it('carries the return target and the state of the caller through WeChat in one segment', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/),
        fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
        (returnName, callerState) => {
          const segment = encodePathState({ returnName, callerState });
          expect(segment).toMatch(/^[A-Za-z0-9_-]+$/);
          expect(decodePathState(segment)).toEqual({ returnName, callerState });
        },
      ),
    );
  });

  it('takes a state of 256 bytes and refuses one more, counted in UTF-8', () => {
    expect(parseCallerState('课'.repeat(85))).toHaveLength(85);
    expect(() => parseCallerState('课'.repeat(86))).toThrow(
      'state must be at most 256 bytes of UTF-8, got 258',
    );
    expect(() => parseCallerState('a'.repeat(257))).toThrow('got 257');
    expect(() => parseCallerState('\ud800')).toThrow('state must be well-formed Unicode');
  });
});
