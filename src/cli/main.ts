/** What the libraries for the cluster connection need; an older Node fails inside of them with thousands of lines. */
const leastVersion = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < leastVersion[0] || (major === leastVersion[0] && minor < leastVersion[1])) {
  process.stderr.write(
    `podpath: needs Node ${leastVersion.join('.')} or newer, and this is ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exitCode = 2;
} else {
  const { runProcess } = await import('./runProcess.ts');
  await runProcess();
}

export {};
