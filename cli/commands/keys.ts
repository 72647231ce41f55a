import {
  type ListedAccessKey,
  parseAccessKeyList,
  writeAccessKeyList,
} from '../access-keys/key-list.ts';
import { type Plan, planAdd, planRotate, stateOf, withoutKey } from '../access-keys/plan.ts';
import { readExpiry, readKeyId, readScopes } from '../access-keys/values.ts';
import {
  type Command,
  type CommandGroup,
  type Context,
  done,
  flagOption,
  type Input,
  integerOption,
  type Result,
  textOption,
} from '../command.ts';
import { exitCodes, Failure } from '../failure.ts';
import { readStored, replaceSecret } from '../parameter-store.ts';
import { requireConsent } from '../terminal.ts';
import { same } from '../text.ts';
import { accessKeyLine, keysWords } from '../words/keys.ts';

const list: Command = {
  name: 'list',
  summary: keysWords.list,
  run: async (context) => {
    const { keys } = await openKeys(context);
    const nowMs = context.now();
    return done(
      { keys: keys.map((key) => viewOf(key, nowMs)) },
      keys.length === 0 ? [keysWords.none] : keys.map((key) => lineOf(key, nowMs)),
    );
  },
};

const add: Command = {
  name: 'add',
  summary: keysWords.add,
  details: keysWords.shownOnce,
  options: [
    { flags: '--name <name>', text: keysWords.name },
    { flags: '--scopes <scopes>', text: keysWords.scopes },
    { flags: '--expires <time>', text: keysWords.expires },
  ],
  run: async (context, input) => {
    const id = readKeyId(textOption(input, 'name'));
    const scopes = readScopes(textOption(input, 'scopes'));
    const validUntilMs = expiryOf(context, input);
    const opened = await openKeys(context);
    const secret = context.random(32);
    return publish(context, opened, planAdd(opened.keys, { id, secret, scopes, validUntilMs }));
  },
};

const rotate: Command = {
  name: 'rotate',
  summary: keysWords.rotate,
  details: keysWords.rotateDetails,
  arguments: [{ name: '<name>', text: keysWords.rotated }],
  options: [
    { flags: '--overlap-days <days>', text: keysWords.overlap },
    { flags: '--expires <time>', text: keysWords.expires },
  ],
  run: async (context, input) => {
    const oldId = readKeyId(input.arguments[0]);
    const overlapDays = integerOption(input, 'overlapDays', '--overlap-days', [1, 365]) ?? 7;
    const validUntilMs = expiryOf(context, input);
    const opened = await openKeys(context);
    const made = {
      secret: context.random(32),
      validUntilMs,
      overlapMs: overlapDays * 24 * 3_600_000,
    };
    return publish(context, opened, planRotate(opened.keys, oldId, made, context.now()));
  },
};

const revoke: Command = {
  name: 'revoke',
  summary: keysWords.revoke,
  details: keysWords.revokeDetails,
  arguments: [{ name: '<name>', text: keysWords.revoked }],
  options: [{ flags: '--yes', text: keysWords.yes }],
  run: async (context, input) => {
    const id = readKeyId(input.arguments[0]);
    const { keys, replace } = await openKeys(context);
    const fewer = withoutKey(keys, id);
    if (fewer === undefined) throw failureOf('no_such_key');
    await requireConsent(context.terminal, keysWords.question(id), flagOption(input, 'yes'));
    await replace(fewer);
    return done({ revoked: id }, [keysWords.gone(id)]);
  },
};

/** The keys of back ends, for a stage whose authorizer is `key`. */
export const keys: CommandGroup = {
  name: 'keys',
  summary: keysWords.summary,
  details: keysWords.details,
  commands: [list, add, rotate, revoke],
};

/** Keys may be made before a stage is changed to ask for them: that is said, and no more. */
const openKeys = async ({ stage: open, terminal }: Context) => {
  const stage = await open();
  const { accessKeys: name } = stage.parameters;
  const { type } = stage.config.authorizer;
  if (type !== 'key') terminal.note(keysWords.notAsked(type));
  const stored = await readStored(stage, name);
  const keys = stored === undefined ? [] : parseAccessKeyList(stored.value);
  if (keys === undefined) throw new Failure('malformed_keys', keysWords.malformed);
  return {
    keys,
    replace: (changed: readonly ListedAccessKey[]) =>
      replaceSecret({ stage, terminal }, name, stored, writeAccessKeyList(changed)),
  };
};

const expiryOf = ({ now }: Context, input: Input): number | undefined => {
  const given = textOption(input, 'expires');
  return given === undefined ? undefined : readExpiry(given, now());
};

/** The key itself is in the result, and nowhere else. */
const publish = async (
  { now }: Context,
  { replace }: Awaited<ReturnType<typeof openKeys>>,
  plan: Plan,
): Promise<Result> => {
  if (plan.status !== 'planned') throw failureOf(plan.status);
  await replace(plan.keys);
  const { key, secretKey, old } = plan;
  const json = { ...viewOf(key, now()), key: secretKey };
  return done(old === undefined ? json : { ...json, old: viewOf(old, now()) }, [
    keysWords.made(key.id),
    same(secretKey),
    lineOf(key, now()),
    ...(old === undefined ? [] : [lineOf(old, now())]),
    keysWords.wait,
  ]);
};

const lineOf = (key: ListedAccessKey, nowMs: number) => accessKeyLine(key, stateOf(key, nowMs));

const viewOf = (key: ListedAccessKey, nowMs: number) => ({
  name: key.id,
  scopes: key.scopes,
  state: stateOf(key, nowMs),
  validFrom: key.validFrom ?? null,
  validUntil: key.validUntil ?? null,
});

const failureOf = (status: Exclude<Plan['status'], 'planned'>): Failure =>
  new Failure(status, keysWords[status], {
    exitCode: status === 'no_such_key' ? exitCodes.notFound : exitCodes.failed,
  });
