/** Where the service of a flow test runs, and what differs with it. */
export type Place = {
  /** Where browsers reach the service; without a trailing slash, as the others. */
  readonly serviceUrl: () => string;
  /** Where the owner's back end reaches it. */
  readonly apiUrl: () => string;
  /** Of the pages that users come back to. */
  readonly returnOrigin: () => string;
  readonly simulatorUrl: () => string;
  /** Signs a call of the owner's back end, or of its operator where the route is one's. */
  readonly sign: (url: URL, request: SignedRequest) => Promise<Readonly<Record<string, string>>>;
  /** The minute rule's work, once more. */
  readonly refresh: () => Promise<unknown>;
  /** As if no access_token had ever been stored. */
  readonly forgetToken: () => Promise<unknown>;
  /** What the functions have written. */
  readonly logs: () => Promise<readonly string[]>;
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type SignedRequest = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};
