// The rooms and who may import whom. Checked, not trusted: `npm run check` also seeds a violation
// of each rule below and fails if it is not found.
const src = '^src/';

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circles-of-types',
      comment: "the simulator's world is made of the types of its parts, and they all look at it",
      severity: 'error',
      from: { pathNot: '^local/wechat-simulator/' },
      to: { circular: true, via: { dependencyTypes: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      comment: 'the domain knows itself and hashes, nothing of AWS, HTTP or the environment',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/domain/', '^(node:)?crypto$'] },
    },
    {
      name: 'use-cases-take-ports',
      severity: 'error',
      from: { path: '^src/use-cases/' },
      to: { pathNot: ['^src/(domain|use-cases)/'] },
    },
    {
      name: 'wechat-speaks-only-wechat',
      severity: 'error',
      from: { path: '^src/wechat/' },
      to: { path: ['^src/(aws|entry)/', '^functions/', '@aws-sdk'] },
    },
    {
      name: 'wechat-takes-types-of-use-cases',
      severity: 'error',
      from: { path: '^src/wechat/' },
      to: { path: '^src/use-cases/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'aws-speaks-only-aws',
      severity: 'error',
      from: { path: '^src/aws/' },
      to: { path: ['^src/(wechat|entry)/', '^functions/'] },
    },
    {
      name: 'aws-takes-types-of-use-cases',
      severity: 'error',
      from: { path: '^src/aws/' },
      to: { path: '^src/use-cases/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-aws-room-imports-the-sdk',
      severity: 'error',
      from: { path: src, pathNot: '^src/aws/' },
      to: { path: '@aws-sdk' },
    },
    {
      name: 'entry-knows-the-edge',
      severity: 'error',
      from: { path: '^src/entry/' },
      to: { path: ['^src/(aws|wechat|use-cases)/', '^functions/'] },
    },
    {
      name: 'handlers-touch-nothing',
      comment: 'a handler gets its adapters from index.ts',
      severity: 'error',
      from: { path: '^functions/[^/]+/', pathNot: '^functions/[^/]+/index\\.ts$' },
      to: { path: ['^src/aws/', '@aws-sdk'] },
    },
    {
      name: 'environments-are-parsers-only',
      severity: 'error',
      from: { path: '^functions/[^/]+/env\\.ts$' },
      to: { pathNot: '^src/entry/env\\.ts$' },
    },
    {
      name: 'functions-are-islands',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'runtime-knows-no-synth',
      severity: 'error',
      from: { path: '^(src|functions)/' },
      to: { path: ['^(lib|bin|local|cli|h5|test)/', 'aws-cdk-lib', '^node_modules/constructs/'] },
    },
    {
      name: 'lib-takes-types-of-functions',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: { path: '^functions/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lib-reads-only-the-data-of-the-runtime',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: { path: src, pathNot: '^src/(appid|credits-schema|log-events|metric-names)\\.ts$' },
    },
    {
      name: 'lib-knows-no-local',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: { path: '^(local|cli|h5|test)/' },
    },
    {
      name: 'local-runs-bundles',
      comment: 'what runs locally is what is deployed: no handler is imported from its source',
      severity: 'error',
      from: { path: '^local/', pathNot: '^local/wechat-simulator/' },
      to: { path: ['^functions/', src], pathNot: '^src/credits-schema\\.ts$' },
    },
    {
      name: 'simulator-shares-nothing',
      comment: 'so that it can catch us misreading WeChat',
      severity: 'error',
      from: { path: '^local/wechat-simulator/' },
      to: { pathNot: '^local/wechat-simulator/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'h5-imports-nothing',
      severity: 'error',
      from: { path: '^h5/', pathNot: '^h5/build\\.ts$' },
      to: { pathNot: '^h5/' },
    },
    {
      name: 'nothing-imports-the-cli',
      severity: 'error',
      from: { pathNot: '^(cli|test)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'cli-runs-no-deployable',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: ['^(functions|local|bin|test)/', '^src/entry/', 'aws-cdk-lib'] },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'bench-measures-bundles',
      comment:
        'what is measured is what is deployed; only sealing a link, with its random bytes, is timed by itself',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: ['^(functions|cli|h5|bin)/', '^src/(aws|entry)/(?!pooled-random)'] },
    },
    {
      name: 'nothing-imports-the-bench',
      severity: 'error',
      from: { pathNot: '^(bench|test)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // the references' packages are installed by the bench alone, when it runs
    exclude: { path: '(^|/)(dist|cdk\\.out)/|^bench/refs/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
};
