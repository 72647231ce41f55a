import { Unavailable } from '../domain/errors.ts';
import type { InvokeRefresh, RefreshAnswer } from '../use-cases/ports.ts';
import { clientSettings } from './client-settings.ts';

/**
 * Calls refresh-access-token and waits. Rare, so its client is a bundle of its own that is
 * loaded on first use.
 */
export const invokeRefreshFunction =
  (functionName: string): InvokeRefresh =>
  async (request, timeoutMs) => {
    const { LambdaClient, InvokeCommand } = await import('./lambda-client.ts');
    const settings = clientSettings('LAMBDA');
    const client = new LambdaClient({
      ...settings,
      maxAttempts: 1,
      requestHandler: {
        ...settings.requestHandler,
        requestTimeout: timeoutMs,
        socketTimeout: timeoutMs,
      },
    });
    try {
      const { FunctionError, Payload } = await client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
      );
      if (FunctionError !== undefined || Payload === undefined) {
        throw new Unavailable('refresh-access-token failed');
      }
      return JSON.parse(Buffer.from(Payload).toString('utf8')) as RefreshAnswer;
    } catch (error) {
      throw error instanceof Unavailable
        ? error
        : new Unavailable(
            `refresh-access-token could not be called: ${error instanceof Error ? error.name : 'unknown'}`,
          );
    } finally {
      client.destroy();
    }
  };
