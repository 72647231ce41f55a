import type { FunctionName } from './routes.ts';

/** Seconds after which a call is ended: by Lambda as deployed, by the local server alike. */
export const functionTimeoutSeconds: Readonly<Record<FunctionName, number>> = {
  'start-consent': 10,
  'create-confirm-link': 10,
  'record-consent': 10,
  'open-receipt': 10,
  'manage-credits': 10,
  'report-health': 10,
  'serve-verification-file': 10,
  'read-access-token': 10,
  /** API Gateway waits for an authorizer no longer than this. */
  'authorize-key': 10,
  /** Waits for WeChat, and before that perhaps for another access_token. */
  'send-message': 20,
  /** Waits for WeChat, at two hosts when the first cannot be reached. */
  'refresh-access-token': 30,
};
