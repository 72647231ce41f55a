import { join } from 'node:path';
import { buildFunction, functionNames } from '../lib/bundling.ts';
import { InvalidConfig } from '../lib/config.ts';
import { readConfigFile } from '../lib/config-file.ts';
import { yiciApp } from '../lib/yici-app.ts';

const root = join(import.meta.dirname, '..');

/** YICI_CONFIG names another file of the same form, for stages that are not kept in this one. */
const file = process.env['YICI_CONFIG'] ?? 'yici.config.ts';

try {
  const config = await readConfigFile(file, root);
  await Promise.all(functionNames(root).map((name) => buildFunction(name, root)));
  // `cdk` synthesises the app when this process has nothing left to do.
  yiciApp({ config, bundles: join(root, 'dist', 'functions') });
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
