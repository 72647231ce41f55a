import { globSync } from 'node:fs';
import ts from 'typescript';
import { root } from './synthesised.ts';

/** As the compiler writes paths, on Windows too. */
const base = root.replaceAll('\\', '/');
const ports = 'src/use-cases/ports.ts';

/** Over what runs as functions. */
const startCompiler = (): ts.LanguageService => {
  const { config } = ts.readConfigFile(`${base}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, base);
  return ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    getCompilationSettings: () => options,
    getCurrentDirectory: () => base,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () =>
      globSync('{src,functions}/**/*.ts', { cwd: base }).map((path) => `${base}/${path}`),
    // nothing changes while it is asked
    getScriptVersion: () => '',
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
  });
};

const compiler = startCompiler();

const membersOf = (port: string): readonly ts.TypeElement[] => {
  const { statements = [] } = compiler.getProgram()?.getSourceFile(`${base}/${ports}`) ?? {};
  for (const statement of statements) {
    if (!ts.isTypeAliasDeclaration(statement) || statement.name.text !== port) continue;
    if (ts.isTypeLiteralNode(statement.type)) return [...statement.type.members];
  }
  throw new Error(`${ports} has no ${port} with methods`);
};

/** Under whatever name, taken apart or picked from the port; but for the adapter that makes it. */
const usersOf = ({ name }: ts.TypeElement): readonly string[] => {
  const found = compiler.findReferences(`${base}/${ports}`, name?.getStart() ?? 0) ?? [];
  const paths = found
    .flatMap(({ references }) => references)
    .map(({ fileName }) => fileName.slice(base.length + 1));
  return [...new Set(paths)].filter((path) => path !== ports && !path.startsWith('src/aws/'));
};

/** Each method of a port, and the files that use it, as the compiler finds them. */
export const portUses = (port: string): ReadonlyMap<string, readonly string[]> =>
  new Map(membersOf(port).map((member) => [member.name?.getText() ?? '', usersOf(member)]));
