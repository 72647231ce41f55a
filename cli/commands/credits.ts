import { type Command, done } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { callService, serviceFailure, userPath } from '../service.ts';
import { readOpenid, readScene } from '../values.ts';
import { creditLine, creditsWords } from '../words/credits.ts';

/** Can I send? */
export const credits: Command = {
  name: 'credits',
  summary: creditsWords.summary,
  arguments: [
    { name: '<openid>', text: creditsWords.openid },
    { name: '[scene]', text: creditsWords.scene },
  ],
  run: async ({ stage }, { arguments: [openidText, sceneText] }) => {
    const openid = readOpenid(openidText);
    const scene = sceneText === undefined ? undefined : readScene(sceneText);
    const all = `${userPath(openid)}/credits`;
    const path = scene === undefined ? all : `${all}/${scene}`;
    const answer = await callService(await stage(), { method: 'GET', path });
    const found = readCredits(answer.status, answer.body);
    if (found === undefined) throw serviceFailure(answer);
    if (found.length > 0) return done({ credits: found }, found.map(creditLine));
    const lines = [creditsWords.none];
    return { exitCode: exitCodes.notFound, json: { credits: [] }, lines };
  },
};

const readCredits = (
  status: number,
  body: Readonly<Record<string, unknown>>,
): readonly Readonly<Record<string, unknown>>[] | undefined => {
  if (status === 404 && body['code'] === 'no_credit') return [];
  if (status !== 200) return undefined;
  return Array.isArray(body['credits']) ? body['credits'] : [body];
};
