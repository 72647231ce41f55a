// The page's own back end. It learns the openid from a receipt alone; what the browser says of a consent is not asked.

/** @returns {status, body}; status 0 when no answer came. */
const call = async (method, path, input) => {
  try {
    const answer = await fetch(path, {
      method,
      ...(input === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }),
    });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  } catch {
    return { status: 0, body: {} };
  }
};

export const readConfig = async () => (await call('GET', 'config.json')).body;

export const openReceipt = (receipt) => call('POST', 'api/receipts', { receipt });

export const sendMessage = (message) => call('POST', 'api/messages', message);

/** The credit of a scene, for whoever the back end knows; undefined for nobody or none. */
export const readCredit = async (scene) => {
  const { status, body } = await call('GET', 'api/credits');
  if (status !== 200) return undefined;
  return (body.credits || []).find((credit) => credit.scene === scene);
};
