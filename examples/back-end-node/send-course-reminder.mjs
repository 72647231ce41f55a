// Reminds one student of a class (上课提醒) through yici. Node 18 or newer, nothing to install.
//
//   node send-course-reminder.mjs <receipt> [course id]
//
// Exit code: 0 sent; 75 run the same command again later; 2 nobody knows whether it was sent;
// 1 not sent, and the same command will not change that; 64 the command itself is wrong.
import { createHash, createHmac } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const remind = async (receipt, course) => {
  // Moment 1: the H5 page has just handed over its receipt, which lives for ten minutes. Take the
  // openid from the answer, never one that a page or an app tells you, and store it together with
  // the scene in the student's enrolment. It is no login: that needs the assurance `openid`.
  const opened = await post('/v1/receipts', { receipt });
  if (opened.status !== 200) return conclude(opened);
  const { openid, scene, assurance, confirmedAt } = opened.body;
  console.log(`confirmed scene ${scene} (${assurance}) at ${confirmedAt}`);

  // Moment 2, from your queue or cron: the evening before the class. The key says what must happen
  // at most once. It has to be stored before the first attempt, and so has the message: after a
  // crash or a lost answer, the same key with the same message gets the first attempt's answer
  // and sends nothing more. A key made of the record itself is stored as soon as the record is.
  const key = `course-${course}-reminder`;
  const title = '上课提醒';
  const content = `课程 ${course} 明天 09:00 开始\n请提前十分钟进入教室`;
  const message = { openid, scene, title, content, url: `https://h5.example.com/course/${course}` };
  return conclude(await post('/v1/messages', message, { 'idempotency-key': key }));
};

/** What an answer tells this job to do: a line for people, and the exit code. */
const conclude = ({ status, body, retryAfter, text }) => {
  if (status === 200) {
    console.log(`sent ${body.sendId}`);
    return 0;
  }
  if (status === 202) {
    // The user may have it already: another key could send it twice. Put the sendId on somebody's
    // desk; that person finds out and says so with
    // POST /v1/users/{openid}/credits/{scene}/resolution {sendId, delivered: true|false}.
    // After `false` the same command sends. A user who confirms again does not have to wait.
    console.log(`unknown ${body.sendId}: do not send again, have it resolved`);
    return 2;
  }
  // A problem's `hint` says in Chinese and in English what WeChat's answer means: log all of it.
  console.error(text);
  const said = [status || 'no answer', body.code].filter(Boolean).join(' ');
  if (status === 0 || status === 429 || status >= 500 || body.code === 'credit_in_flight') {
    console.log(`again in ${retryAfter ?? 60} s with the same key: ${said}`);
    return 75;
  }
  console.log(`not sent: ${said}: ${advice[body.code] ?? 'mend the request or its credentials'}`);
  return 1;
};

const advice = {
  receipt_expired: 'open a receipt within ten minutes of the confirm',
  no_credit: 'ask the user to confirm again',
  no_chance: 'ask the user to confirm again',
  credit_unknown: 'have the earlier message resolved first',
  key_reused: 'the message has changed since the first attempt: a new message needs a new key',
  message_refused: 'mend the message and send it with the same key, the confirm is kept',
  refused_by_wechat: 'do not repeat, read the hint',
};

const post = async (path, value, headers = {}) => {
  const request = {
    method: 'POST',
    url: new URL(setting('YICI_URL', 'http://127.0.0.1:3000').replace(/\/+$/, '') + path),
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
  try {
    const response = await fetch(request.url, {
      ...request,
      headers: sign(request, new Date()),
      redirect: 'manual',
      // Longer than the 30 s that API Gateway gives an answer: hanging up first learns nothing.
      signal: AbortSignal.timeout(35_000),
    });
    const text = await response.text();
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, body: parse(text), retryAfter, text };
  } catch (error) {
    return { status: 0, body: {}, retryAfter: null, text: `no answer: ${error.message}` };
  }
};

/** What stands between you and the service may answer in HTML. */
const parse = (text) => {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
};

/**
 * AWS Signature Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * @returns the headers to send: the given ones (lower-case names), all signed, and those that sign
 */
export const sign = ({ method, url, headers, body }, now) => {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${setting('AWS_REGION', 'us-east-1')}/execute-api/aws4_request`;
  const sessionToken = setting('AWS_SESSION_TOKEN', ''); // temporary credentials only
  const sent = {
    ...headers,
    'x-amz-date': time,
    ...(sessionToken === '' ? {} : { 'x-amz-security-token': sessionToken }),
  };
  // fetch makes the same Host header from the URL.
  const signed = Object.entries({ ...sent, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonicalRequest = [
    method,
    // The path as it is sent, encoded once more: every AWS service but S3 wants that.
    url.pathname.split('/').map(encode).join('/'),
    canonicalQuery(url.search.slice(1)),
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const stringToSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonicalRequest)].join('\n');
  const signingKey = scope
    .split('/')
    .reduce((key, part) => hmac(key, part).digest(), `AWS4${setting('AWS_SECRET_ACCESS_KEY')}`);
  const signature = hmac(signingKey, stringToSign).digest('hex');
  const credential = `${setting('AWS_ACCESS_KEY_ID')}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, authorization };
};

/** Sorted by name, then value: a space stands for `=` meanwhile, as it sorts before all else. */
const canonicalQuery = (query) =>
  query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split(/=(.*)/s).slice(0, 2))
    .map(([name, value = '']) => [name, value].map((each) => encode(decodeURIComponent(each))))
    .map((pair) => pair.join(' '))
    .sort()
    .join('&')
    .replaceAll(' ', '=');

/** RFC 3986; encodeURIComponent alone leaves these five as they are. */
const encode = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text);

const setting = (name, otherwise) => {
  const value = process.env[name] || otherwise;
  if (value === undefined) wrongCommand(`${name} is not set (for npm start it is \`local\`)`);
  return value;
};

const wrongCommand = (why) => {
  console.error(why);
  process.exit(64);
};

if (import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const [receipt, course = '7'] = process.argv.slice(2);
  if (receipt === undefined)
    wrongCommand('usage: node send-course-reminder.mjs <receipt> [course]');
  process.exitCode = await remind(receipt, course);
}
