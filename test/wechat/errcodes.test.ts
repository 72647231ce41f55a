import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONFIRM_PAGE_ERRORS } from '../../src/wechat/confirm-page-errors.ts';
import { ERRCODE_ROWS } from '../../src/wechat/errcode-rows.ts';
import { errcodeRow, hintFor, readRid, readSeenIp } from '../../src/wechat/errcodes.ts';

/** Every errcode we know of, by what it means on a send; written out so that a lost row is seen. */
const CODES = {
  sent: [0],
  no_chance: [43101],
  refused: [40003, 43004, 43019, 48002],
  message_refused: [40033, 40165, 40166, 40249, 44002, 45002, 45003, 45082, 45168, 47001, 47003],
  try_later: [43108, 43117, 45011],
  token_refused: [40001, 40014, 42001],
  stop: [
    40002, 40013, 40037, 40125, 40164, 40243, 41001, 41002, 41004, 43002, 43107, 43116, 45009,
    45103, 45109, 48001, 48004, 50002, 50004, 61004, 89501, 89503, 89506, 89507,
  ],
  unknowable: [-1, 40241, 40252],
} as const;

const EFFECTS = {
  sent: { credit: 'spent', status: 200, code: null },
  no_chance: { credit: 'void', status: 409, code: 'no_chance' },
  refused: { credit: 'void', status: 424, code: 'refused_by_wechat' },
  message_refused: { credit: 'released', status: 422, code: 'message_refused' },
  try_later: { credit: 'released', status: 503, code: 'wechat_unavailable' },
  token_refused: { credit: 'released', status: 503, code: 'wechat_unavailable' },
  stop: { credit: 'released', status: 503, code: 'wechat_blocked' },
  unknowable: { credit: 'unknown', status: 202, code: null },
} as const;

const CHINESE = /\p{Script=Han}/u;
const outcomes = Object.entries(CODES);
const anErrcode = fc.oneof(
  fc.constantFrom(...ERRCODE_ROWS.map((row) => row.errcode)),
  fc.integer({ min: -10, max: 1_000_000 }),
);

describe('the errcode table', () => {
  test('it holds every known errcode, each once', () => {
    const errcodes = ERRCODE_ROWS.map((row) => row.errcode);

    expect(errcodes.toSorted((a, b) => a - b)).toEqual(
      Object.values(CODES)
        .flat()
        .toSorted((a, b) => a - b),
    );
    expect(new Set(errcodes).size).toBe(errcodes.length);
  });

  test.each(outcomes)(
    'what WeChat answers as %s always settles the credit the same way',
    (outcome, errcodes) => {
      for (const errcode of errcodes) {
        const { send } = errcodeRow(errcode);
        expect(send.outcome, String(errcode)).toBe(outcome);
        expect(send, String(errcode)).toMatchObject(EFFECTS[send.outcome]);
      }
    },
  );

  test('an errcode that nobody listed leaves the credit unknown and calls the operator', () => {
    const row = errcodeRow(99_999);

    expect(row.errcode).toBe(99_999);
    expect(row.send).toMatchObject({ outcome: 'unknowable', alarm: true, ...EFFECTS.unknowable });
    expect(row.token).toBe('operator');
  });

  test('only an answer that rules a delivery out gives the chance back', () => {
    fc.assert(
      fc.property(anErrcode, (errcode) => {
        const { send } = errcodeRow(errcode);
        expect(send.outcome === 'unknowable').toBe(send.credit === 'unknown');
        expect(send.outcome === 'sent').toBe(send.credit === 'spent');
      }),
    );
  });

  test('whatever stops every message raises the alarm', () => {
    for (const { errcode, send } of ERRCODE_ROWS) {
      if (send.outcome === 'stop') expect(send.alarm, String(errcode)).toBe(true);
    }
  });

  test('what concerns one user or one message calls nobody, save an empty body, which is ours', () => {
    const alarmed = ERRCODE_ROWS.filter(({ send }) => send.alarm && send.outcome !== 'stop');

    expect(alarmed.map((row) => row.errcode)).toEqual([44002]);
  });

  test('a wait is named exactly where the same message may be sent again by itself', () => {
    for (const { errcode, send } of ERRCODE_ROWS) {
      expect(send.retryAfterSeconds !== undefined, String(errcode)).toBe(
        send.code === 'wechat_unavailable',
      );
    }
  });

  test('a token call mends itself after a system error or the minute quota, else an operator acts', () => {
    const byItself = ERRCODE_ROWS.filter((row) => row.token === 'try_later');

    expect(byItself.map((row) => row.errcode).toSorted((a, b) => a - b)).toEqual([-1, 45011]);
    expect(ERRCODE_ROWS.filter((row) => row.token === 'ok').map((row) => row.errcode)).toEqual([0]);
  });

  test('every row names the page or thread it rests on', () => {
    for (const { errcode, source } of ERRCODE_ROWS) {
      expect(URL.canParse(source), String(errcode)).toBe(true);
    }
  });
});

describe('hints', () => {
  test('every errcode has one in Chinese and one in English, with nothing left to fill in', () => {
    fc.assert(
      fc.property(anErrcode, fc.string(), (errcode, errmsg) => {
        const { zh, en } = hintFor(errcode, errmsg);
        expect(zh).toMatch(CHINESE);
        expect(en).toMatch(/[a-z]{3}/);
        expect(en).not.toMatch(CHINESE);
        expect(`${zh}${en}`).not.toMatch(/[{<]| {2}/);
      }),
    );
  });

  test('a refused address is shown as WeChat saw it', () => {
    const listed = hintFor(
      40164,
      'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist',
    );
    const registered = hintFor(61004, 'access clientip is not registered requestIP: 203.0.113.7');

    for (const { zh, en } of [listed, registered]) {
      expect(zh).toContain('203.0.113.7');
      expect(en).toContain('203.0.113.7');
    }
  });

  test('a refused address that errmsg does not show is looked for there', () => {
    expect(hintFor(40164, 'invalid ip').zh).toContain('errmsg');
    expect(hintFor(40164, 'invalid ip').en).toContain('errmsg');
  });

  test.each([43101, 40037, -1])('%i names the products it is mixed up with', (errcode) => {
    const { zh, en } = hintFor(errcode, '');

    expect(zh).toContain('订阅通知');
    expect(zh).toContain('模板消息');
    expect(en).toContain('Subscription Notifications');
    expect(en).toContain('Template Messages');
  });

  test('the table stays small enough to travel with a function', () => {
    expect(Buffer.byteLength(JSON.stringify(ERRCODE_ROWS))).toBeLessThan(32 * 1024);
  });
});

describe('reading errmsg', () => {
  test.each([
    ['user refuse to accept the msg rid: 60bde0eb-0067db5d-27db7357', '60bde0eb-0067db5d-27db7357'],
    [
      'invalid image url hint: [KK49Ka0619shc5] rid: 60bde0eb-0067db5d-27db7357',
      '60bde0eb-0067db5d-27db7357',
    ],
    ['api unauthorized hints: [IHgAnzNre-rFEKqA!]', 'IHgAnzNre-rFEKqA!'],
    ['invalid credential hint: [ req_id: JlKsOA0081ha27 ]', 'JlKsOA0081ha27'],
    ['This API has been unsupported hint: [PfHdph4FE-x4xABA]', 'PfHdph4FE-x4xABA'],
    ['ok', undefined],
    ['', undefined],
    ['rid: 60bde0eb-0067db5d', undefined],
    ['rid: 60bde0eb-0067db5d-27db7357-1', undefined],
    ['hint: []', undefined],
  ])('the request id of %j is %j', (errmsg, rid) => {
    expect(readRid(errmsg)).toBe(rid);
  });

  test.each([
    [
      'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: 60bde0eb-0067db5d-27db7357',
      '1.2.3.4',
    ],
    ['invalid ip 1.2.3.4, not in whitelist hint: [A0081ha27]', '1.2.3.4'],
    ['invalid ip ::ffff:1.2.3.4, not in whitelist', '1.2.3.4'],
    ['invalid ip 2001:db8::7, not in whitelist', '2001:db8::7'],
    [
      'access clientip is not registered requestIP: 1.2.3.4 rid: 60bde0eb-0067db5d-27db7357',
      '1.2.3.4',
    ],
    ['access clientip is not registered requestIP: 1.2.3.4.', '1.2.3.4'],
    ['invalid ip 1.2.3.400, not in whitelist', undefined],
    ['invalid credential, access_token is invalid or not latest', undefined],
  ])('the address that WeChat saw in %j is %j', (errmsg, ip) => {
    expect(readSeenIp(errmsg)).toBe(ip);
  });

  test('no errmsg, however strange, makes the readers fail or invent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (errmsg) => {
        for (const said of [readRid(errmsg), readSeenIp(errmsg)]) {
          if (said !== undefined) expect(errmsg).toContain(said);
        }
      }),
    );
  });
});

describe("the confirm page's errors", () => {
  test('each of the three has a cause and a check in both languages', () => {
    expect(CONFIRM_PAGE_ERRORS.map((page) => page.title)).toEqual([
      '模板ID错误',
      '应用跳转的域名非法',
      '应用访问参数错误',
    ]);
    for (const { cause, check } of CONFIRM_PAGE_ERRORS) {
      for (const { zh, en } of [cause, check]) {
        expect(zh).toMatch(CHINESE);
        expect(en).not.toMatch(CHINESE);
        expect(en.length).toBeGreaterThan(20);
      }
    }
  });
});
