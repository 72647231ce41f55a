import type { Command, Result } from '../command.ts';
import { diagnose } from '../doctor/diagnose.ts';
import type { Line } from '../doctor/facts.ts';
import { gather } from '../doctor/gather.ts';
import { noConfiguration } from '../doctor/judge-service.ts';
import { exitCodes, Failure } from '../failure.ts';
import { diagnosisLines, doctorWords } from '../words/doctor.ts';

/** Looks at everything that a send needs, and says of each whether it is so. Changes nothing. */
export const doctor: Command = {
  name: 'doctor',
  summary: doctorWords.summary,
  details: doctorWords.details,
  run: async ({ stage: open, terminal, env, now }) => {
    const stage = await open().catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'invalid_config') return error;
      throw error;
    });
    if (stage instanceof Failure) return report('?', [noConfiguration(stage.text)]);
    let looks = 0;
    const onLook = () => {
      looks += 1;
      terminal.progress(doctorWords.looking(looks));
    };
    try {
      return report(stage.name, diagnose(await gather(stage, { env, now, onLook })));
    } finally {
      terminal.progressOver();
    }
  },
};

const report = (stage: string, checks: readonly Line[]): Result => {
  const wrong = checks.filter(({ status }) => status === 'wrong').length;
  const cannotTell = checks.filter(({ status }) => status === 'cannot_tell').length;
  return {
    exitCode: wrong === 0 ? exitCodes.ok : exitCodes.failed,
    json: { stage, wrong, cannotTell, checks },
    lines: [...checks.flatMap(diagnosisLines), doctorWords.sum(wrong, cannotTell)],
  };
};
