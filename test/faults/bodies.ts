import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { answering, type Fault } from './hosts.ts';

const unknown = (
  bodyOf: (good: string) => string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Fault => ({ fate: 'unknown', host: answering(bodyOf, headers) });

const believed = (bodyOf: (good: string) => string | Buffer): Fault => ({
  fate: 'believed',
  host: answering(bodyOf),
});

/** 成功 in the charset of older Chinese systems: `Buffer` cannot write it. */
const successInGbk = Buffer.from([0xb3, 0xc9, 0xb9, 0xa6]);
const inGbk = (good: string): Buffer =>
  Buffer.concat([Buffer.from(`${good.slice(0, -1)},"note":"`), successInGbk, Buffer.from('"}')]);
const garbage = Buffer.from(Array.from({ length: 512 }, (_, at) => (at * 167 + 13) % 256));
const encoded = (encoding: string) => ({ 'content-encoding': encoding });

/** Bytes of HTTP 200 that are not the JSON object that WeChat documents. */
export const unreadableBodies: Readonly<Record<string, Fault>> = {
  'an empty body': unknown(() => ''),
  'white space': unknown(() => ' \r\n'),
  'a truncated answer': unknown((good) => good.slice(0, -1)),
  'half an answer': unknown((good) => good.slice(0, good.length / 2)),
  'an answer and a letter': unknown((good) => `${good}x`),
  'two answers in one': unknown((good) => `${good}${good}`),
  'an array': unknown((good) => `[${good}]`),
  'an empty array': unknown(() => '[]'),
  'an empty object': unknown(() => '{}'),
  null: unknown(() => 'null'),
  'a number': unknown(() => '0'),
  'a word': unknown(() => '"ok"'),
  true: unknown(() => 'true'),
  NaN: unknown(() => 'NaN'),
  ok: unknown(() => 'ok'),
  'the answer as a string': unknown((good) => JSON.stringify(good)),
  'the answer one level too deep': unknown((good) => `{"data":${good}}`),
  'the answer in 10,000 arrays': unknown(
    (good) => `${'['.repeat(10_000)}${good}${']'.repeat(10_000)}`,
  ),
  'objects nested without end': unknown((good) => `{"a":${'{"a":'.repeat(8_000)}${good}`),
  'a callback': unknown((good) => `callback(${good})`),
  'single quotes': unknown((good) => good.replaceAll('"', "'")),
  'a comment': unknown((good) => `/* */${good}`),
  'a trailing comma': unknown((good) => `${good.slice(0, -1)},}`),
  'a byte of zero': unknown((good) => `${good}\0`),
  'a byte order mark': unknown((good) => `\ufeff${good}`),
  GBK: unknown(inGbk),
  'UTF-16': unknown((good) => Buffer.from(`\ufeff${good}`, 'utf16le')),
  'Latin-1': unknown((good) => Buffer.from(`${good.slice(0, -1)},"note":"é"}`, 'latin1')),
  'half a Chinese character': unknown((good) =>
    Buffer.concat([
      Buffer.from(`${good.slice(0, -1)},"note":"`),
      Buffer.from('成').subarray(0, 2),
      Buffer.from('"}'),
    ]),
  ),
  'gzip that nobody asked for': unknown((good) => gzipSync(good), encoded('gzip')),
  'gzip that does not say so': unknown((good) => gzipSync(good)),
  'garbage that is said to be gzip': unknown(() => garbage, encoded('gzip')),
  deflate: unknown((good) => deflateSync(good), encoded('deflate')),
  brotli: unknown((good) => brotliCompressSync(good), encoded('br')),
};

/** Unusual, and yet the answer. */
export const oddBodies: Readonly<Record<string, Fault>> = {
  'an answer with line ends': believed((good) => `\r\n${good}\n`),
  'an answer laid out to be read': believed((good) => JSON.stringify(JSON.parse(good), null, 2)),
  'an answer with members that nobody knows': believed(
    (good) => `${good.slice(0, -1)},"detail":{"a":[{"b":1},{"b":2}]},"msg":"已发送 \\"a\\": 1"}`,
  ),
  'an answer of 60 KB': believed(
    (good) => `${good.slice(0, -1)},"msg":${JSON.stringify('"a":'.repeat(9_000))}}`,
  ),
};

/** What each call may find in the place of `{"errcode":0}` and of a token. */
export const damagedSends: Readonly<Record<string, string>> = {
  'errcode twice, first 0': '{"errcode":0,"errcode":43101}',
  'errcode twice, last 0': '{"errcode":43101,"errmsg":"no","errcode":0}',
  'errcode twice, spelled in two ways': '{"errcode":43101,"\\u0065rrcode":0}',
  'errcode twice, with spaces': '{"errcode" : 43101 , "errcode"\n:\t0}',
  'errmsg twice': '{"errcode":0,"errmsg":"ok","errmsg":"no"}',
  'a member twice, deep inside': '{"errcode":0,"detail":[{"a":1,"a":2}]}',
  '__proto__ in the place of errcode': '{"__proto__":{"errcode":0}}',
  'no errcode': '{"errmsg":"ok"}',
  'errcode in other letters': '{"Errcode":0,"ERRCODE":0}',
  'errcode as a string': '{"errcode":"0","errmsg":"ok"}',
  'errcode as an empty string': '{"errcode":"","errmsg":"ok"}',
  'a refusal as a string': '{"errcode":"43101"}',
  'errcode null': '{"errcode":null}',
  'errcode false': '{"errcode":false}',
  'errcode in an array': '{"errcode":[0]}',
  'errcode as an object': '{"errcode":{}}',
  'errcode with a fraction': '{"errcode":0.5}',
  'a refusal with a fraction': '{"errcode":43101.5}',
  'errcode beyond every number': '{"errcode":1e400}',
  'errcode beyond whole numbers': '{"errcode":9007199254740993}',
  'a negative errcode': '{"errcode":-43101}',
  'an errcode that nobody knows': '{"errcode":2147483647}',
  'a token in the place of an errcode': '{"access_token":"T","expires_in":7200}',
};

export const damagedTokens: Readonly<Record<string, string>> = {
  'access_token twice': '{"access_token":"A","access_token":"B","expires_in":7200}',
  'expires_in twice': '{"access_token":"A","expires_in":7200,"expires_in":1}',
  'access_token twice, spelled in two ways':
    '{"access_token":"A","\\u0061ccess_token":"B","expires_in":7200}',
  'no access_token': '{"expires_in":7200}',
  'an empty access_token': '{"access_token":"","expires_in":7200}',
  'access_token null': '{"access_token":null,"expires_in":7200}',
  'access_token as a number': '{"access_token":7,"expires_in":7200}',
  'access_token in an array': '{"access_token":["A"],"expires_in":7200}',
  'no expires_in': '{"access_token":"A"}',
  'expires_in as a string': '{"access_token":"A","expires_in":"7200"}',
  'expires_in null': '{"access_token":"A","expires_in":null}',
  'expires_in with a fraction': '{"access_token":"A","expires_in":7200.5}',
  'expires_in of nothing': '{"access_token":"A","expires_in":0}',
  'a negative expires_in': '{"access_token":"A","expires_in":-7200}',
  'expires_in of years': '{"access_token":"A","expires_in":315360000}',
  'expires_in beyond every date': '{"access_token":"A","expires_in":9007199254740991}',
  'expires_in beyond every number': '{"access_token":"A","expires_in":1e400}',
  'errcode as a string': '{"errcode":"40013","errmsg":"no"}',
  'errcode twice': '{"errcode":0,"errcode":40013}',
  'success without a token': '{"errcode":0,"errmsg":"ok"}',
};

export const asFault = (body: string): Fault => unknown(() => body);
