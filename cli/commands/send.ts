import { contentCharacters, countCharacters, titleCharacters } from '../../src/domain/message.ts';
import { type Command, type Context, type Input, type Result, textOption } from '../command.ts';
import { exitCodes, Failure, usageFailure } from '../failure.ts';
import { callService, serviceFailure } from '../service.ts';
import type { Text } from '../text.ts';
import { readKey, readOpenid, readScene } from '../values.ts';
import { sendWords } from '../words/send.ts';

/** At most one message for one confirm. The key is shown before anything is sent. */
export const send: Command = {
  name: 'send',
  summary: sendWords.summary,
  details: sendWords.details,
  arguments: [
    { name: '<openid>', text: sendWords.openid },
    { name: '<scene>', text: sendWords.scene },
  ],
  options: [
    { flags: '--title <text>', text: sendWords.title },
    { flags: '--content <text>', text: sendWords.contentOption },
    { flags: '--url <url>', text: sendWords.url },
    { flags: '--color <colour>', text: sendWords.color },
    { flags: '--miniprogram-appid <appid>', text: sendWords.miniprogramAppid },
    { flags: '--miniprogram-path <path>', text: sendWords.miniprogramPath },
    { flags: '--key <key>', text: sendWords.key },
  ],
  run: async (context, input) => {
    const openid = readOpenid(input.arguments[0]);
    const scene = readScene(input.arguments[1]);
    const key = readKey(
      textOption(input, 'key') ?? `yici-cli-${context.random(12).toString('hex')}`,
    );
    const message = {
      openid,
      scene,
      title: await readWords(context, input, 'title', titleCharacters),
      content: await readWords(context, input, 'content', contentCharacters),
      url: textOption(input, 'url'),
      color: textOption(input, 'color'),
      miniprogram: readMiniprogram(input),
    };
    const stage = await context.stage();
    context.terminal.note(sendWords.keyIs(key));
    const answer = await callService(stage, {
      method: 'POST',
      path: '/v1/messages',
      headers: { 'idempotency-key': key },
      body: message,
    }).catch((error: unknown) => {
      const isLost = error instanceof Failure && error.code === 'service_unreachable';
      throw isLost && mayHaveArrived(error) ? cannotTell(error, key) : error;
    });
    return read(answer, key);
  },
};

/** `-` reads standard input; what is missing is asked for, where somebody can be asked. */
const readWords = async (
  { terminal }: Context,
  input: Input,
  name: 'title' | 'content',
  most: number,
): Promise<string> => {
  const given = textOption(input, name);
  const check = (text: string): Text | undefined =>
    text.trim() === '' || countCharacters(text) > most
      ? sendWords.lengthOf(`--${name}`, most, countCharacters(text))
      : undefined;
  if (given === undefined && terminal.isInteractive) {
    return terminal.askText(sendWords[name], check);
  }
  if (given === undefined) throw usageFailure(sendWords.missing(`--${name}`));
  const text = given === '-' ? await terminal.stdin() : given;
  const wrong = check(text);
  if (wrong !== undefined) throw usageFailure(wrong);
  return text;
};

const readMiniprogram = (input: Input) => {
  const appid = textOption(input, 'miniprogramAppid');
  const pagepath = textOption(input, 'miniprogramPath');
  if (appid === undefined && pagepath === undefined) return undefined;
  if (appid === undefined || pagepath === undefined) throw usageFailure(sendWords.bothOrNone);
  return { appid, pagepath };
};

const read = (answer: Awaited<ReturnType<typeof callService>>, key: string): Result => {
  const { status, sendId, errcode } = answer.body;
  const json = { status, sendId, key, ...(errcode === undefined ? {} : { errcode }) };
  if (answer.status === 200) {
    return { exitCode: exitCodes.ok, json, lines: [sendWords.sent(String(sendId))] };
  }
  if (answer.status === 202) {
    return { exitCode: exitCodes.notFound, json, lines: [sendWords.unknown(String(sendId))] };
  }
  const failure = serviceFailure(answer);
  const wasNotSent = answer.status < 500 || notSent.has(failure.code);
  throw wasNotSent
    ? new Failure(failure.code, failure.text, { facts: { ...failure.facts, key } })
    : cannotTell(failure, key);
};

const mayHaveArrived = ({ facts }: Failure): boolean =>
  !/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(String(facts['reason']));

/** Said by the service itself, and with nothing sent; a gateway's 5xx says nothing. */
const notSent: ReadonlySet<string> = new Set(['wechat_unavailable', 'wechat_blocked']);

/** A call without an answer may have been served: only the same key is safe. */
const cannotTell = (failure: Failure, key: string): Failure => {
  const { zh, en } = failure.text;
  const again = sendWords.sameKeyAgain(key);
  return new Failure(
    failure.code,
    { zh: `${zh}\n${again.zh}`, en: `${en}\n${again.en}` },
    { exitCode: exitCodes.notFound, facts: { ...failure.facts, key } },
  );
};
