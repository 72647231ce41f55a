import { accessTokenParameter } from '../src/aws/access-token-parameter.ts';
import type { AccessToken } from '../src/domain/access-token.ts';
import { Misconfigured } from '../src/domain/errors.ts';
import { awsFailure } from './aws-failure.ts';
import { Failure } from './failure.ts';
import { readStored } from './parameter-store.ts';
import type { Stage } from './stage.ts';
import { tokenCommandWords } from './words/token.ts';

/**
 * Undefined when none is stored. Read twice, because the adapter that knows its form says no more
 * of a failed read than that it failed.
 * @throws Failure
 */
export const readAccessToken = async (
  stage: Pick<Stage, 'ssm' | 'parameters'>,
): Promise<AccessToken | undefined> => {
  const { accessToken: name } = stage.parameters;
  if ((await readStored(stage, name)) === undefined) return undefined;
  try {
    return await accessTokenParameter(stage.ssm, name).read();
  } catch (error) {
    if (error instanceof Misconfigured) {
      throw new Failure('malformed_token', tokenCommandWords.malformed);
    }
    throw awsFailure(error, `ssm:GetParameter ${name}`);
  }
};
