import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { createSimulator } from '../../local/wechat-simulator/simulator.ts';
import {
  appid,
  clientOf,
  confirmLink,
  follower,
  message,
  secret,
  startSimulator,
  templateId,
} from './running-simulator.ts';

const entry = join(import.meta.dirname, '../../local/wechat-simulator/main.ts');

it('a simulator that is killed remembers all that it answered', async () => {
  const journalFile = temporaryFile();
  const first = await spawnSimulator(journalFile);
  const { accessToken, tap, send, advance, assume, quirk, fault, post } = clientOf(first.url);
  await advance(3600);
  const token = await accessToken();
  await tap();
  await tap('confirm', follower, confirmLink({ scene: '2' }));
  await send(message(), token);
  await assume({ cancelRevokesChance: true });
  await quirk({ fragment: 'doubled' });
  await fault({ errcode: 45011 });
  await post('/_simulator/users', { openid: 'oNew', name: '新人' });
  const before = await snapshot(first.url);
  await first.kill();

  const second = await spawnSimulator(journalFile);

  expect(await snapshot(second.url)).toEqual(before);
  const again = clientOf(second.url);
  expect((await again.send(message({ scene: '2' }), token)).errcode).toBe(45011);
  expect((await again.send(message({ scene: '2' }), token)).errcode).toBe(0);
  expect((await again.send(message(), token)).errcode).toBe(43101);
  expect((await again.stableToken()).access_token).toBe(token);
});

it('a torn last line is as if its request had never come', async () => {
  const journalFile = temporaryFile();
  const { simulator, tap, send } = await startSimulator({ journalFile });
  await tap();
  await send();
  await simulator.close();
  const whole = readFileSync(journalFile, 'utf8').trimEnd();
  writeFileSync(journalFile, whole.slice(0, -20));

  const { inbox } = await startSimulator({ journalFile });

  expect(await inbox()).toEqual([]);
});

it('a line that is damaged in the middle is an error that names it', async () => {
  const journalFile = temporaryFile();
  writeFileSync(journalFile, '{"changes":[]}\nnonsense\n{"changes":[]}\n');

  const starting = createSimulator({ journalFile }).listen(0, '127.0.0.1');

  await expect(starting).rejects.toThrow(`${journalFile}: line 2`);
});

it('the journal is written anew when the simulator starts', async () => {
  const journalFile = temporaryFile();
  const { simulator, advance } = await startSimulator({ journalFile });
  for (let times = 0; times < 5; times += 1) await advance(1);
  expect(lineCount(journalFile)).toBe(6);
  await simulator.close();

  const { get } = await startSimulator({ journalFile });

  expect(lineCount(journalFile)).toBe(1);
  expect((await get('/_simulator/state')).now).toBe('2026-10-10T04:00:05.000Z');
});

it('accounts given at the start win over the remembered ones, users that changed do not', async () => {
  const journalFile = temporaryFile();
  const options = { journalFile, users: [{ openid: follower, name: '李雷' }] };
  const { simulator, post } = await startSimulator(options);
  await post('/_simulator/users', { openid: follower, rejects: true });
  await simulator.close();

  const account = { appid, secret, template_id: templateId, domains: ['h5.example.com'] };
  const { get } = await startSimulator({ ...options, accounts: [account] });

  const state = await get('/_simulator/state');
  expect(state.accounts).toMatchObject([{ appid, domains: ['h5.example.com'] }]);
  expect(state.users).toMatchObject([{ openid: follower, rejects: true }]);
});

it('without a journal nothing is written', async () => {
  const { tap, send } = await startSimulator();
  await tap();

  expect((await send()).errcode).toBe(0);
});

it('an empty journal is a new one', async () => {
  const journalFile = temporaryFile();
  appendFileSync(journalFile, '');

  const { get } = await startSimulator({ journalFile });

  expect((await get('/_simulator/state')).users).toHaveLength(4);
});

it('a taken port is one sentence and exit code 1', async () => {
  const { port } = new URL((await spawnSimulator(temporaryFile())).url);
  const child = spawn(process.execPath, [entry, '--port', port]);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });

  const [code] = await once(child, 'close');

  expect(code).toBe(1);
  expect(said).toMatch(/^the port is taken by another program/);
  expect(said.trim().split('\n')).toHaveLength(1);
});

async function snapshot(url: string) {
  const { get } = clientOf(url);
  const { now, ...state } = await get('/_simulator/state');
  expect(Date.parse(now)).toBeGreaterThan(Date.now() + 3_500_000);
  return {
    state,
    inbox: await get('/_simulator/inbox'),
    chances: await get('/_simulator/chances'),
    faults: await get('/_simulator/faults'),
    calls: await get('/_simulator/calls'),
  };
}

async function spawnSimulator(journalFile: string) {
  const child = spawn(process.execPath, [entry, '--port', '0', '--journal', journalFile]);
  onTestFinished(() => kill(child));
  const [line] = await once(createInterface(child.stdout), 'line');
  const { port } = new URL(/http:\S+/.exec(line)?.[0] ?? '');
  return { url: `http://127.0.0.1:${port}`, kill: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wechat-simulator-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'journal.jsonl');
}

function lineCount(file: string): number {
  return readFileSync(file, 'utf8').trimEnd().split('\n').length;
}
