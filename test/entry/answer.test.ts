import { describe, expect, test } from 'vitest';
import { json, problem, redirect } from '../../src/entry/answer.ts';
import { type ProblemCode, problems } from '../../src/entry/problem.ts';

const bodyOf = (answer: { readonly body?: string | undefined }) => JSON.parse(answer.body ?? '');
const codes = Object.keys(problems) as ProblemCode[];

test('an answer is JSON that nobody stores', () => {
  expect(json(201, { confirmLink: 'https://…' })).toEqual({
    statusCode: 201,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: '{"confirmLink":"https://…"}',
  });
});

describe('a problem', () => {
  test.each(codes)('%s says type, title, status and code, as RFC 9457 has it', (code) => {
    const answer = problem({ code });

    expect(answer).toMatchObject({
      statusCode: problems[code].status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    });
    expect(bodyOf(answer)).toEqual({
      type: `urn:yici:problem:${code}`,
      title: problems[code].title,
      status: problems[code].status,
      code,
    });
  });

  test('where WeChat spoke, its own words and what to do about them are there', () => {
    const said = {
      errcode: 43101,
      errmsg: 'no',
      rid: 'a-b-c',
      hint: { zh: '重新确认', en: 'ask' },
    };

    expect(bodyOf(problem({ code: 'no_chance', detail: 'd', sendId: 's', ...said }))).toMatchObject(
      {
        code: 'no_chance',
        detail: 'd',
        sendId: 's',
        ...said,
      },
    );
  });

  test('a time to wait is a header and no member', () => {
    const answer = problem({ code: 'credit_in_flight', retryAfterSeconds: 42 });

    expect(answer.headers).toMatchObject({ 'retry-after': '42' });
    expect(answer.body).not.toContain('42');
  });

  test('without one there is no header', () => {
    expect(problem({ code: 'no_credit' }).headers).not.toHaveProperty('retry-after');
  });

  test('another status than its usual one is said in both places', () => {
    const answer = problem({ code: 'no_credit', status: 404 });

    expect(answer.statusCode).toBe(404);
    expect(bodyOf(answer).status).toBe(404);
  });
});

test('a redirect is a 302 that nobody stores, with its cookies beside its headers', () => {
  expect(redirect('https://a.example/', ['a=1'])).toEqual({
    statusCode: 302,
    headers: { location: 'https://a.example/', 'cache-control': 'no-store' },
    cookies: ['a=1'],
  });
  expect(redirect('https://a.example/')).not.toHaveProperty('cookies');
});
