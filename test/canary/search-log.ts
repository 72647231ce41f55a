// `node test/canary/search-log.ts <file or folder>...`: searches what a whole run has printed and built
// for what the canary suite has planted. Ends with the number of hits, and with 1 when there is any.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plantedOpenids, plantedSecrets } from './planted.ts';
import { searchFor } from './spellings.ts';

const named = process.argv.slice(2);
if (named.length === 0) {
  console.error('usage: node test/canary/search-log.ts <file or folder>...');
  process.exit(2);
}

const filesOf = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => filesOf(join(path, name)))
    : [path];
const files = named.flatMap(filesOf);

let hits = 0;
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  for (const { secret, spelling, around } of searchFor(
    { ...plantedSecrets, ...plantedOpenids },
    text,
  )) {
    hits += 1;
    console.error(`${file}: ${secret} (${spelling}): ${around}`);
  }
}
const planted = Object.keys(plantedSecrets).length + Object.keys(plantedOpenids).length;
console.log(`canary: ${files.length} files, ${planted} planted words, ${hits} hits`);
process.exitCode = hits === 0 ? 0 : 1;
