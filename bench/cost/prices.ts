/**
 * USD, list, us-east-1, as the price lists stood in September 2026; free tiers left out.
 * aws.amazon.com/api-gateway/pricing, /lambda/pricing, /dynamodb/pricing/on-demand,
 * /cloudwatch/pricing, /systems-manager/pricing
 */
export const prices = {
  /** HTTP API, first 300 million a month. */
  perMillionApiRequests: 1,
  perMillionInvocations: 0.2,
  /** Of arm64. */
  perMillionGbSeconds: 13.3334,
  perMillionWriteUnits: 0.625,
  /** At the higher throughput that more than 40 reads a second need. */
  perMillionParameterReads: 5,
  perGbOfLogs: 0.5,
} as const;
