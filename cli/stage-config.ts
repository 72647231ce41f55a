import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidConfig, type StageConfig } from '../lib/config.ts';
import { readConfigFile } from '../lib/config-file.ts';
import { Failure, usageFailure } from './failure.ts';

const root = join(import.meta.dirname, '..');

export type NamedConfig = { readonly name: string; readonly config: StageConfig };

/**
 * One stage of `yici.config.ts`: the one that is named, or the only one.
 * @throws Failure with every problem of the file
 */
export const readStageConfig = async (
  file: string | undefined,
  asked: string | undefined,
): Promise<NamedConfig> => {
  const stages = await readConfig(
    file === undefined ? join(root, 'yici.config.ts') : resolve(file),
  );
  const names = Object.keys(stages);
  const name = asked ?? (names.length === 1 ? names[0] : undefined);
  const config = name === undefined || !Object.hasOwn(stages, name) ? undefined : stages[name];
  if (name !== undefined && config !== undefined) return { name, config };
  const known = [...names, 'local'].join(', ');
  throw usageFailure(
    name === undefined
      ? {
          zh: `有几个环境，用 --stage 说明是哪个：${known}。`,
          en: `There are several stages: say which one with --stage: ${known}.`,
        }
      : { zh: `没有这个环境，可选：${known}。`, en: `There is no such stage; there is ${known}.` },
  );
};

const readConfig = async (path: string) => {
  if (!existsSync(path)) {
    throw usageFailure({
      zh: `没有配置文件 ${path}。用 --config 指定，或从仓库里恢复 yici.config.ts。`,
      en: `There is no configuration at ${path}: name it with --config, or restore yici.config.ts.`,
    });
  }
  try {
    return await readConfigFile(path, root);
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    const problems = error.message.replaceAll(/^/gm, '  ');
    throw new Failure('invalid_config', {
      zh: `配置不能用，问题如下（英文）：\n${problems}`,
      en: `The configuration cannot be used:\n${problems}`,
    });
  }
};
