import { writeWholeFile } from '../writeWholeFile.ts';

// A process of its own, for a test that limits how much a process may write (`ulimit -f`): past the limit a write is cut
// short, and the next one fails, as on a disk that is full. Arguments: the file, and how many bytes it is to hold.

const [path = '', length = '0'] = process.argv.slice(2);
try {
  await writeWholeFile(path, 'n'.repeat(Number(length)));
} catch (error) {
  process.stdout.write(error instanceof Error && 'code' in error ? String(error.code) : String(error));
  process.exitCode = 1;
}
