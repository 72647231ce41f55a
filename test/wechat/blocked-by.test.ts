import { expect, test } from 'vitest';
import { accountErrcodes, addressErrcodes, blockedBy } from '../../src/wechat/blocked-by.ts';
import { ERRCODE_ROWS } from '../../src/wechat/errcode-rows.ts';

const stops = ERRCODE_ROWS.filter(({ send }) => send.outcome === 'stop');

test('only what stops every call until somebody acts has a metric of its own', () => {
  const errcodes = stops.map(({ errcode }) => errcode);

  expect(errcodes).toEqual(expect.arrayContaining([...addressErrcodes, ...accountErrcodes]));
  for (const { errcode, send } of ERRCODE_ROWS) {
    if (send.outcome !== 'stop') expect(blockedBy(errcode)).toBeUndefined();
  }
});

test('every refusal of our address is one of them: its hint speaks of the list', () => {
  const ofTheList = stops.filter(({ hint }) =>
    /allow-list|管理员.*IP|IP.*管理员/.test(hint.en + hint.zh),
  );

  expect(ofTheList.map(({ errcode }) => errcode).toSorted()).toEqual(addressErrcodes.toSorted());
});

test('an errcode that no row lists is nobody\u2019s', () => {
  expect(blockedBy(-12_345)).toBeUndefined();
});
