// What npm runs. An older Node cannot even read the TypeScript that all the rest is written in, so
// this one file is plain JavaScript: it says in a sentence what is missing, or hands over.
const needed = 24;

if (Number.parseInt(process.versions.node, 10) >= needed) {
  await import('./run.ts');
} else {
  const { LC_ALL, LC_MESSAGES, LANG = '' } = process.env;
  const inChinese = (LC_ALL || LC_MESSAGES || LANG).toLowerCase().startsWith('zh');
  console.error(
    inChinese
      ? `需要 Node ${needed} 或更新的版本，现在是 ${process.versions.node}：请安装它，或运行 npm ci（会带上一个）再用 npm start 启动。`
      : `Node ${needed} or newer is needed, this is ${process.versions.node}: install it, or run npm ci (it brings one) and then npm start.`,
  );
  process.exit(1);
}
