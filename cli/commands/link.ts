import {
  type Command,
  done,
  flagOption,
  type Input,
  integerOption,
  type Result,
  textOption,
} from '../command.ts';
import { Failure, usageFailure } from '../failure.ts';
import { callService, serviceFailure, userPath } from '../service.ts';
import type { Stage } from '../stage.ts';
import { readOpenid, readScene, readState } from '../values.ts';
import { linkWords } from '../words/link.ts';

/** A link that asks one user, or with `--any` the one that goes into menus and QR codes. */
export const link: Command = {
  name: 'link',
  summary: linkWords.summary,
  details: linkWords.details,
  usage: '<openid> <scene> <return> | --any <scene> <return> [options]',
  arguments: [{ name: '[words...]', text: linkWords.words }],
  options: [
    { flags: '--any', text: linkWords.any },
    { flags: '--state <text>', text: linkWords.state },
    { flags: '--door <door>', text: linkWords.door, choices: ['redirect', 'relay'] },
    { flags: '--expires-in <seconds>', text: linkWords.expiresIn },
  ],
  run: async ({ stage }, input) => {
    const isForAny = flagOption(input, 'any');
    const { arguments: words } = input;
    if (words.length !== (isForAny ? 2 : 3)) throw usageFailure(linkWords.usage);
    const [scene, returnName = ''] = isForAny ? words : words.slice(1);
    const state = textOption(input, 'state');
    const asked = {
      scene: readScene(scene),
      returnName,
      state: state === undefined ? undefined : readState(state),
    };
    if (isForAny) return linkForAny(await stage(), asked, input);
    const openid = readOpenid(words[0]);
    const expiresIn = integerOption(input, 'expiresIn', '--expires-in', [60, 604_800]);
    const door = textOption(input, 'door');
    return linkForUser(await stage(), openid, { ...asked, expiresIn, door });
  },
};

type Asked = {
  readonly scene: number;
  readonly returnName: string;
  readonly state: string | undefined;
};

const linkForUser = async (
  stage: Stage,
  openid: string,
  { returnName, ...asked }: Asked & { expiresIn: number | undefined; door: string | undefined },
): Promise<Result> => {
  const answer = await callService(stage, {
    method: 'POST',
    path: `${userPath(openid)}/confirm-links`,
    body: { ...asked, return: returnName },
  });
  if (answer.status !== 201) throw serviceFailure(answer);
  const { confirmLink, expiresAt } = answer.body;
  return done({ link: confirmLink, expiresAt, for: 'user' }, [
    linkWords.made(String(confirmLink)),
    linkWords.until(String(expiresAt)),
  ]);
};

/** Needs no call: `GET /subscribe` holds no secret and never expires. */
const linkForAny = (
  { config }: Stage,
  { scene, returnName, state }: Asked,
  input: Input,
): Result => {
  for (const [name, flag] of [
    ['expiresIn', '--expires-in'],
    ['door', '--door'],
  ] as const) {
    if (textOption(input, name) !== undefined) throw usageFailure(linkWords.notWithAny(flag));
  }
  if (!Object.hasOwn(config.returnTargets, returnName)) {
    throw usageFailure(linkWords.unknownReturn(Object.keys(config.returnTargets).join(', ')));
  }
  if (config.scenes !== undefined && !config.scenes.includes(scene)) {
    throw usageFailure(linkWords.unknownScene(config.scenes.join(', ')));
  }
  if (config.minimumAssurance === 'openid') {
    throw new Failure('no_public_links', linkWords.boundOnly);
  }
  if (config.publicBaseUrl === undefined) throw new Failure('no_redirect_door', linkWords.noDoor);
  const query = new URLSearchParams({ scene: String(scene), return: returnName });
  if (state !== undefined) query.set('state', state);
  // a plus is a blank to some readers and a plus to others
  const subscribe = `${config.publicBaseUrl}/subscribe?${query.toString().replaceAll('+', '%20')}`;
  return done({ link: subscribe, for: 'any' }, [linkWords.made(subscribe), linkWords.forEver]);
};
