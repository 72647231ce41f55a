import { SSMClient } from '@aws-sdk/client-ssm';

export type ParameterCall = {
  readonly kind: 'read' | 'write';
  readonly name: string;
  /** Does it, when and if the network lets it. */
  readonly effect: () => void;
};

/** Carries each call: its delays, and its failures as rejections. */
export type Around = (call: ParameterCall) => Promise<void>;

type Use = { readonly parameters: Map<string, string>; readonly around: Around };
type Pooled = { readonly client: SSMClient; use: Use | undefined };

/** Making a client takes longer than all that most of them are asked. */
const pool: Pooled[] = [];

/**
 * The real SSM client, answered before it would serialize, sign and retry: the adapters over it
 * are the deployed ones, with their caches and parsers.
 */
const newClient = (): Pooled => {
  const client = new SSMClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'memory', secretAccessKey: 'memory' },
  });
  const pooled: Pooled = { client, use: undefined };
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        if (pooled.use === undefined) throw failedAs('ClientIsNotInUse');
        const { parameters, around } = pooled.use;
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
  return pooled;
};

/** Clients over one set of parameters, for as long as one run lasts. */
export const memorySsm = (parameters: Map<string, string>) => {
  const lent: Pooled[] = [];
  return {
    client: (around: Around): SSMClient => {
      const pooled = pool.pop() ?? newClient();
      pooled.use = { parameters, around };
      lent.push(pooled);
      return pooled.client;
    },
    /** Nobody calls any more. */
    end: () => {
      for (const pooled of lent) pooled.use = undefined;
      pool.push(...lent.splice(0));
    },
  };
};

/** An error as the SDK names it. */
export const failedAs = (name: string): Error => Object.assign(new Error(name), { name });
