import { SSMClient } from '@aws-sdk/client-ssm';

export type ParameterCall = {
  readonly kind: 'read' | 'write';
  readonly name: string;
  /** Does it, when and if the network lets it. */
  readonly effect: () => void;
};

/**
 * The real SSM client, answered before it would serialize, sign and retry: the adapters over it
 * are the deployed ones, with their caches and parsers.
 * @param around carries each call: its delays, and its failures as rejections
 */
export const memorySsm = (
  parameters: Map<string, string>,
  around: (call: ParameterCall) => Promise<void>,
): SSMClient => {
  const client = new SSMClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'memory', secretAccessKey: 'memory' },
  });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const name = 'Name' in input ? String(input.Name) : '';
        if ('Value' in input) {
          const effect = () => void parameters.set(name, String(input.Value));
          await around({ kind: 'write', name, effect });
          return { output: { $metadata: {} }, response: {} };
        }
        let value: string | undefined;
        const effect = () => {
          value = parameters.get(name);
        };
        await around({ kind: 'read', name, effect });
        if (value === undefined) throw failedAs('ParameterNotFound');
        return { output: { $metadata: {}, Parameter: { Value: value } }, response: {} };
      },
    { step: 'initialize', priority: 'high', name: 'answerFromMemory' },
  );
  return client;
};

/** An error as the SDK names it. */
export const failedAs = (name: string): Error => Object.assign(new Error(name), { name });
