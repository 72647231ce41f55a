import { afterAll, beforeAll, describe } from 'vitest';
import { creditTable } from '../../src/aws/credit-table.ts';
import { startEngine } from '../support/dynamodb.ts';
import { memoryCredits } from '../support/memory-credits.ts';
import { describeCreditStore } from './credit-store-contract.ts';

describeCreditStore('memory', async () => memoryCredits());

describe('the engine that runs locally', () => {
  let engine: Awaited<ReturnType<typeof startEngine>>;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.close());

  describeCreditStore('dynalite', async () =>
    creditTable(engine.client, (await engine.tables()).credits),
  );
});
