/**
 * The URL as the page was loaded, before any router or `readConsent` changed it. iOS WeChat signs this one in
 * `wx.config`, Android signs `location.href` without its fragment. Empty outside a browser.
 */
export declare const entryUrl: string;

/**
 * Where a page runs, by its user agent; the service judges by the same rule.
 * - `wechat`: the WeChat app on a phone. Only here is WeChat's confirm page known to open.
 * - `desktop-wechat`: WeChat for Windows or Mac.
 * - `wxwork`: 企业微信. `mini-program`: a mini program's web-view, which cannot open the confirm page.
 * - `phone`, `desktop`: any other browser.
 */
export type Environment =
  | 'wechat'
  | 'desktop-wechat'
  | 'wxwork'
  | 'mini-program'
  | 'phone'
  | 'desktop';

/** @param userAgent this page's own when left out; then WeChat's `__wxjs_environment` counts too. */
export declare function environment(userAgent?: string): Environment;

/** What a service is reached by. */
export type ServiceOptions = {
  /** yici's public base URL, with or without a `/` at its end: `https://yici.example.com`. */
  readonly baseUrl: string;
  /** How long one call may take; 15000 when left out. */
  readonly timeoutMs?: number;
};

/** What one confirm is for. */
export type Question = {
  readonly baseUrl: string;
  /** Integer 0..10000 (avoid 0). One confirm of one scene allows one message; it is not a business id. */
  readonly scene: number;
  /** The *name* of a return target in yici's configuration; never a URL. The service calls it `return`. */
  readonly returnTo: string;
  /** Yours; comes back as it was. At most 256 bytes of UTF-8. */
  readonly state?: string;
};

export type SubscribeOptions = Question & {
  /**
   * `redirect` (default): WeChat answers to yici, which sends the user on to the return target. Your back end finds
   * `state` in the receipt too, as `callerState`. `relay`: WeChat answers to the return target itself, which reports
   * with `reportConsent`; `state` stays in this browser.
   */
  readonly door?: 'redirect' | 'relay';
  /** Relay door: whether WeChat for Windows and Mac may open the confirm page (`qr`: no); else `outsideWechat` says. */
  readonly desktopWechat?: 'qr' | 'redirect';
  /** Relay door: `help` (default) returns `outside_wechat`; `redirect` leaves all the same (for simulators). */
  readonly outsideWechat?: 'help' | 'redirect';
  /** Relay door: how long the call for the link may take; 15000 when left out. */
  readonly timeoutMs?: number;
};

export type SubscribeOutcome =
  /** The page is being left for `url`. Nothing more to do. */
  | { readonly status: 'leaving'; readonly url: string }
  /** Relay door only: nobody was asked. Show how to get into WeChat; `subscribeUrl` is the link for a QR code. */
  | {
      readonly status: 'outside_wechat';
      readonly where: 'desktop' | 'phone' | 'wxwork' | 'mini-program';
    }
  /** Relay door only: this browser keeps nothing, so a confirm would be lost. Use the redirect door. */
  | { readonly status: 'no_storage' };

/**
 * Asks the user: leaves this page for WeChat's confirm page.
 *
 * The redirect door goes to yici, which shows its own help outside WeChat. The relay door first checks the
 * environment, then fetches a link and keeps its verifier, your `state` and the present route in localStorage.
 *
 * @throws TypeError (as a rejection) for a scene, returnTo or state that cannot be right.
 * @throws YiciError (as a rejection, relay door) when the link could not be fetched.
 */
export declare function subscribe(options: SubscribeOptions): Promise<SubscribeOutcome>;

/**
 * The link that asks through the redirect door. It holds no seal and never expires: it is what goes into menus,
 * replies and QR codes.
 *
 * @throws TypeError for a scene, returnTo or state that cannot be right.
 */
export declare function subscribeUrl(question: Question): string;

/** What the user decided, or why it does not count. The words are those of the parameter `yici`. */
export type Consent = {
  readonly door: 'redirect' | 'relay';
  readonly scene: number;
  /** What was given to `subscribe`. */
  readonly state?: string;
  /** Relay door: path, query and fragment of the page that asked. On its own path the page is brought back there. */
  readonly route?: string;
} & (
  | {
      readonly result: 'confirmed';
      /**
       * Sealed, 10 minutes valid, repeatable. Give it to your back end: only `POST /v1/receipts` proves that a confirm
       * was kept. It is no login: below the assurance `openid` its openid is what the browser said.
       */
      readonly receipt: string;
    }
  | {
      /**
       * `cancelled`: the user tapped 取消. `used`: this link's confirm has already been spent. `expired`: the link
       * is too old, or a newer one was confirmed. `invalid`: another browser or another user. For all but
       * `cancelled`, ask again with a fresh link.
       */
      readonly result: 'cancelled' | 'used' | 'expired' | 'invalid';
      readonly receipt?: undefined;
    }
);

/** WeChat's own answer at the relay door, not judged yet: give it to `reportConsent`. */
export type UnreportedConsent = {
  readonly door: 'relay';
  readonly result?: undefined;
  readonly action: 'confirm' | 'cancel';
  readonly scene: number;
  readonly reserved: string;
  readonly templateId: string;
  /** With a confirm only, and no proof of anything. */
  readonly openid?: string;
  readonly state?: string;
  readonly route?: string;
};

/**
 * Reads what WeChat or yici put into a URL, however damaged: query before `#`, `#/#/`, `#%23/`, `&amp;`, a second
 * `?`, parameters of earlier visits.
 *
 * The parameters leave the address bar; foreign ones and the route stay. So a consent of the redirect door is read
 * once; one of the relay door is kept in sessionStorage, and read again, until it has been reported. Call it before
 * a router starts, if you can.
 *
 * @param input a Location, a URL, or uni-app's `onLoad(options)`; the address bar when left out.
 * @param options `clean: false` leaves the address bar alone.
 * @returns null when there is nothing.
 */
export declare function readConsent(
  input?: string | { readonly href: string } | Readonly<Record<string, unknown>> | null,
  options?: { readonly clean?: boolean },
): (Consent & { readonly door: 'redirect' }) | UnreportedConsent | null;

/**
 * Reports WeChat's answer at the relay door to yici (`POST /v1/consents`) and says how it was judged. A consent of the
 * redirect door, or none, is returned as it is: so a page calls this and need not know its door.
 *
 * What has been answered is never reported again, by this page, a reload or another tab: the first answer is returned.
 *
 * @param options.consent what `readConsent` returned; it is called when this is left out.
 * @throws YiciError (as a rejection) when there was no decision. While `retryable`, call again, or reload.
 */
export declare function reportConsent(
  options: ServiceOptions & {
    readonly consent?: Consent | UnreportedConsent | null;
    readonly clean?: boolean;
  },
): Promise<Consent | null>;

/** RFC 9457, as yici answers. `hint` is what to do, where WeChat refused. */
export type Problem = {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly code?: string;
  readonly hint?: { readonly zh: string; readonly en: string };
};

/** The service could not be reached, or refused the call itself. */
export declare class YiciError extends Error {
  /** The problem's code (`invalid_request` ...), or `unreachable`, `unreadable_answer`, `http_error`. */
  readonly code: string;
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  readonly problem: Problem | undefined;
  /** Whether the same call can succeed later: no answer, 429, 5xx. */
  readonly retryable: boolean;
}
