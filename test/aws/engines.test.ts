import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { creditTable } from '../../src/aws/credit-table.ts';
import { refreshLock } from '../../src/aws/refresh-lock.ts';
import { installDynamodbLocal, startDynamodbLocal } from '../dynamodb-local/dynamodb-local.ts';
import { startEngine } from '../support/dynamodb.ts';
import { isFull, runs } from '../support/scale.ts';
import { sequences } from './credit-intentions.ts';
import { answerOf, play } from './credit-operations.ts';
import { describeCreditStore } from './credit-store-contract.ts';
import { describeRefreshLock } from './refresh-lock-contract.ts';

type Engine = Awaited<ReturnType<typeof startEngine>>;

/** `YICI_SEQUENCES='<seed> [path]'`: other sequences, or the one that a failed run names. */
const [seed = '20261127', path] = process.env['YICI_SEQUENCES']?.split(' ') ?? [];
const count = runs(152, 3_000);
/** So many sequences at a time. */
const lanes = path === undefined ? 8 : 1;

/** Why Amazon's own engine cannot run here, if so. It is asked in a full run alone. */
const missing = isFull ? installDynamodbLocal() : 'only npm run test:full has it';
if (isFull && missing !== undefined) {
  console.warn(`SKIPPED: the stores on DynamoDB Local, because ${missing}`);
}

let dynalite: Engine;
let dynamodbLocal: Engine | undefined;
beforeAll(async () => {
  dynalite = await startEngine();
  if (missing === undefined) dynamodbLocal = await startEngine(startDynamodbLocal);
});
afterAll(async () => {
  await dynalite.close();
  await dynamodbLocal?.close();
});

/** Written at once, so that it shows while they are played. */
const say = (line: string) => process.stderr.write(`${line}\n`);

const kindOf = (answer: unknown): 'written' | 'refused' | 'answered' =>
  typeof answer === 'object' && answer !== null && 'written' in answer
    ? answer.written === true
      ? 'written'
      : 'refused'
    : 'answered';

it('the credits in memory answer as the real engines do, whatever is done to them', async () => {
  const engines = [
    { name: 'dynalite', engine: dynalite },
    ...(dynamodbLocal === undefined ? [] : [{ name: 'DynamoDB Local', engine: dynamodbLocal }]),
  ];
  const stores = await Promise.all(
    engines.map(async ({ name, engine }) => ({
      name,
      credits: creditTable(engine.client, (await engine.tables()).credits),
    })),
  );
  const answers = new Map<string, number>();
  let played = 0;
  let operations = 0;

  const property = fc.asyncProperty(sequences, async (sequence) => {
    const wanted = await play(sequence);
    await Promise.all(
      stores.map(async ({ name, credits }) => {
        for (const [index, { operation, answer }] of wanted.entries()) {
          expect(
            await answerOf(operation, credits),
            `${name}, call ${index + 1}: ${operation.name} ${JSON.stringify(operation.given)}`,
          ).toEqual(answer);
        }
      }),
    );
    for (const { operation, answer } of wanted) {
      const kind = `${operation.name} ${kindOf(answer)}`;
      answers.set(kind, (answers.get(kind) ?? 0) + 1);
    }
    played += 1;
    operations += wanted.length;
    if (played % 500 === 0) say(`engines: ${played} of ${count} sequences`);
  });
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      fc.assert(property, {
        seed: Number(seed) + lane,
        ...(path === undefined ? { numRuns: count / lanes } : { path }),
      }),
    ),
  );

  say(
    `engines: seed ${seed}, ${played} sequences, ${operations} operations ` +
      `in memory, on ${stores.map(({ name }) => name).join(' and ')}: 0 differences`,
  );
  if (path !== undefined) return;
  const transitions = ['record', 'claim', 'settle', 'settleLate', 'release', 'reopen'];
  for (const name of [...transitions, 'resolve', 'resolveSuperseded', 'erase']) {
    for (const kind of ['written', 'refused']) {
      expect(answers.get(`${name} ${kind}`), `${name} ${kind}`).toBeGreaterThan(count / 60);
    }
  }
}, 900_000);

if (isFull) {
  describe.skipIf(missing !== undefined)(`Amazon's own engine (${missing ?? 'here'})`, () => {
    const tables = async () => {
      if (dynamodbLocal === undefined) throw new Error('DynamoDB Local was not started');
      return { client: dynamodbLocal.client, ...(await dynamodbLocal.tables()) };
    };
    describeCreditStore('DynamoDB Local', async () => {
      const { client, credits } = await tables();
      return creditTable(client, credits);
    });
    describeRefreshLock('on DynamoDB Local', async () => {
      const { client, locks } = await tables();
      return refreshLock(client, locks);
    });
  });
}
