import { prices } from './prices.ts';

/** What one flow (a link, a confirm, a send) uses. */
export type Usage = {
  readonly apiRequests: number;
  readonly invocations: number;
  readonly gbSeconds: number;
  readonly writeUnits: number;
  readonly parameterReads: number;
  readonly logBytes: number;
};

export type Bill = {
  readonly 'HTTP API': number;
  readonly 'Lambda requests': number;
  readonly 'Lambda time': number;
  readonly DynamoDB: number;
  readonly 'Parameter Store': number;
  readonly logs: number;
};

/** USD for a million flows. */
export const billOf = (usage: Usage): Bill => ({
  'HTTP API': usage.apiRequests * prices.perMillionApiRequests,
  'Lambda requests': usage.invocations * prices.perMillionInvocations,
  'Lambda time': usage.gbSeconds * prices.perMillionGbSeconds,
  DynamoDB: usage.writeUnits * prices.perMillionWriteUnits,
  'Parameter Store': usage.parameterReads * prices.perMillionParameterReads,
  // a million times so many bytes are a thousandth of as many GB
  logs: (usage.logBytes / 1_000) * prices.perGbOfLogs,
});

export const totalOf = (bill: Bill): number =>
  Object.values(bill).reduce((sum, dollars) => sum + dollars, 0);
