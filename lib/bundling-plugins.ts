import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import type { OnResolveArgs, Plugin } from 'esbuild';

/**
 * Parts of the SDK that nothing asks for. In Lambda credentials come from the environment, and the
 * clients are told so; DynamoDB's endpoints are not discovered; `bowser` reads a browser's user
 * agent.
 */
const unused =
  /^@aws-sdk\/(credential-provider-(node|sso|ini|process|web-identity|http|login)|token-providers|nested-clients.*|endpoint-cache)$|^@smithy\/credential-provider-imds$|^bowser$/;
/** Loaded for commands that answer a stream of events: no command here does. */
const unusedOnDemand = /^@smithy\/core\/event-streams$/;

/**
 * What would be loaded on demand is not in the bundle. In the place of the others stands nothing,
 * but for the one class that is constructed, though never asked.
 */
export const unusedPartsOfTheSdk: Plugin = {
  name: 'unused-parts-of-the-sdk',
  setup(build) {
    const leftOut = ({ path, kind }: OnResolveArgs) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined;
    build.onResolve({ filter: unusedOnDemand }, leftOut);
    build.onResolve({ filter: unused }, leftOut);
    build.onResolve({ filter: unused }, ({ path }) => ({ path, namespace: 'unused' }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'exports.EndpointCache = class {};',
      loader: 'js',
    }));
    // of its own package.json a client reads the version, for the user agent
    build.onLoad({ filter: /[\\/]client-\w+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Errors that the code tells apart by their class. */
const errorsWithAClass = ['ConditionalCheckFailedException'];

/**
 * A client registers a class for each error of its service, 141 in Parameter Store's, whichever
 * commands are used. Marked as free of effects, the registrations that nobody needs are left out
 * and the classes with them: such an error comes back as the SDK gives one that it does not know,
 * the service's base exception with the same name, status and message.
 */
export const errorsByTheirName: Plugin = {
  name: 'errors-by-their-name',
  setup(build) {
    const registration = new RegExp(
      `^(?=\\w+_registry\\.registerError\\((?!${errorsWithAClass.join('|')}|\\w+ServiceException))`,
      'gm',
    );
    /** `export var ParameterNotFound$ = [-3, ...];` */
    const shape = /^(export var \w+\$ = )(\[-3, n0,[^;]*);/gm;
    build.onLoad(
      { filter: /client-\w+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8')
          .replace(registration, '/* @__PURE__ */ ')
          .replace(shape, '$1/* @__PURE__ */ (() => $2)();'),
        loader: 'js',
      }),
    );
  },
};

/**
 * An ES import of one of Node's builtins evaluates its lazy getters and thereby loads what nobody
 * asked for: with node:http from Node 22 on undici (github.com/nodejs/node/issues/59686), some 20 ms
 * of cold start. Taking it from the process does not. It is handed out as the prototype of an empty
 * object: esbuild defines every property of a module itself again for each file that imports it,
 * which for Node's builtins comes to some 3 ms.
 */
export const builtinsFromTheProcess: Plugin = {
  name: 'builtins-from-the-process',
  setup(build) {
    const builtins = new Set(builtinModules);
    build.onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path, kind }) => {
      const name = path.replace('node:', '');
      if (!builtins.has(name)) return undefined;
      const rare = kind === 'dynamic-import' && !name.startsWith('http');
      return rare
        ? { path: `node:${name}`, external: true }
        : { path: name, namespace: 'builtin', sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = Object.create(process.getBuiltinModule('${path}'));`,
      loader: 'js',
    }));
  },
};

/** An `import()` of one of these modules finds the bundle of its name beside the importing one. */
export const apartOnFirstUse = (names: readonly string[]): Plugin => ({
  name: 'apart-on-first-use',
  setup(build) {
    build.onResolve({ filter: /^\.\/[a-z-]+\.ts$/ }, ({ path, kind }) => {
      const name = path.slice('./'.length, -'.ts'.length);
      return kind === 'dynamic-import' && names.includes(name)
        ? { path: `./${name}.mjs`, external: true }
        : undefined;
    });
  },
});
