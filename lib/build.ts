// `npm run build`: writes dist/functions/<name>/index.mjs, the very bundles that CDK deploys.
import { join } from 'node:path';
import { buildFunction, functionNames } from './bundling.ts';

const root = join(import.meta.dirname, '..');

for (const name of functionNames(root)) {
  await buildFunction(name, root);
  console.log(`dist/functions/${name}/index.mjs`);
}
