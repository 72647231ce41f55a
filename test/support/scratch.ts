import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this run of the tests, gone when all of them are done. */
    scratch: string;
  }
}

/**
 * Before all tests. Worker processes keep modules from file to file: none could clean up after itself.
 * What they and CDK make in the system's temporary folder comes to lie here as well.
 */
export default ({ provide }: TestProject) => {
  const scratch = mkdtempSync(join(tmpdir(), 'yici-test-'));
  process.env.TMPDIR = scratch;
  provide('scratch', scratch);
  return () => rmSync(scratch, { recursive: true, force: true });
};
