import { placeholders } from '../../lib/placeholders.ts';
import { checkAppsecret, looksLikeAppsecret, type SecretCheck } from '../appsecret.ts';
import {
  type Command,
  type Context,
  done,
  flagOption,
  type Input,
  textOption,
} from '../command.ts';
import { Failure, usageFailure } from '../failure.ts';
import { readStored, writeSecret } from '../parameter-store.ts';
import { writeKeyList } from '../rotation/key-list.ts';
import type { Stage } from '../stage.ts';
import type { Text } from '../text.ts';
import { checkWords, initWords, madeWords } from '../words/init.ts';

/** The secrets that people write; the fourth, the access_token, is the refresher's. */
export const secretNames = ['appsecret', 'sealing-keys', 'pseudonym-key'] as const;

export type SecretName = (typeof secretNames)[number];

type Made = { readonly name: SecretName; readonly result: 'written' | 'kept' | 'not_needed' };

/** Writes the stage's secrets that are missing. What is there is kept, unless it is named. */
export const init: Command = {
  name: 'init',
  summary: initWords.summary,
  details: initWords.details,
  options: [
    { flags: '--appsecret-stdin', text: initWords.appsecretStdin },
    { flags: '--force <secret>', text: initWords.force, choices: [...secretNames, 'all'] },
    { flags: '--no-check', text: initWords.noCheck },
  ],
  run: async (context, input) => {
    const stage = await context.stage();
    const unfilled = placeholders(stage.config).map(({ setting }) => setting);
    if (unfilled.length > 0)
      throw new Failure('placeholders', initWords.placeholders(unfilled.join(', ')));
    const force = textOption(input, 'force');
    const forced = (name: SecretName) => force === name || force === 'all';

    const { check, ...appsecret } = await initAppsecret(context, stage, input, forced('appsecret'));
    const sealingKeys = await writeIfMissing(stage, 'sealing-keys', forced('sealing-keys'), () => {
      const secret = context.random(32).toString('base64');
      return writeKeyList([{ kid: '01', secret, signsFromMs: context.now() }]);
    });
    const pseudonymKey = await writeIfMissing(stage, 'pseudonym-key', forced('pseudonym-key'), () =>
      context.random(32).toString('base64'),
    );
    const made = [appsecret, sealingKeys, pseudonymKey];
    const lines: readonly Text[] = [
      ...made.map(({ name, result }) => madeWords(parameterOf(stage, name), result)),
      ...(check === undefined ? [] : [checkWords(check)]),
      initWords.next,
    ];
    return done({ parameters: made, check: check ?? null }, lines);
  },
};

const parameterOf = ({ parameters }: Stage, name: SecretName): string =>
  ({
    appsecret: parameters.appsecret,
    'sealing-keys': parameters.sealingKeys,
    'pseudonym-key': parameters.pseudonymKey,
  })[name];

/** Checked before it is written: a secret that WeChat refuses is not stored. */
const initAppsecret = async (
  context: Context,
  stage: Stage,
  input: Input,
  forced: boolean,
): Promise<Made & { readonly check: SecretCheck | undefined }> => {
  const name = 'appsecret';
  if (stage.config.token.source === 'external') {
    return { name, result: 'not_needed', check: undefined };
  }
  const parameter = stage.parameters.appsecret;
  const stored = await readStored(stage, parameter);
  const keep = stored !== undefined && !forced;
  const appsecret = keep ? stored.value : await readAppsecret(context, input, stage);
  const check = flagOption(input, 'check')
    ? await checkAppsecret(stage.config, appsecret, context.now)
    : undefined;
  if (check?.status === 'wrong') {
    const { errcode, errmsg } = check;
    throw new Failure('appsecret_refused', initWords.refused(check, keep), {
      facts: { errcode, errmsg, kept: keep },
    });
  }
  if (keep) return { name, result: 'kept', check };
  const written = await writeSecret(stage, parameter, appsecret, forced);
  return { name, result: written === 'exists' ? 'kept' : 'written', check };
};

const readAppsecret = async (
  { terminal }: Context,
  input: Input,
  { config }: Stage,
): Promise<string> => {
  const wrong = (text: string): Text | undefined =>
    looksLikeAppsecret(text.trim()) ? undefined : initWords.appsecretForm;
  if (!flagOption(input, 'appsecretStdin')) {
    if (!terminal.isInteractive) throw usageFailure(initWords.nobodyToAsk);
    return (await terminal.askSecret(initWords.ask(config.appid), wrong)).trim();
  }
  const given = await terminal.stdin();
  const problem = wrong(given);
  if (problem !== undefined) throw usageFailure(problem);
  return given.trim();
};

const writeIfMissing = async (
  stage: Stage,
  name: SecretName,
  forced: boolean,
  make: () => string,
): Promise<Made> => {
  const written = await writeSecret(stage, parameterOf(stage, name), make(), forced);
  return { name, result: written === 'exists' ? 'kept' : 'written' };
};
