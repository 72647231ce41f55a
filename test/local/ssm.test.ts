import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { expect, onTestFinished, test } from 'vitest';
import { startSsm } from '../../local/ssm.ts';
import { ssmClient } from './aws-clients.ts';
import { temporaryFolder } from './temporary-folder.ts';

const start = async (path?: string) => {
  const endpoint = await startSsm({ now: () => 1_700_000_000_000, ...(path ? { path } : {}) });
  onTestFinished(endpoint.close);
  return { client: ssmClient(endpoint.url), ...endpoint };
};

const put = (Name: string, Value: string, Overwrite?: boolean) =>
  new PutParameterCommand({
    Name,
    Value,
    Type: 'SecureString',
    ...(Overwrite === undefined ? {} : { Overwrite }),
  });
const get = (Name: string) => new GetParameterCommand({ Name, WithDecryption: true });

test('a parameter is read back with its version and its time', async () => {
  const { client } = await start();

  expect((await client.send(put('/yici/a', 'one'))).Version).toBe(1);
  expect((await client.send(put('/yici/a', 'two', true))).Version).toBe(2);

  expect((await client.send(get('/yici/a'))).Parameter).toMatchObject({
    Name: '/yici/a',
    Type: 'SecureString',
    Value: 'two',
    Version: 2,
    LastModifiedDate: new Date(1_700_000_000_000),
  });
});

test('a SecureString shows no secret to who does not ask for decryption', async () => {
  const { client } = await start();
  await client.send(put('/yici/a', 'secret'));

  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/yici/a' }));

  expect(Parameter?.Value).not.toContain('secret');
});

test('an existing parameter is not overwritten unless asked', async () => {
  const { client } = await start();
  await client.send(put('/yici/a', 'one'));

  await expect(client.send(put('/yici/a', 'two'))).rejects.toMatchObject({
    name: 'ParameterAlreadyExists',
  });
  expect((await client.send(get('/yici/a'))).Parameter?.Value).toBe('one');
});

test('of several that create one parameter at once, one does', async () => {
  const { client } = await start();

  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) => client.send(put('/yici/a', `value ${at}`))),
  );

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a missing parameter is ParameterNotFound, and named by GetParameters', async () => {
  const { client } = await start();
  await client.send(put('/yici/a', 'one'));

  await expect(client.send(get('/yici/b'))).rejects.toMatchObject({ name: 'ParameterNotFound' });
  const found = await client.send(
    new GetParametersCommand({ Names: ['/yici/a', '/yici/b'], WithDecryption: true }),
  );
  expect(found.Parameters?.map(({ Value }) => Value)).toEqual(['one']);
  expect(found.InvalidParameters).toEqual(['/yici/b']);
});

test('a value longer than the standard tier takes is refused', async () => {
  const { client } = await start();

  await expect(client.send(put('/yici/a', 'x'.repeat(4097)))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('a deleted parameter is gone, and a listing names the others without their values', async () => {
  const { client } = await start();
  await client.send(put('/yici/a', 'one'));
  await client.send(put('/yici/b', 'two'));

  await client.send(new DeleteParameterCommand({ Name: '/yici/a' }));

  const { Parameters = [] } = await client.send(new DescribeParametersCommand({}));
  expect(Parameters.map(({ Name }) => Name)).toEqual(['/yici/b']);
  expect(JSON.stringify(Parameters)).not.toContain('two');
});

test('everything that was answered is there after a restart, readable by its owner alone', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'parameters.json');
  const first = await startSsm({ path });
  const client = ssmClient(first.url);
  await Promise.all(['a', 'b', 'c'].map((name) => client.send(put(`/yici/${name}`, name))));
  await first.close();

  const second = await start(path);

  const values = ['a', 'b', 'c'].map(
    async (name) => (await second.client.send(get(`/yici/${name}`))).Parameter?.Value,
  );
  expect(await Promise.all(values)).toEqual(['a', 'b', 'c']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['parameters.json']);
});

test.each(['not JSON', '[]', '{"/yici/a": 1}', '{"/yici/a": {"value": "x"}}'])(
  'a damaged file (%s) is refused by name',
  async (text) => {
    const path = join(temporaryFolder(), 'parameters.json');
    writeFileSync(path, text);

    await expect(startSsm({ path })).rejects.toThrow(`${path} is damaged`);
  },
);

test('a web page can neither read nor write parameters', async () => {
  const { url } = await start();

  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonSSM.DescribeParameters' },
    body: '{}',
  });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
});
