import { join } from 'node:path';
import { buildFunction, functionNames } from '../lib/bundling.ts';
import { InvalidConfig, parseConfig } from '../lib/config.ts';
import { yiciApp } from '../lib/yici-app.ts';
import stages from '../yici.config.ts';

const root = join(import.meta.dirname, '..');

try {
  const config = parseConfig(stages);
  await Promise.all(functionNames(root).map((name) => buildFunction(name, root)));
  // `cdk` synthesises the app when this process has nothing left to do.
  yiciApp({ config, bundles: join(root, 'dist', 'functions') });
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
