import { describe, expect, test } from 'vitest';
import { hashKey } from '../../src/domain/idempotency.ts';
import { openid, startMs } from '../support/builders.ts';
import { aMessageBody, aSendHandler } from '../support/send-handler.ts';

const refusal = async (changes: object, rules = {}) => {
  const { post, requests } = aSendHandler(undefined, rules);
  const { statusCode, body } = await post({ ...aMessageBody, ...changes });
  expect(requests).toEqual([]);
  expect({ statusCode, code: body.code }).toEqual({ statusCode: 400, code: 'invalid_request' });
  return body.detail as string;
};

const accepted = async (changes: object, rules = {}) => {
  const { post, requests } = aSendHandler(undefined, rules);
  const { body } = await post({ ...aMessageBody, ...changes });
  expect(body.detail).not.toMatch(/must/);
  expect(requests).toHaveLength(1);
  return requests[0]?.message;
};

test('a message goes on as it was given, with its deadline', async () => {
  const { post, requests } = aSendHandler();
  const full = {
    ...aMessageBody,
    content: '第一行\n第二行',
    color: '#07c160',
    url: 'https://h5.example.com/course?id=1#top',
    miniprogram: { appid: 'wx0123456789abcdef', pagepath: 'pages/course?id=1' },
  };

  await post(full);

  expect(requests).toEqual([
    {
      message: full,
      keyHash: hashKey('key-1'),
      fingerprint: expect.stringMatching(/^[\w-]{22}$/),
      deadlineMs: startMs + 20_000,
    },
  ]);
});

describe('the Idempotency-Key', () => {
  test('must be there', async () => {
    const { post, requests } = aSendHandler();

    expect(await post(aMessageBody, {})).toMatchObject({
      statusCode: 400,
      body: { code: 'idempotency_key_missing', status: 400 },
    });
    expect(requests).toEqual([]);
  });

  test.each(['', ' ', 'with space', 'x'.repeat(256), 'schlüssel', '键', 'a\tb', 'a\u007f'])(
    'must be 1 to 255 visible ASCII characters: %j',
    async (key) => {
      const { post, requests } = aSendHandler();

      expect(await post(aMessageBody, { 'idempotency-key': key })).toMatchObject({
        statusCode: 400,
        body: { detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters' },
      });
      expect(requests).toEqual([]);
    },
  );

  test.each(['a', 'x'.repeat(255), '8e03978e-40d5-43dd-bc93-6894a57f9324', '"quoted"', '!~'])(
    'may be %s, and goes on as its hash alone',
    async (key) => {
      const { post, requests, output } = aSendHandler();

      await post(aMessageBody, { 'idempotency-key': key });

      expect(requests[0]?.keyHash).toBe(hashKey(key));
      if (key.length > 10) expect(output.lines.join()).not.toContain(key);
    },
  );
});

describe('the same message has the same fingerprint', () => {
  const fingerprintOf = async (body: unknown) => {
    const { post, requests } = aSendHandler();
    await post(body);
    return requests[0]?.fingerprint;
  };

  test('whatever the order of its fields', async () => {
    const reversed = Object.fromEntries(Object.entries(aMessageBody).reverse());

    expect(await fingerprintOf(reversed)).toBe(await fingerprintOf(aMessageBody));
  });

  test.each([
    { title: '下课提醒' },
    { content: '课程将于明天上午十点开始' },
    { scene: 1002 },
    { color: '#000000' },
    { url: 'https://h5.example.com/' },
    { miniprogram: { appid: 'wx0123456789abcdef', pagepath: 'p' } },
  ])('and another one has another: %j', async (changes) => {
    expect(await fingerprintOf({ ...aMessageBody, ...changes })).not.toBe(
      await fingerprintOf(aMessageBody),
    );
  });
});

describe('what was not UTF-8, as API Gateway passes it on', () => {
  test.each([
    { title: '\u03ff\ufffd\ufffd' },
    { content: '\ufffd' },
    { url: 'https://h5.example.com/\ufffd' },
    { miniprogram: { appid: 'wx0123456789abcdef', pagepath: 'p?q=\ufffd' } },
  ])('spends no chance: %j', async (changes) => {
    expect(await refusal(changes)).toMatch(
      / must hold no U\+FFFD, which stands for what was not UTF-8: send the body as UTF-8$/,
    );
  });
});

describe('words are counted as code points', () => {
  test.each(['课'.repeat(15), '😀'.repeat(15), 'a'.repeat(15)])(
    'a title of 15: %s',
    async (title) => {
      expect(await accepted({ title })).toMatchObject({ title });
    },
  );

  test.each(['课', '😀', 'a'])('a title of 16 %s is too long', async (character) => {
    expect(await refusal({ title: character.repeat(16) })).toBe(
      'title must be at most 15 characters, got 16',
    );
  });

  test('a content of 200, and not of 201', async () => {
    const content = '😀'.repeat(200);
    expect(await accepted({ content })).toMatchObject({ content });
    expect(await refusal({ content: '课'.repeat(201) })).toBe(
      'content must be at most 200 characters, got 201',
    );
  });

  test('a line feed is a character of the content, and none of the title', async () => {
    const content = `a${'\n'.repeat(198)}b`;
    expect(await accepted({ content })).toMatchObject({ content });
    expect(await refusal({ content: `a${'\n'.repeat(199)}b` })).toMatch(/got 201$/);
    expect(await refusal({ title: 'a\nb' })).toBe('title must hold no control characters');
  });

  test.each(['\r\n', '\t', '\u0000', '\u001b[31m', '\u007f'])(
    'no other control character: %j',
    async (character) => {
      expect(await refusal({ content: `a${character}b` })).toBe(
        'content must hold no control characters but line feeds',
      );
    },
  );

  test.each(['', ' ', '\u3000', '\n'])('something must be said: %j', async (empty) => {
    expect(await refusal({ content: empty })).toBe('content must not be empty');
    expect(await refusal({ title: empty })).toBe('title must not be empty');
  });

  test('a lone surrogate is no character', async () => {
    expect(await refusal({ title: 'a\ud83d' })).toBe('title must be well-formed Unicode');
  });
});

describe('the colour', () => {
  test.each(['#07C160', '#ffffff', '#AbCdEf'])('may be %s', async (color) => {
    expect(await accepted({ color })).toMatchObject({ color });
  });

  test.each(['07C160', '#07C16', '#07C1600', '#07C16G', 'red', '', '#０７Ｃ１６０', '#07C160\n'])(
    'may not be %j',
    async (color) => {
      expect(await refusal({ color })).toBe('color must be a colour such as #07C160');
    },
  );
});

describe('the mini program', () => {
  const miniprogram = { appid: 'wx0123456789abcdef', pagepath: 'p' };

  test.each<[object, string]>([
    [{ appid: 'wx0123' }, "miniprogram.appid must be 'wx' and 16 hex digits"],
    [{ appid: 'wxABCDEF0123456789' }, "miniprogram.appid must be 'wx' and 16 hex digits"],
    [{ appid: 'wx0123456789abcdeg' }, "miniprogram.appid must be 'wx' and 16 hex digits"],
    [{ pagepath: '' }, 'miniprogram.pagepath must not be empty'],
    [
      { pagepath: 'x'.repeat(1_025) },
      'miniprogram.pagepath must be at most 1024 characters, got 1025',
    ],
    [{ path: 'p' }, 'miniprogram.path is not a known field'],
  ])('%j is refused', async (changes, detail) => {
    expect(await refusal({ miniprogram: { ...miniprogram, ...changes } })).toBe(detail);
  });

  test('needs both its appid and its page', async () => {
    expect(await refusal({ miniprogram: { appid: miniprogram.appid } })).toBe(
      'miniprogram.pagepath is missing',
    );
    expect(await refusal({ miniprogram: { pagepath: 'p' } })).toBe('miniprogram.appid is missing');
  });

  test('may have a page of 1024 characters', async () => {
    const long = { ...miniprogram, pagepath: 'x'.repeat(1_024) };
    expect(await accepted({ miniprogram: long })).toMatchObject({ miniprogram: long });
  });
});

test.each<[object, string]>([
  [{ openid: undefined }, 'openid is missing'],
  [{ openid: [openid] }, 'openid must be a string, got array'],
  [{ scene: '1001' }, 'scene must be an integer from 0 to 10000, got "1001"'],
  [{ template_id: 'x' }, 'template_id is not a known field'],
  [{ url: null }, 'url must be a string, got null'],
])('%j is refused', async (changes, detail) => {
  expect(await refusal(changes)).toBe(detail);
});
