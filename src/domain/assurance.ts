/**
 * How well a confirm is tied to a person, weakest first: the seal alone; the same browser that
 * asked for the link; the openid that the link was made for. WeChat signs no callback: below
 * `openid`, the openid in it is what the browser says.
 */
export const assurances = ['signed', 'browser', 'openid'] as const;

export type Assurance = (typeof assurances)[number];

export const isAtLeast = (assurance: Assurance, minimum: Assurance): boolean =>
  assurances.indexOf(assurance) >= assurances.indexOf(minimum);

export const weaker = (one: Assurance, other: Assurance): Assurance =>
  isAtLeast(one, other) ? other : one;
