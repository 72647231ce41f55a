import { readEnv } from '../../src/entry/env.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(readEnv(spec).VERIFICATION_FILES);
