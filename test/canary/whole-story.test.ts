import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plantedOpenids, plantedSecrets } from './planted.ts';
import { type Planted, startPlanted } from './planted-service.ts';
import { searchFor, spellingsOf } from './spellings.ts';
import { liveThroughIt } from './story.ts';

let planted: Planted;
beforeAll(async () => {
  planted = await startPlanted();
  await liveThroughIt(planted);
}, 240_000);
afterAll(() => planted.world.close());

const secrets = () => ({ ...plantedSecrets, ...planted.tokens });
const counted: Record<string, number> = {};
afterAll(() => {
  const told = Object.entries(counted).map(([name, number]) => `${number} ${name}`);
  process.stdout.write(`canary: whole story: ${told.join(', ')}\n`);
});

describe('the whole story, with all that may go wrong in it', () => {
  test('did happen: everything was planted, sent, refused and logged', async () => {
    const events = new Set(planted.world.lines.map((line) => /"event":"([^"]+)"/.exec(line)?.[1]));
    for (const event of [
      'link.created',
      'consent.recorded',
      'consent.repeated',
      'consent.cancelled',
      'consent.refused',
      'receipt.opened',
      'credit.claimed',
      'credit.claim_refused',
      'credit.resolved',
      'credit.erased',
      'message.sent',
      'message.refused',
      'message.released',
      'message.unknown',
      'request.invalid',
      'request.failed',
    ]) {
      expect([...events]).toContain(event);
    }
    expect(new Set(Object.values(planted.tokens)).size).toBeGreaterThanOrEqual(2);
    expect(Object.values(planted.passing).every((each) => each.length > 16)).toBe(true);
    counted['secrets and tokens'] = Object.keys(secrets()).length;
    counted['openids'] = Object.keys(plantedOpenids).length;
    counted['spellings'] = Object.values({ ...secrets(), ...plantedOpenids }).flatMap(
      spellingsOf,
    ).length;
    counted['log lines'] = planted.world.lines.length;
    counted['answers'] = planted.answers.anybody.length + planted.answers['back end'].length;
  });

  test('no log line, metric or error holds a secret, an openid, a seal, a receipt or a key', () => {
    const logged = planted.world.lines.join('\n');

    expect(searchFor({ ...secrets(), ...plantedOpenids, ...planted.passing }, logged)).toEqual([]);
  });

  test('no answer holds a secret', () => {
    const text = [...planted.answers.anybody, ...planted.answers['back end']].join('\n');

    expect(searchFor(secrets(), text)).toEqual([]);
  });

  test('no answer to anybody but the back end holds an openid', () => {
    expect(searchFor(plantedOpenids, planted.answers.anybody.join('\n'))).toEqual([]);
    // which is told it, so that the search would find one
    expect(searchFor(plantedOpenids, planted.answers['back end'].join('\n'))).not.toEqual([]);
  });

  test('every line is one JSON object, under its time and its function', () => {
    for (const line of planted.world.lines) {
      const [time = '', name = '', json = ''] = line.split(/\t/, 3);
      expect(new Date(time).toISOString()).toBe(time);
      expect(name).toMatch(/^[a-z-]+$/);
      expect(typeof JSON.parse(json)).toBe('object');
    }
  });
});
