import { randomBytes } from 'node:crypto';
import { ParameterAlreadyExists, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { ParameterNames } from '../lib/parameters.ts';

/** Writes the stage's secrets that are missing: those that exist have sealed links and named users. */
export const seedSecrets = async (
  client: SSMClient,
  names: ParameterNames,
  { appsecret, nowMs }: { readonly appsecret: string; readonly nowMs: number },
): Promise<void> => {
  const newKey = () => randomBytes(32).toString('base64');
  const signsFrom = new Date(nowMs).toISOString();
  await Promise.all([
    putIfMissing(client, names.appsecret, appsecret),
    putIfMissing(client, names.pseudonymKey, newKey()),
    putIfMissing(client, names.accessKeys, JSON.stringify({ keys: [] })),
    putIfMissing(
      client,
      names.sealingKeys,
      JSON.stringify({ keys: [{ kid: '01', secret: newKey(), signsFrom }] }),
    ),
  ]);
};

const putIfMissing = async (client: SSMClient, name: string, value: string): Promise<void> => {
  try {
    await client.send(new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString' }));
  } catch (error) {
    if (!(error instanceof ParameterAlreadyExists)) throw error;
  }
};
