import { type Command, done, flagOption, textOption } from '../command.ts';
import { exitCodes, Failure, usageFailure } from '../failure.ts';
import { readStored, replaceSecret } from '../parameter-store.ts';
import { type ListedKey, parseKeyList, writeKeyList } from '../rotation/key-list.ts';
import { type Plan, planPublish, planRetire, viewKeys } from '../rotation/plan.ts';
import type { Stage } from '../stage.ts';
import { requireConsent } from '../terminal.ts';
import type { Text } from '../text.ts';
import { keyLine, rotateWords } from '../words/rotate-keys.ts';

type Possible = Extract<Plan, { readonly keys: readonly ListedKey[] }>;

/** Publishes a new sealing key, or retires an old one: the plan is shown, then one write. */
export const rotateKeys: Command = {
  name: 'rotate-keys',
  summary: rotateWords.summary,
  details: rotateWords.details,
  options: [
    { flags: '--retire <kid>', text: rotateWords.retire },
    { flags: '--dry-run', text: rotateWords.dryRun },
    { flags: '--yes', text: rotateWords.yes },
  ],
  run: async (context, input) => {
    const { terminal, now, random } = context;
    const kid = textOption(input, 'retire');
    if (kid !== undefined && !/^[0-9a-f]{2}$/.test(kid)) throw usageFailure(rotateWords.kidForm);
    const stage = await context.stage();
    const { stored, keys } = await readKeys(stage);
    const secret = random(32).toString('base64');
    const plan = () =>
      asPossible(
        kid === undefined ? planPublish(keys, secret, now()) : planRetire(keys, kid, now()),
      );
    const planned = plan();
    const lines = planLines(planned, keys, now());
    if (flagOption(input, 'dryRun')) return done(jsonOf(planned, 'planned', now()), lines);
    for (const line of lines) terminal.note(line);
    await requireConsent(terminal, rotateWords.question, flagOption(input, 'yes'));
    // ten minutes from now, however long the answer took
    const possible = plan();
    const { sealingKeys } = stage.parameters;
    await replaceSecret({ stage, terminal }, sealingKeys, stored, writeKeyList(possible.keys));
    return done(jsonOf(possible, 'written', now()), [rotateWords.written(possible.status)]);
  },
};

const readKeys = async (stage: Stage) => {
  const stored = await readStored(stage, stage.parameters.sealingKeys);
  if (stored === undefined) {
    throw new Failure('no_sealing_keys', rotateWords.none, { exitCode: exitCodes.notFound });
  }
  const keys = parseKeyList(stored.value);
  if (keys === undefined) throw new Failure('malformed_keys', rotateWords.malformed);
  return { stored, keys };
};

const asPossible = (plan: Plan): Possible => {
  switch (plan.status) {
    case 'publish':
    case 'retire':
      return plan;
    case 'waiting':
      throw new Failure('waiting', rotateWords.waiting(plan.kid, plan.signsFromMs));
    case 'too_soon':
      throw new Failure('too_soon', rotateWords.tooSoon(plan.retireFromMs), {
        facts: { retireFrom: new Date(plan.retireFromMs).toISOString() },
      });
    case 'too_many':
    case 'in_use':
      throw new Failure(plan.status, rotateWords[plan.status]);
    case 'no_such_key':
      throw new Failure('no_such_key', rotateWords.noSuchKey, { exitCode: exitCodes.notFound });
  }
};

const planLines = (plan: Possible, keys: readonly ListedKey[], nowMs: number): readonly Text[] => [
  rotateWords.now,
  ...viewKeys(keys, nowMs).map(keyLine),
  rotateWords.after,
  ...viewKeys(plan.keys, nowMs).map(keyLine),
];

const jsonOf = (plan: Possible, status: 'planned' | 'written', nowMs: number) => ({
  status,
  action: plan.status,
  kid: plan.status === 'publish' ? plan.key.kid : plan.kid,
  keys: viewKeys(plan.keys, nowMs).map(({ kid, role, signsFromMs, retireFromMs }) => ({
    kid,
    role,
    signsFrom: new Date(signsFromMs).toISOString(),
    retireFrom: retireFromMs === undefined ? null : new Date(retireFromMs).toISOString(),
  })),
});
