import { type Command, done, flagOption } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { callService, serviceFailure, userPath } from '../service.ts';
import { requireConsent } from '../terminal.ts';
import { readOpenid } from '../values.ts';
import { eraseWords } from '../words/erase.ts';

/** Erases all that is stored of a user. Cannot be taken back, so it asks. */
export const erase: Command = {
  name: 'erase',
  summary: eraseWords.summary,
  arguments: [{ name: '<openid>', text: eraseWords.openid }],
  options: [{ flags: '--yes', text: eraseWords.yes }],
  run: async ({ stage, terminal }, input) => {
    const openid = readOpenid(input.arguments[0]);
    await requireConsent(terminal, eraseWords.question, flagOption(input, 'yes'));
    const answer = await callService(await stage(), { method: 'DELETE', path: userPath(openid) });
    if (answer.status !== 200) throw serviceFailure(answer);
    const erased = Number(answer.body['erased']);
    const result = done({ erased }, [eraseWords.erased(erased)]);
    return erased > 0 ? result : { ...result, exitCode: exitCodes.notFound };
  },
};
