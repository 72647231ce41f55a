/** A subject that answers wrongly is not measured. */
export const assertSent = (name: string, answer: unknown): void => {
  const { statusCode, body } = answer as { readonly statusCode: number; readonly body: string };
  const { status } = JSON.parse(body) as { readonly status?: unknown };
  if (statusCode !== 200 || status !== 'sent') throw new Error(`${name} answered ${body}`);
};
