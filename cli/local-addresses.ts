import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { parseStage, type StageConfig } from '../lib/config.ts';
import { Failure } from './failure.ts';

const schema = v.object({
  serviceUrl: v.string(),
  dynamodbUrl: v.string(),
  ssmUrl: v.string(),
  creditsTable: v.string(),
  stage: v.unknown(),
});

export type LocalAddresses = Omit<v.InferOutput<typeof schema>, 'stage'> & {
  readonly config: StageConfig;
};

/** What `npm start` leaves in its data folder while it runs. @throws Failure when it does not */
export const readLocalAddresses = (folder: string | undefined): LocalAddresses => {
  const path = join(resolve(folder ?? join(import.meta.dirname, '..', '.yici')), 'addresses.json');
  try {
    const { stage, ...addresses } = v.parse(schema, JSON.parse(readFileSync(path, 'utf8')));
    return { ...addresses, config: parseStage(stage, path) };
  } catch {
    throw new Failure('not_running', {
      zh: `${path} 不在：本机没有 npm start 在运行。先启动它；数据目录不是 .yici 时用 --data 指明。`,
      en: `${path} is not there, so no npm start runs here. Start one; if its data folder is not .yici, name it with --data.`,
    });
  }
};
