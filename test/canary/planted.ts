import { createHash } from 'node:crypto';
import { simulatorAccount } from '../../local/stage.ts';

const made = (name: string): Buffer => createHash('sha256').update(`yici canary: ${name}`).digest();

/**
 * Secrets that are planted, the same in every run, so that a whole run's output can be searched for
 * them afterwards (`node test/canary/search-log.ts`). An access_token is the simulator's own
 * and new each time, so only the suite itself can look for that.
 */
export const plantedSecrets: Readonly<Record<string, string>> = {
  // the simulator knows its account by this one
  appsecret: simulatorAccount.secret,
  'sealing key': made('sealing key').toString('base64'),
  'older sealing key': made('older sealing key').toString('base64'),
  'pseudonym key': made('pseudonym key').toString('base64'),
  'broken parameter': made('broken parameter').toString('hex'),
  "the deployer's key": made("the deployer's key").toString('hex'),
};

/** Users who appear nowhere else. */
export const plantedOpenids = {
  'a user': 'oCanaryWq7Zk1VxJ9dR3mTb5Yh2P',
  'a bound user': 'oCanaryLs8Nf4GuC6eX1pKv0Ra7B',
  'a user of the relay': 'oCanaryTd2Hy9MoI5wQ8jEz3Sc6F',
  'a user who is damaged': 'oCanaryUb4Pv7XkA1nG6rDy9Lt0W',
  'an openid in the wrong place': 'oCanaryZm3Je8QiO5sH2fBx7Nc4K',
} as const;
