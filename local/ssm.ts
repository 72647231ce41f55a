import { createServer } from 'node:http';
import { isAwsCall } from './aws-call.ts';
import {
  closeServer,
  type Endpoint,
  type HttpAnswer,
  type HttpRequest,
  jsonAnswer,
  listen,
  readRequest,
  writeAnswer,
} from './http-exchange.ts';
import { type JsonObject, jsonObject, textOf } from './json.ts';
import { openParameterFile, type Parameter, type ParameterFile } from './parameter-file.ts';

/**
 * The part of AWS Systems Manager that yici uses, on a free loopback port: Parameter Store.
 * @param path the file that keeps it; without it, nothing is kept.
 * @throws BrokenData
 */
export const startSsm = async ({
  path,
  now = Date.now,
}: {
  readonly path?: string;
  readonly now?: () => number;
} = {}): Promise<Endpoint> => {
  const answer = answerCalls(openParameterFile(path), now);
  const server = createServer(async (message, response) => {
    try {
      writeAnswer(response, await answer(await readRequest(message, 1024 * 1024)));
    } catch (error) {
      writeAnswer(response, failure('InternalServerError', String(error), 500));
    }
  });
  const port = await listen(server, 0, '127.0.0.1');
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
};

type Answer = HttpAnswer | Promise<HttpAnswer>;

const answerCalls = (parameters: ParameterFile, now: () => number) => {
  const actions: Readonly<Record<string, (input: JsonObject) => Answer>> = {
    GetParameter: (input) => getParameter(parameters, input),
    GetParameters: (input) => getParameters(parameters, input),
    PutParameter: (input) => putParameter(parameters, input, now()),
    DeleteParameter: (input) => deleteParameter(parameters, input),
    DescribeParameters: () => describeParameters(parameters),
  };

  return async (request: HttpRequest): Promise<HttpAnswer> => {
    const { method, headers, body } = request;
    if (method !== 'POST' || !isAwsCall(request)) {
      return failure('MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    const action = actions[headers['x-amz-target']?.replace(/^AmazonSSM\./, '') ?? ''];
    if (action === undefined) return failure('UnknownOperationException');
    const input = jsonObject(body.toString('utf8'));
    return input === undefined ? failure('SerializationException') : action(input);
  };
};

const getParameter = (parameters: ParameterFile, input: JsonObject): HttpAnswer => {
  const name = textOf(input['Name']) ?? '';
  const parameter = parameters.get(name);
  if (parameter === undefined) return failure('ParameterNotFound');
  return success({ Parameter: shown(name, parameter, input['WithDecryption'] === true) });
};

const getParameters = (parameters: ParameterFile, input: JsonObject): HttpAnswer => {
  const names = Array.isArray(input['Names']) ? input['Names'].map(String) : [];
  if (names.length < 1 || names.length > 10) {
    return failure('ValidationException', 'Names must have length 1 to 10');
  }
  const found = names.flatMap((name) => {
    const parameter = parameters.get(name);
    return parameter ? [shown(name, parameter, input['WithDecryption'] === true)] : [];
  });
  const invalid = names.filter((name) => parameters.get(name) === undefined);
  return success({ Parameters: found, InvalidParameters: invalid });
};

/** Standard tier, as yici uses it. */
const maxValueCharacters = 4096;
const parameterTypes: readonly Parameter['type'][] = ['String', 'StringList', 'SecureString'];

const putParameter = async (
  parameters: ParameterFile,
  input: JsonObject,
  nowMs: number,
): Promise<HttpAnswer> => {
  const name = textOf(input['Name']) ?? '';
  const value = textOf(input['Value']) ?? '';
  const existing = parameters.get(name);
  const type =
    input['Type'] === undefined
      ? existing?.type
      : parameterTypes.find((known) => known === input['Type']);
  if (!/^[\w./-]{1,1011}$/.test(name)) return failure('ValidationException', 'Name is malformed');
  if (type === undefined) return failure('ValidationException', 'A parameter type is required');
  if (value === '' || value.length > maxValueCharacters) {
    return failure('ValidationException', `Value must have 1 to ${maxValueCharacters} characters`);
  }
  if (existing !== undefined && input['Overwrite'] !== true) {
    return failure(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const version = (existing?.version ?? 0) + 1;
  await parameters.set(name, { type, value, version, lastModifiedMs: nowMs });
  return success({ Version: version, Tier: 'Standard' });
};

const deleteParameter = async (
  parameters: ParameterFile,
  input: JsonObject,
): Promise<HttpAnswer> => {
  const name = textOf(input['Name']) ?? '';
  if (parameters.get(name) === undefined) return failure('ParameterNotFound');
  await parameters.set(name, undefined);
  return success({});
};

const describeParameters = (parameters: ParameterFile): HttpAnswer =>
  success({
    Parameters: parameters.names().flatMap((name) => {
      const parameter = parameters.get(name);
      if (parameter === undefined) return [];
      const { Value: _, ...description } = shown(name, parameter, false);
      return [{ ...description, Tier: 'Standard' }];
    }),
  });

/** Without decryption a SecureString shows its ciphertext, so that a reader who forgot to ask fails here too. */
const shown = (name: string, parameter: Parameter, decrypt: boolean) => ({
  Name: name,
  Type: parameter.type,
  Value:
    parameter.type === 'SecureString' && !decrypt
      ? Buffer.from(`ciphertext of ${name}:${parameter.version}`).toString('base64')
      : parameter.value,
  Version: parameter.version,
  LastModifiedDate: parameter.lastModifiedMs / 1000,
  ARN: `arn:aws:ssm:us-east-1:000000000000:parameter${name.startsWith('/') ? '' : '/'}${name}`,
  DataType: 'text',
});

const contentType = ['content-type', 'application/x-amz-json-1.1'] as const;

const success = (value: unknown): HttpAnswer => ({
  status: 200,
  headers: [contentType],
  body: JSON.stringify(value),
});

const failure = (type: string, message?: string, status = 400): HttpAnswer => ({
  ...jsonAnswer(status, { __type: type, ...(message === undefined ? {} : { message }) }),
  headers: [contentType],
});
