import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { demoAccount } from './accounts.ts';
import { createSimulator } from './simulator.ts';

const usage = `WeChat simulator: one-time subscription messages without an account

  node main.ts [--port 3001] [--host 127.0.0.1] [--journal FILE] [--public-url URL] [--domain HOST]...

  --journal FILE    keeps its world in FILE; without it, everything is forgotten at the end
  --public-url URL  how the simulator is spelled in links
  --domain HOST     a 业务域名 of the demo account, beside 127.0.0.1 and localhost; may be repeated`;

try {
  await start();
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3001' },
      host: { type: 'string', default: '127.0.0.1' },
      journal: { type: 'string' },
      'public-url': { type: 'string' },
      domain: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be from 0 to 65535, got '${values.port}'`);
  const publicUrl = values['public-url'];
  if (publicUrl !== undefined && !URL.canParse(publicUrl))
    throw new Error(`--public-url must be a URL, got '${publicUrl}'`);
  if (values.journal) mkdirSync(dirname(values.journal), { recursive: true });

  const account = { ...demoAccount, domains: [...demoAccount.domains, ...values.domain] };
  const simulator = createSimulator({
    accounts: [account],
    journalFile: values.journal,
    publicUrl,
  });
  const { url } = await simulator.listen(port, values.host);
  console.log(`WeChat simulator  ${url}`);
  console.log(`appid ${account.appid}  template_id ${account.template_id}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void simulator.close());
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `the port is taken by another program; choose one with --port (${error.message})`;
  return error.message;
}
