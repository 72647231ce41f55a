import { CustomDataIdentifier, DataProtectionPolicy } from 'aws-cdk-lib/aws-logs';
import { secretShapes } from './secret-shapes.ts';

/**
 * Masks secrets and openids for whoever reads a log without `logs:Unmask`. Nothing of ours logs them; this is for
 * the day on which something does.
 */
export const logProtection = (): DataProtectionPolicy =>
  new DataProtectionPolicy({
    name: 'yici',
    description: 'openids, AppSecrets, tickets, keys and access_tokens',
    identifiers: Object.entries(secretShapes).map(
      ([name, regex]) => new CustomDataIdentifier(`yici-${name}`, regex),
    ),
  });
