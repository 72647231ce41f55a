import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { sentenceFor } from '../../local/failure-words.ts';
import { BrokenData, BundlingFailed, FolderInUse, PortTaken } from '../../local/failures.ts';
import { lanAddress } from '../../local/lan-address.ts';
import { terminalQr } from '../../local/terminal-qr.ts';
import { wordsOf } from '../../local/words.ts';

const failures = [
  new PortTaken(3000, undefined),
  new FolderInUse('/data', 42),
  new BrokenData('/data', 'damaged'),
  new BrokenData('/data', 'not writable'),
  new BundlingFailed('send-message: nothing there (functions/send-message/index.ts:1)'),
  new Error('x', { cause: new Error("Cannot find package 'dynalite' imported from a.ts") }),
];

test.each(failures)('%s is one sentence, in both languages', (failure) => {
  for (const language of ['zh', 'en'] as const) {
    expect(sentenceFor(failure, wordsOf(language))).toMatch(/^[^\n]+$/);
  }
});

test('a failure that nobody foresaw has no sentence', () => {
  expect(sentenceFor(new TypeError('x is not a function'), wordsOf('en'))).toBeUndefined();
});

const address = (text: string, internal = false) => ({
  address: text,
  netmask: '255.255.255.0',
  family: 'IPv4' as const,
  mac: '00:00:00:00:00:00',
  internal,
  cidr: null,
});

test("the LAN's address is preferred to a container's and to a public one", () => {
  const loopback = { lo: [address('127.0.0.1', true)] };

  expect(lanAddress(loopback)).toBeUndefined();
  expect(lanAddress({ ...loopback, eth0: [address('8.8.8.8')] })).toBeUndefined();
  expect(
    lanAddress({
      ...loopback,
      docker0: [address('172.17.0.1')],
      wlan0: [address('192.168.1.7')],
    }),
  ).toBe('192.168.1.7');
});

test('a QR code is a square of half blocks, two rows to a line', () => {
  const lines = terminalQr('http://192.168.1.7:3000/demo/').map(stripVTControlCharacters);

  const width = lines[0]?.length ?? 0;
  expect(lines.every((line) => line.length === width && /^[ ▀▄█]+$/.test(line))).toBe(true);
  expect(lines).toHaveLength(Math.ceil(width / 2));
});
