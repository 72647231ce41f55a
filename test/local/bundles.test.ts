import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { buildBundles, watchBundles } from '../../local/bundles.ts';
import { BundlingFailed } from '../../local/failures.ts';
import { temporaryFolder } from './temporary-folder.ts';

const project = (source: string) => {
  const root = temporaryFolder();
  const write = (text: string) => writeFileSync(join(root, 'functions/greet/index.ts'), text);
  mkdirSync(join(root, 'functions/greet'), { recursive: true });
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
  write(source);
  return { root, write };
};

const greeting = (text: string) => `export const handler = async () => '${text}';`;

test('every folder of functions becomes a bundle where the build puts it', async () => {
  const { root } = project(greeting('hello'));

  const bundles = await buildBundles(root);

  expect(bundles.names).toEqual(['greet']);
  expect(bundles.path('greet')).toBe(join(root, 'dist/functions/greet/index.mjs'));
  const { handler } = await import(pathToFileURL(bundles.path('greet')).href);
  expect(await handler()).toBe('hello');
});

test('source that does not bundle is named with its file and line', async () => {
  const { root } = project("import './missing.ts';");

  const failure = await buildBundles(root).catch((error) => error);

  expect(failure).toBeInstanceOf(BundlingFailed);
  expect(failure.message).toMatch(/^greet: .*missing\.ts.*functions\/greet\/index\.ts:1\)$/);
});

test('a watched function is built again when it changes, and kept when the change is broken', async () => {
  const { root, write } = project(greeting('one'));
  const reports: (string | undefined)[] = [];
  let next = Promise.withResolvers<void>();
  const bundles = await watchBundles(root, (_, problem) => {
    reports.push(problem);
    next.resolve();
  });
  onTestFinished(bundles.close);
  const built = () => readFileSync(bundles.path('greet'), 'utf8');
  expect(built()).toContain('one');

  write("import './missing.ts';");
  await next.promise;
  expect(reports[0]).toContain('missing.ts');
  expect(built()).toContain('one');

  next = Promise.withResolvers<void>();
  write(greeting('two'));
  await next.promise;
  expect(reports[1]).toBeUndefined();
  expect(built()).toContain('two');
});
