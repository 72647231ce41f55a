// `node test/canary/search-log.ts <file>...`: searches the output of a whole run for what the canary
// suite has planted. Ends with the number of hits, and with 1 when there is any.
import { readFileSync } from 'node:fs';
import { plantedOpenids, plantedSecrets } from './planted.ts';
import { searchFor } from './spellings.ts';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node test/canary/search-log.ts <file>...');
  process.exit(2);
}

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
