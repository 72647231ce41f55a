export const lilei = 'oK7c1s0LiLei8Qf3Zx9mW2pTnA4d';

/**
 * What the user's phone does: opens the link, taps 确认, follows the callback with the cookie.
 * @returns the URL at which the user comes back
 */
export const confirmByPhone = async (
  { serviceUrl, simulatorUrl }: { readonly serviceUrl: string; readonly simulatorUrl: string },
  scene: number,
): Promise<URL> => {
  const subscribe = `${serviceUrl}/subscribe?scene=${scene}&return=demo&state=class_id%3D123`;
  const opened = await fetch(subscribe, { redirect: 'manual' });
  const cookie = (opened.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const tapped = await fetch(`${simulatorUrl}/_simulator/confirm`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      url: opened.headers.get('location'),
      openid: lilei,
      action: 'confirm',
    }),
  });
  const { location } = (await tapped.json()) as { readonly location: string };
  const returned = await fetch(location, { redirect: 'manual', headers: { cookie } });
  return new URL(returned.headers.get('location') ?? '');
};
