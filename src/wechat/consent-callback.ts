import { InvalidInput } from '../domain/errors.ts';
import { type Openid, parseOpenid } from '../domain/openid.ts';
import { parseSceneText, type Scene } from '../domain/scene.ts';

/** What WeChat adds to redirect_url; read by name, since their order is not the documented one. */
export const callbackParameters = ['openid', 'template_id', 'action', 'reserved', 'scene'] as const;

export type CallbackParameter = (typeof callbackParameters)[number];

export type CallbackFields = {
  readonly action: 'confirm' | 'cancel';
  readonly templateId: string;
  readonly scene: Scene;
  readonly reserved: string;
  /** Comes with a confirm only. */
  readonly openid: Openid | undefined;
};

/** @throws InvalidInput naming the parameter that is missing or not in WeChat's form */
export const parseCallback = (
  given: Readonly<Partial<Record<CallbackParameter, string>>>,
): CallbackFields => {
  const action = parseAction(required(given, 'action'));
  return {
    action,
    templateId: required(given, 'template_id'),
    scene: parseSceneText(required(given, 'scene')),
    reserved: required(given, 'reserved'),
    openid: action === 'confirm' ? parseOpenid(required(given, 'openid')) : undefined,
  };
};

const required = (
  given: Readonly<Partial<Record<CallbackParameter, string>>>,
  name: CallbackParameter,
): string => {
  const value = given[name];
  if (value === undefined || value === '') throw new InvalidInput(`${name} is missing`);
  return value;
};

const parseAction = (value: string): 'confirm' | 'cancel' => {
  if (value === 'confirm' || value === 'cancel') return value;
  throw new InvalidInput("action must be 'confirm' or 'cancel'");
};
