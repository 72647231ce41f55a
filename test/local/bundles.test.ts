import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { buildBundles, watchBundles } from '../../local/bundles.ts';
import { BundlingFailed } from '../../local/failures.ts';
import { temporaryFolder } from './temporary-folder.ts';

const project = (source: string) => {
  const root = temporaryFolder();
  const index = join(root, 'functions/greet/index.ts');
  const write = (text: string) => writeFileSync(index, text);
  mkdirSync(join(root, 'functions/greet'), { recursive: true });
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
  write(source);
  const makeOld = () => utimesSync(index, 1, 1);
  return { root, write, makeOld };
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

test('a function is built anew when its source, what it imports or its bundle has changed', async () => {
  const { root, write } = project("export { handler } from './other.ts';");
  const other = join(root, 'functions/greet/other.ts');
  const built = async () => {
    const bundles = await buildBundles(root);
    return { bundles, text: readFileSync(bundles.path('greet'), 'utf8') };
  };
  writeFileSync(other, greeting('one'));
  const { bundles, text } = await built();
  expect(text).toContain('one');

  writeFileSync(other, greeting('another'));
  expect((await built()).text).toContain('another');
  write(greeting('own'));
  expect((await built()).text).toContain('own');
  writeFileSync(bundles.path('greet'), 'overwritten');
  expect((await built()).text).toContain('own');
});

test('a function whose files are as they were is not built again', async () => {
  const { root, makeOld } = project(greeting('hello'));
  makeOld();
  const bundles = await buildBundles(root);
  const writtenAt = () => ({
    bundle: statSync(bundles.path('greet')).mtimeMs,
    stamp: statSync(join(root, 'dist/local/greet.json')).mtimeMs,
  });
  const before = writtenAt();

  await buildBundles(root);

  expect(writtenAt()).toEqual(before);
});

test('what earlier builds left in a bundle is removed', async () => {
  const { root } = project(greeting('hello'));
  const bundles = await buildBundles(root);
  const stale = join(dirname(bundles.path('greet')), 'chunk-OLD.mjs');
  writeFileSync(stale, '');
  writeFileSync(bundles.path('greet'), 'overwritten');

  await buildBundles(root);

  expect(existsSync(stale)).toBe(false);
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
