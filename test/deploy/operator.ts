import type { StageUnderTest } from './stage-under-test.ts';

const tell = async (simulatorUrl: string, what: string, body: unknown): Promise<unknown> => {
  const response = await fetch(`${simulatorUrl}/_simulator/${what}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the simulator answered ${await response.text()}`);
  return response.json();
};

/** What an operator does with one user's credit, scene 1, by the command line alone. */
export const operator = ({ cloud, yici }: StageUnderTest, apiUrl: string, simulatorUrl: string) => {
  // the name that the emulator gives its API is one that Node does not resolve
  const at = cloud.endpoint === undefined ? [] : ['--service-url', apiUrl];
  const call = (args: readonly string[]) => yici([...args, ...at]);
  return {
    /** For commands that call a route. */
    call,
    /** For all others. */
    yici,
    creditOf: async (openid: string): Promise<string> =>
      (await call(['credits', openid, '1'])).credits[0].state,
    send: async (openid: string): Promise<string> =>
      (await call(['send', openid, '1', '--title', 'Reminder', '--content', 'At seven'])).status,
    /** A link for the user, and the user's finger. */
    confirm: async (openid: string): Promise<void> => {
      const { link } = await call(['link', openid, '1', 'demo']);
      await tell(simulatorUrl, 'users', { openid });
      const tapped = await tell(simulatorUrl, 'confirm', { url: link, openid, action: 'confirm' });
      const { location } = tapped as { readonly location: string };
      const landed = await fetch(location, { redirect: 'manual' });
      if (landed.status !== 302) throw new Error(`the callback answered ${landed.status}`);
    },
  };
};
