import * as v from 'valibot';
import { InvalidInput } from '../domain/errors.ts';

/** Far more than the longest message; refused before it is parsed. */
const longestBodyBytes = 8 * 1024;

/**
 * Reads a JSON body by its schema.
 * @throws InvalidInput naming the first field that is wrong, what it is and what is allowed
 */
export const readBody = <S extends v.GenericSchema>(
  schema: S,
  body: string | undefined,
): v.InferOutput<S> => {
  const result = v.safeParse(schema, parseJson(body), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue)?.slice(0, 64) ?? 'the body';
  throw new InvalidInput(`${field} ${issue.message}`);
};

const parseJson = (body: string | undefined): unknown => {
  if (body === undefined || body === '') throw new InvalidInput('the body must be JSON, got none');
  const bytes = Buffer.byteLength(body);
  if (bytes > longestBodyBytes) {
    throw new InvalidInput(`the body must be at most ${longestBodyBytes} bytes, got ${bytes}`);
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidInput('the body must be JSON');
  }
};
