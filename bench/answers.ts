/** A subject that answers wrongly is not measured. */
export const assertSent = (name: string, answer: unknown): void => {
  const { statusCode, body } = answer as { readonly statusCode: number; readonly body: string };
  if (statusCode === 200 && JSON.parse(body).status === 'sent') return;
  throw new Error(`${name} answered ${JSON.stringify(answer)}`);
};
