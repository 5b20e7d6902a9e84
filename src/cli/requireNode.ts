/**
 * What the libraries for the cluster connection need; an older Node fails inside of them with thousands of lines. Imported
 * before everything else: modules are evaluated in the order of their imports.
 */
const leastVersion = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < leastVersion[0] || (major === leastVersion[0] && minor < leastVersion[1])) {
  process.stderr.write(
    `podpath: needs Node ${leastVersion.join('.')} or newer, and this is ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exit(2);
}
