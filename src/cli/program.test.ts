import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ConnectionError, type Cluster } from '../app/ports.ts';
import { recordedCluster } from '../app/session/recordedCluster.ts';
import { snapshotToDocument } from '../core/documents/snapshotConversion.ts';
import { exampleDiagnoses, exampleSnapshot, hostileText } from '../core/report/testing/exampleDiagnoses.ts';
import { expectDocument } from './testing/expectDocument.ts';
import { runInHost as run } from './testing/runInHost.ts';

/** The example cluster with the probes of one of its diagnoses. */
const liveLike = (name: keyof typeof exampleDiagnoses): Cluster =>
  recordedCluster(exampleSnapshot, exampleDiagnoses[name].observations, 'example');

let folder: string;
let snapshotFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-cli-'));
  snapshotFile = join(folder, 'snapshot.json');
  await writeFile(snapshotFile, JSON.stringify(snapshotToDocument(exampleSnapshot)));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('podpath', () => {
  it.each([
    [['--help'], 0],
    [['diagnose', '--help'], 0],
    [['help', 'map'], 0],
    [['--version'], 0],
    [[], 2],
    [['trase'], 2],
    [['map', '--nope'], 2],
    [['trace'], 2],
  ])('ends %j with %i', async (words, status) => {
    expect((await run(words)).status).toBe(status);
  });

  it('prints its version', async () => {
    expect((await run(['--version'])).stdout).toBe('1.2.3\n');
  });

  it('names the command that may have been meant', async () => {
    const { stdout, stderr } = await run(['diagnos']);
    expect(stdout).toBe('');
    expect(stderr).toContain("podpath: unknown command 'diagnos'");
    expect(stderr).toContain('Did you mean diagnose?');
  });

  it('says in plain words why a cluster cannot be used', async () => {
    const cluster = new ConnectionError({
      kind: 'unreachable',
      message: 'No answer from x.',
      advice: 'Look at the VPN.',
    });
    expect(await run(['map'], { cluster })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'podpath: No answer from x.\n  Look at the VPN.\n',
    });
  });
});

describe('wrong usage ends with 2, nothing on stdout and a sentence that helps', () => {
  const from = ['--from', 'shop/pod/client-0'];
  it.each<[string[], string]>([
    [['map', '-n', 'a', '-A'], '-n and -A exclude each other.'],
    [['map', '-n', 'A B'], 'no namespace can have this name'],
    [['map', '-o', 'xml'], '-o xml: expected text, json, yaml, mermaid.'],
    [['map', '--snapshot', '/nowhere'], '/nowhere: no such file or folder'],
    [['map', '--snapshot', 'SNAPSHOT', '--context', 'x'], 'leave --context and --kubeconfig out'],
    [
      ['trace', 'service/wep', '-n', 'shop', '--snapshot', 'SNAPSHOT'],
      'no Service wep in namespace shop. Did you mean web?',
    ],
    [['trace', 'service/web', '--snapshot', 'SNAPSHOT'], 'There is shop/service/web.'],
    [['trace', 'pod/web', '--snapshot', 'SNAPSHOT'], 'only Services can be traced, and this is a pod'],
    [['trace', 'shop/service/web', '--port', '81', '--snapshot', 'SNAPSHOT'], 'shop/service/web has port 80'],
    [['trace', 'service/web', '--from', 'pod/a'], 'podpath diagnose --from pod/a --to service/web'],
    [['diagnose', '--to', 'web'], '--from is missing'],
    [['diagnose', ...from], '--to is missing'],
    [['diagnose', '--from', 'client-0', '--to', 'web'], 'Did you mean pod/client-0?'],
    [['diagnose', '--from', 'service/x', '--to', 'web'], 'a service opens no connections'],
    [['diagnose', ...from, '--to', 'http://web:80/'], 'use --to web --port 80'],
    [['diagnose', ...from, '--to', 'web:80'], 'Give the port apart: --to web --port 80'],
    [['diagnose', ...from, '--to', 'pods/x/y/z'], 'not a reference'],
    [['diagnose', ...from, '--to', 'web', '--port', '0'], 'ports are numbers from 1 to 65535'],
    [['diagnose', ...from, '--to', 'web', '--family', '5'], 'expected 4 or 6'],
    [['diagnose', ...from, '--to', 'web', '--protocol', 'icmp'], 'expected TCP, UDP or SCTP'],
    [['diagnose', ...from, '--to', 'web', '--via', 'node-port'], '--via node-port: this version'],
    [['diagnose', ...from, '--to', 'web', '--via', 'moon'], 'expected cluster-ip, node-port'],
    [['diagnose', ...from, '--to', 'web', '--allow', 'root'], '--allow root: expected'],
    [['diagnose', '--case', 'case.json', '--allow', 'node-pod'], '--allow needs a cluster'],
    [['diagnose', '--case', 'x.json', '--to', 'web'], 'leave --to out'],
    [['diagnose', '--case', 'SNAPSHOT'], 'not a case file'],
    [['diagnose', ...from, '--to', 'example.com', '--snapshot', 'SNAPSHOT'], '--port is missing'],
    [
      ['diagnose', ...from, '--to', 'kube-system/service/kube-dns', '--snapshot', 'SNAPSHOT'],
      '--protocol TCP: kube-system/service/kube-dns has 53/UDP',
    ],
  ])('%j', async (words, message) => {
    const result = await run(words.map((word) => (word === 'SNAPSHOT' ? snapshotFile : word)));
    expect(result.stderr).toContain(message);
    expect(result.stdout).toBe('');
    expect(result.status).toBe(2);
  });
});

describe('podpath diagnose from a pod that is gone', () => {
  it.each([
    ['shop/pod/client-1', 'nearest names: client-0'],
    ['pod/client-0', 'shop/pod/client-0'],
  ])('%s names it, with what may be meant', async (source, expected) => {
    const words = ['diagnose', '--from', source, '--to', 'web', '--snapshot', snapshotFile];
    const { stdout, status } = await run(words);
    expect(stdout).toContain('pod-missing');
    expect(stdout).toContain(expected);
    expect(status).toBe(1);
  });
});

describe('podpath snapshot', () => {
  it('writes the document of a cluster, which reads back as it was', async () => {
    const { status, stdout } = await run(['snapshot', '-A'], { cluster: liveLike('reachable') });
    expect(status).toBe(0);
    expectDocument(stdout, 'snapshot');
    const again = join(folder, 'again.json');
    await writeFile(again, stdout);
    const second = await run(['snapshot', '--snapshot', again]);
    expect(JSON.parse(second.stdout)).toEqual(JSON.parse(stdout));
  });

  it('writes to a file, and YAML', async () => {
    const out = join(folder, 'out.yaml');
    expect(await run(['snapshot', '--snapshot', snapshotFile, '-o', 'yaml', '--out', out])).toMatchObject({
      status: 0,
      stdout: '',
    });
    expect(parse(await readFile(out, 'utf8'))).toEqual(snapshotToDocument(exampleSnapshot));
  });

  it('can be restricted to a namespace, which its coverage then says', async () => {
    const { stdout } = await run(['snapshot', '--snapshot', snapshotFile, '-n', 'shop']);
    const document = JSON.parse(stdout) as { pods: { namespace: string }[]; coverage: { pods: object } };
    expect(new Set(document.pods.map(({ namespace }) => namespace))).toEqual(new Set(['shop']));
    expect(document.coverage.pods).toEqual({ state: 'complete', namespaces: ['shop'] });
  });
});

describe('podpath map', () => {
  it('shows problems first', async () => {
    const { status, stdout } = await run(['map', '--snapshot', snapshotFile]);
    expect(status).toBe(1);
    expect(stdout.indexOf('✗ lost')).toBeLessThan(stdout.indexOf('✓ web'));
  });

  it('is a JSON document', async () => {
    expectDocument((await run(['map', '--snapshot', snapshotFile, '-o', 'json'])).stdout, 'map');
  });

  it('says what to do where nothing is', async () => {
    const { stderr } = await run(['map', '--snapshot', snapshotFile, '-n', 'elsewhere']);
    expect(stderr).toContain('Neither Services nor pods in namespace elsewhere. Use -A');
  });

  it('uses colours on a terminal only, and not where NO_COLOR is set', async () => {
    const words = ['map', '--snapshot', snapshotFile];
    expect((await run(words)).stdout).not.toContain('\u001b');
    expect((await run(words, { terminal: true })).stdout).toContain('\u001b[');
    expect((await run(words, { terminal: true, variables: { NO_COLOR: '1' } })).stdout).not.toContain(
      '\u001b',
    );
  });
});

describe('podpath trace', () => {
  it('ends with 3 where no socket could be seen', async () => {
    const { status, stdout } = await run(['trace', 'shop/service/web', '--snapshot', snapshotFile]);
    expect(status).toBe(3);
    expect(stdout).toMatch(/^\? UNKNOWN/);
  });

  it('ends with 1 where the chain is broken, as a JSON document', async () => {
    const { status, stdout } = await run([
      'trace',
      'lost',
      '-n',
      'shop',
      '--snapshot',
      snapshotFile,
      '-o',
      'json',
    ]);
    expect(status).toBe(1);
    expectDocument(stdout, 'trace');
  });
});

describe('podpath diagnose', () => {
  const words = ['diagnose', '--from', 'shop/pod/client-0', '--to'];

  it.each([
    ['reachable', 'web', 0],
    ['selector-matches-nothing', 'shop/service/lost', 1],
    ['one-of-two-on-loopback', 'web.shop', 1],
    ['nothing-may-be-run', 'shop/service/web', 3],
  ] as const)('of %s ends with its status, as a JSON document', async (name, to, expected) => {
    const { status, stdout, stderr } = await run([...words, to, '-o', 'json'], { cluster: liveLike(name) });
    expect(stderr).toBe('');
    expect(status).toBe(expected);
    expectDocument(stdout, 'diagnosis');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'podpath/diagnosis/v1',
      question: { from: 'shop/pod/client-0', to, port: 80, protocol: 'TCP' },
      verdict: exampleDiagnoses[name].diagnosis.verdict,
    });
  });

  it('saves a case that replays to the same answer in every format', async () => {
    const file = join(folder, 'case.json');
    const cluster = liveLike('one-of-two-on-loopback');
    for (const format of ['text', 'json', 'markdown', 'mermaid', 'yaml']) {
      const first = await run([...words, 'web.shop', '--save', file, '-o', format], { cluster });
      const replayed = await run(['diagnose', '--case', file, '-o', format]);
      expect(replayed).toEqual(first);
    }
    expectDocument(await readFile(file, 'utf8'), 'case');
    expect((await run(['map', '--snapshot', file])).status).toBe(1);
  });

  it('shows progress on a terminal only, or every command when asked', async () => {
    const cluster = liveLike('reachable');
    const quiet = await run([...words, 'web'], { cluster });
    expect(quiet.stderr).toBe('');
    const terminal = await run([...words, 'web'], { cluster, terminal: true });
    expect(terminal.stderr).toContain('Diagnosing');
    expect(terminal.stderr.endsWith('\r\u001b[K')).toBe(true);
    const verbose = await run([...words, 'web', '--verbose'], { cluster });
    expect(verbose.stderr).toContain('kubectl exec -n shop client-0 -c app -- ');
    expect(verbose.stdout).toBe(quiet.stdout);
  });

  it('ends with 130 and no answer when it is interrupted', async () => {
    const interruption = new AbortController();
    const cluster = liveLike('reachable');
    const stopping: Cluster = {
      ...cluster,
      exec: (request, signal) => {
        interruption.abort();
        return cluster.exec(request, signal);
      },
    };
    expect(await run([...words, 'web'], { cluster: stopping, signal: interruption.signal })).toEqual({
      status: 130,
      stdout: '',
      stderr: 'podpath: interrupted\n',
    });
  });

  it('lets nothing from the cluster act on the terminal', async () => {
    const cluster = liveLike('hostile');
    const { stdout, stderr } = await run([...words, 'web', '--verbose'], { cluster });
    expect(stdout).toContain('\\x1b[2J');
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(hostileText).toContain('\u001b');
  });

  it.each([
    ['its list is refused', { state: 'forbidden' }],
    [
      'only another namespace was listed',
      { state: 'complete', namespaces: ['default'], reason: 'forbidden' },
    ],
    ['nothing at all may be listed', 'throws'],
  ] as const)('reads the namespaces of the question where %s', async (_title, pods) => {
    const scopes: unknown[] = [];
    const cluster = liveLike('reachable');
    const restricted: Cluster = {
      ...cluster,
      list: async (scope, sink, signal) => {
        scopes.push(scope);
        await cluster.list(scope, sink, signal);
        if (scope.namespaces !== undefined) return;
        if (pods === 'throws') sink.problem({ kind: 'forbidden', message: 'No.', advice: 'Ask.' });
        else sink.changes([{ type: 'coverage', resource: 'pods', coverage: pods }]);
      },
    };
    const { status, stdout } = await run([...words, 'web.data', '--port', '80'], { cluster: restricted });
    expect(stdout).not.toBe('');
    expect(status).not.toBe(2);
    expect(scopes).toEqual([{}, { namespaces: ['shop', 'data', 'kube-system'] }]);
  });
});

describe('files that are written', () => {
  it.each([
    ['--out', (file: string) => ['snapshot', '--snapshot', snapshotFile, '--out', file]],
    [
      '--save',
      (file: string) => [
        ...['diagnose', '--from', 'shop/pod/client-0', '--to', 'web', '--snapshot', snapshotFile],
        ...['--save', file],
      ],
    ],
  ])('%s does not follow a link', async (flag, words) => {
    const [secret, link] = [join(folder, `secret${flag}`), join(folder, `link${flag}`)];
    await writeFile(secret, 'old');
    await symlink(secret, link);
    const { status, stderr } = await run(words(link));
    expect(stderr).toContain(`${flag} ${link}: it is a link`);
    expect(status).toBe(2);
    expect(await readFile(secret, 'utf8')).toBe('old');
  });
});
