import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { parseStage, type StageConfig } from '../lib/config.ts';
import { Failure } from './failure.ts';
import type { Text } from './text.ts';

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
export const readLocalAddresses = async (folder: string | undefined): Promise<LocalAddresses> => {
  const path = join(resolve(folder ?? join(import.meta.dirname, '..', '.yici')), 'addresses.json');
  const addresses = readAddresses(path);
  if (addresses === undefined) throw new Failure('not_running', notThere(path));
  // a run that was killed leaves its addresses behind
  if (!(await isListening(addresses.dynamodbUrl)))
    throw new Failure('not_running', leftBehind(path));
  return addresses;
};

const readAddresses = (path: string): LocalAddresses | undefined => {
  try {
    const { stage, ...addresses } = v.parse(schema, JSON.parse(readFileSync(path, 'utf8')));
    return { ...addresses, config: parseStage(stage, path) };
  } catch {
    return undefined;
  }
};

const isListening = async (url: string): Promise<boolean> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

const notThere = (path: string): Text => ({
  zh: `${path} 不在：本机没有 npm start 在运行。先启动它；数据目录不是 .yici 时用 --data 指明。`,
  en: `${path} is not there, so no npm start runs here. Start one; if its data folder is not .yici, name it with --data.`,
});

const leftBehind = (path: string): Text => ({
  zh: `${path} 是从前的 npm start 留下的，它已不在运行：重新启动它。`,
  en: `${path} was left behind by an npm start that runs no more: start it again.`,
});
