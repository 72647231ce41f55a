import {
  GetParameterCommand,
  ParameterAlreadyExists,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { awsFailure } from './aws-failure.ts';
import { Failure } from './failure.ts';
import type { Stage } from './stage.ts';
import type { Terminal } from './terminal.ts';
import { parameterWords } from './words/parameters.ts';

export type StoredParameter = {
  readonly value: string;
  readonly version: number;
  readonly isSecure: boolean;
};

/** Undefined when there is none. @throws Failure */
export const readStored = async (
  { ssm }: Pick<Stage, 'ssm'>,
  name: string,
): Promise<StoredParameter | undefined> => {
  try {
    const { Parameter } = await ssm.send(
      new GetParameterCommand({ Name: name, WithDecryption: true }),
    );
    return {
      value: Parameter?.Value ?? '',
      version: Parameter?.Version ?? 0,
      isSecure: Parameter?.Type === 'SecureString',
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw awsFailure(error, `ssm:GetParameter ${name}`);
  }
};

/**
 * Writes a SecureString.
 * @returns its version, or `exists` when there is one and it was not to be overwritten
 * @throws Failure
 */
export const writeSecret = async (
  { ssm }: Pick<Stage, 'ssm'>,
  name: string,
  value: string,
  overwrite: boolean,
): Promise<number | 'exists'> => {
  try {
    const { Version = 0 } = await ssm.send(
      new PutParameterCommand({
        Name: name,
        Value: value,
        Type: 'SecureString',
        Overwrite: overwrite,
      }),
    );
    return Version;
  } catch (error) {
    if (error instanceof ParameterAlreadyExists) return 'exists';
    throw awsFailure(error, `ssm:PutParameter ${name}`);
  }
};

/**
 * Writes what was made of what was seen. Parameter Store has no conditional write: read once more
 * just before, and the version that the write is given tells whether somebody came between.
 * @param seen undefined when there was none
 * @throws Failure, with nothing written, when it has been changed since
 */
export const replaceSecret = async (
  { stage, terminal }: { readonly stage: Pick<Stage, 'ssm'>; readonly terminal: Terminal },
  name: string,
  seen: StoredParameter | undefined,
  value: string,
): Promise<void> => {
  const current = await readStored(stage, name);
  if (current?.version !== seen?.version)
    throw new Failure('changed', parameterWords.changed(name));
  const version = await writeSecret(stage, name, value, seen !== undefined);
  if (version === 'exists') throw new Failure('changed', parameterWords.changed(name));
  const expected = (seen?.version ?? 0) + 1;
  if (version !== expected) terminal.note(parameterWords.overtaken(name, expected));
};
