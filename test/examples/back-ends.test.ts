import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { closeServer, listen } from '../../local/http-exchange.ts';
import { type Local, startLocal } from '../../local/start-local.ts';
import { isFull } from '../support/scale.ts';
import { backEnds, run } from './back-ends.ts';
import { aConfirmedUser } from './confirmed-user.ts';

const folder = mkdtempSync(join(tmpdir(), 'yici-examples-'));
const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
let local: Local;

beforeAll(async () => {
  local = await startLocal({ port: 0, simulatorPort: 0, dataDir: folder, schedule: false });
}, 60_000);

afterAll(async () => {
  await local.close();
  rmSync(folder, { recursive: true, force: true });
});

const sent = /^sent ([0-9a-f]+)$/m;
const unknown = /^unknown ([0-9a-f]+): do not send again, have it resolved$/m;

describe.for(backEnds)('the $name example', { timeout: 60_000 }, (backEnd) => {
  const { missing, prepare, cleanUp } = backEnd;

  describe.skipIf(missing !== undefined)(`runs (${missing ?? 'here'})`, () => {
    beforeAll(prepare, 60_000);
    afterAll(cleanUp);

    const remind = (
      args: readonly string[],
      env: Readonly<Record<string, string>> = {},
      command = backEnd.quickCommand,
    ) => run(command, args, { ...keys, YICI_URL: local.serviceUrl, ...env });

    test('sends one message for one receipt, however often it is run', async () => {
      const phone = await aConfirmedUser(local);
      const documented = () => remind([phone.receipt, '7'], {}, backEnd.command);

      const first = await documented();
      const second = await documented();
      const otherKey = await remind([phone.receipt, '8'], {}, backEnd.command);

      expect(first).toMatchObject({ exitCode: 0, stderr: '' });
      expect(first.stdout).toMatch(/^confirmed scene 1001 \(browser\) at 20\d\d-.*Z\nsent /);
      expect(second).toEqual(first);
      expect(otherKey.exitCode).toBe(1);
      expect(otherKey.stdout).toContain('not sent: 409 no_credit: ask the user to confirm again\n');
      expect(await phone.inbox()).toMatchObject([
        {
          scene: 1001,
          title: '上课提醒',
          content: '课程 7 明天 09:00 开始\n请提前十分钟进入教室',
          url: 'https://h5.example.com/course/7',
        },
      ]);
    });

    test('takes the receipt that the README makes with the simulator', async () => {
      const script = join(import.meta.dirname, '../../examples/simulated-receipt.mjs');
      const { openid } = await aConfirmedUser(local, 1002);

      const made = await run([process.execPath, script], [openid], { YICI_URL: local.serviceUrl });
      const { stdout } = await remind([made.stdout.trim()]);

      expect(stdout).toMatch(sent);
    });

    test('signs with temporary credentials', async () => {
      const phone = await aConfirmedUser(local);

      const { stdout } = await remind([phone.receipt], { AWS_SESSION_TOKEN: 'token//of+a/role==' });

      expect(stdout).toMatch(sent);
    });

    test('finds the service behind a trailing slash', async () => {
      const phone = await aConfirmedUser(local);

      const { stdout } = await remind([phone.receipt], { YICI_URL: `${local.serviceUrl}/` });

      expect(stdout).toMatch(sent);
    });

    test('does not repeat a send whose outcome is unknown until somebody has resolved it', async () => {
      const phone = await aConfirmedUser(local);
      await phone.failNextSend({ drop: 'before' });

      const first = await remind([phone.receipt]);
      const second = await remind([phone.receipt]);
      const otherKey = await remind([phone.receipt, '8']);

      const [, sendId] = unknown.exec(first.stdout) ?? [];
      expect(first.exitCode).toBe(2);
      expect(second).toEqual(first);
      expect(otherKey.exitCode).toBe(1);
      expect(otherKey.stdout).toContain('not sent: 409 credit_unknown: have the earlier message');
      expect(await phone.inbox()).toEqual([]);

      const resolution = `/v1/users/${phone.openid}/credits/1001/resolution`;
      const resolved = await phone.callService(resolution, { sendId, delivered: false });
      const third = await remind([phone.receipt]);

      expect(resolved.status).toBe(200);
      expect(third.stdout).toMatch(sent);
      expect(await phone.inbox()).toHaveLength(1);
    });

    // a JVM takes as long to start as the others take for all of it
    if (backEnd.name === 'Java' && !isFull) return;

    test('never sends a second message for one that arrived although its answer was lost', async () => {
      const phone = await aConfirmedUser(local);
      await phone.failNextSend({ drop: 'after' });

      const runs = [
        await remind([phone.receipt]),
        await remind([phone.receipt]),
        await remind([phone.receipt, '8']),
      ];

      expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 1]);
      expect(await phone.inbox()).toHaveLength(1);
    });

    test('may send after an unknown outcome when the user confirms again', async () => {
      const phone = await aConfirmedUser(local);
      await phone.failNextSend({ drop: 'before' });

      const first = await remind([phone.receipt]);
      await phone.confirmAgain();
      const otherKey = await remind([phone.receipt, '8']);

      expect(first.exitCode).toBe(2);
      expect(otherKey.stdout).toMatch(sent);
    });

    test('asks to be run again when WeChat asks to wait, and then sends', async () => {
      const phone = await aConfirmedUser(local);
      await phone.failNextSend({ errcode: 45011 });

      const first = await remind([phone.receipt]);
      const second = await remind([phone.receipt]);

      expect(first.exitCode).toBe(75);
      expect(first.stdout).toMatch(/^again in \d+ s with the same key: 503 wechat_unavailable$/m);
      expect(first.stderr).toContain('"errcode":45011');
      expect(second.stdout).toMatch(sent);
      expect(await phone.inbox()).toHaveLength(1);
    });

    test('says that a refused message may be mended, and keeps the confirm', async () => {
      const phone = await aConfirmedUser(local);
      await phone.failNextSend({ errcode: 45002 });

      const first = await remind([phone.receipt]);
      const second = await remind([phone.receipt]);

      expect(first.exitCode).toBe(1);
      expect(first.stdout).toContain('not sent: 422 message_refused: mend the message');
      expect(second.stdout).toMatch(sent);
    });

    test.for([
      [43101, 'not sent: 409 no_chance: ask the user to confirm again'],
      [40003, 'not sent: 424 refused_by_wechat: do not repeat, read the hint'],
    ] as const)('takes WeChat’s %i for its last word', async ([errcode, line]) => {
      const phone = await aConfirmedUser(local);
      await phone.failNextSend({ errcode });

      const first = await remind([phone.receipt]);
      const second = await remind([phone.receipt]);

      for (const { exitCode, stdout, stderr } of [first, second]) {
        expect(exitCode).toBe(1);
        expect(stdout).toContain(line);
        expect(stderr).toContain('"zh":"');
      }
    });

    test('sees that its key was used with another message', async () => {
      const phone = await aConfirmedUser(local);
      const other = { openid: phone.openid, scene: 1001, title: '停课通知', content: '改到周五' };
      await phone.callService('/v1/messages', other, { 'idempotency-key': 'course-7-reminder' });

      const { exitCode, stdout } = await remind([phone.receipt]);

      expect(exitCode).toBe(1);
      expect(stdout).toContain('not sent: 422 key_reused: the message has changed');
    });

    test.for([
      ['a forged receipt', 'forged', {}, '400 invalid_request'],
      ['another secret', 'any', { AWS_SECRET_ACCESS_KEY: 'other' }, '403'],
      ['another region', 'any', { AWS_REGION: 'cn-north-1' }, '403'],
    ] as const)('gives up on %s', async ([, receipt, env, said]) => {
      const { exitCode, stdout } = await remind([receipt], env);

      expect(exitCode).toBe(1);
      expect(stdout).toBe(`not sent: ${said}: mend the request or its credentials\n`);
    });

    test.for([
      [
        'a full memory of keys',
        429,
        { 'retry-after': '7' },
        '{"code":"too_many_keys"}',
        'again in 7 s with the same key: 429 too_many_keys\n',
      ],
      [
        'a gateway that answers by itself',
        503,
        {},
        '{"message":"Service Unavailable"}',
        'again in 60 s with the same key: 503\n',
      ],
      [
        'a proxy that answers in HTML',
        502,
        {},
        '<html>Bad Gateway</html>',
        'again in 60 s with the same key: 502\n',
      ],
    ] as const)('waits for %s', async ([, status, headers, body, line]) => {
      const server = createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(status, headers).end(body));
      });
      const port = await listen(server, 0, '127.0.0.1');
      onTestFinished(() => closeServer(server));

      const { exitCode, stdout } = await remind(['any'], { YICI_URL: `http://127.0.0.1:${port}` });

      expect(exitCode).toBe(75);
      expect(stdout).toBe(line);
    });

    test('may run again when no answer came', async () => {
      const server = createServer((request) => request.socket.destroy());
      const port = await listen(server, 0, '127.0.0.1');
      onTestFinished(() => closeServer(server));

      const { exitCode, stdout } = await remind(['any'], { YICI_URL: `http://127.0.0.1:${port}` });

      expect(exitCode).toBe(75);
      expect(stdout).toBe('again in 60 s with the same key: no answer\n');
    });

    test('needs a receipt and credentials, and says so', async () => {
      const withoutReceipt = await remind([]);
      const withoutSecret = await remind(['any'], { AWS_SECRET_ACCESS_KEY: '' });

      expect(withoutReceipt.exitCode).toBe(64);
      expect(withoutReceipt.stderr).toMatch(/^usage: /);
      expect(withoutSecret.exitCode).toBe(64);
      expect(withoutSecret.stderr).toContain('AWS_SECRET_ACCESS_KEY is not set');
    });
  });
});
