/** Makes a user in the simulator, once for each openid. */
export const addUser = (simulatorUrl: string, openid: string) =>
  simulate(simulatorUrl, 'users', { openid });

/** The user opens the link and taps 确认. @returns where WeChat sends the browser */
export const confirm = async (
  simulatorUrl: string,
  openid: string,
  link: string,
): Promise<string> => {
  const { location } = await simulate(simulatorUrl, 'confirm', {
    url: link,
    openid,
    action: 'confirm',
  });
  if (typeof location !== 'string') throw new Error(`the simulator would not confirm ${link}`);
  return location;
};

const simulate = async (simulatorUrl: string, path: string, body: unknown) => {
  const response = await fetch(`${simulatorUrl}/_simulator/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return (await response.json()) as Readonly<Record<string, unknown>>;
};
