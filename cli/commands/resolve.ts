import { type Command, done, flagOption } from '../command.ts';
import { exitCodes, Failure, usageFailure } from '../failure.ts';
import { callService, serviceFailure, userPath } from '../service.ts';
import { readOpenid, readScene } from '../values.ts';
import { creditLine } from '../words/credits.ts';
import { resolveWords } from '../words/resolve.ts';

/** An operator says what became of a send whose outcome is unknown. The same word twice is said once. */
export const resolve: Command = {
  name: 'resolve',
  summary: resolveWords.summary,
  details: resolveWords.details,
  arguments: [
    { name: '<openid>', text: resolveWords.openid },
    { name: '<scene>', text: resolveWords.scene },
    { name: '<sendId>', text: resolveWords.sendId },
  ],
  options: [
    { flags: '--delivered', text: resolveWords.delivered },
    { flags: '--not-delivered', text: resolveWords.notDelivered },
  ],
  run: async ({ stage }, input) => {
    const [openidText, sceneText, sendId = ''] = input.arguments;
    const openid = readOpenid(openidText);
    const scene = readScene(sceneText);
    const delivered = flagOption(input, 'delivered');
    if (delivered === flagOption(input, 'notDelivered')) throw usageFailure(resolveWords.either);
    const answer = await callService(await stage(), {
      method: 'POST',
      path: `${userPath(openid)}/credits/${scene}/resolution`,
      body: { sendId, delivered },
    });
    if (answer.body['code'] === 'no_credit') {
      throw new Failure('no_credit', resolveWords.none, { exitCode: exitCodes.notFound });
    }
    if (answer.status !== 200) throw serviceFailure(answer);
    return done(answer.body, [creditLine(answer.body)]);
  },
};
