export type ParameterNames = {
  /** SecureString: the account's AppSecret. */
  readonly appsecret: string;
  /** SecureString: the key ring that seals `reserved` and receipts. */
  readonly sealingKeys: string;
  /** SecureString: keys the pseudonyms under which openids appear in logs. */
  readonly pseudonymKey: string;
  /** SecureString, written by refresh-access-token (or by the owner's token service). */
  readonly accessToken: string;
  /** SecureString: hashes of the keys of back ends, where the stage's authorizer is `key`. */
  readonly accessKeys: string;
};

/** Where a stage's secrets live in Parameter Store. They are never written by CloudFormation. */
export const parameterNames = (stage: string): ParameterNames => ({
  appsecret: `/yici/${stage}/appsecret`,
  sealingKeys: `/yici/${stage}/sealing-keys`,
  pseudonymKey: `/yici/${stage}/pseudonym-key`,
  accessToken: `/yici/${stage}/access-token`,
  accessKeys: `/yici/${stage}/access-keys`,
});
