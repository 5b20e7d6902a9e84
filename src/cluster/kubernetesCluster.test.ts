import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, ConnectionError, type WatchScope } from '../app/ports.ts';
import { resourceNames } from '../core/model/coverage.ts';
import { KubernetesCluster } from './kubernetesCluster.ts';
import { rawList, rawPod } from './testing/apiObjects.ts';
import {
  type Exchange,
  type LoopbackServer,
  startLoopbackServer,
  targetOf,
} from './testing/loopbackServer.ts';
import { RecordingSink } from './testing/recordingSink.ts';

const clock: Clock = { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 };
const quick = { firstBackoff: 1, longestBackoff: 5, longestSilence: 60_000, recheck: 5 };
const never = new AbortController().signal;

let server: LoopbackServer | undefined;
let cluster: KubernetesCluster | undefined;
afterEach(async () => {
  cluster?.close();
  await server?.close();
});

async function clusterThat(answer: (exchange: Exchange) => void): Promise<KubernetesCluster> {
  server = await startLoopbackServer({ request: answer });
  cluster = new KubernetesCluster(targetOf(server.url), clock, quick);
  return cluster;
}

async function list(answer: (exchange: Exchange) => void, scope: WatchScope = {}): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await (await clusterThat(answer)).list(scope, sink, never);
  return sink;
}

const namespaceObject = { metadata: { name: 'shop', labels: { team: 'a' } }, status: { phase: 'Active' } };
const last = (sink: RecordingSink, resource: string): string | undefined =>
  sink.lines.findLast((line) => line.startsWith(`${resource} `));

/** A user who may do everything in the namespace shop and nothing outside it. */
function onlyInShop(exchange: Exchange): void {
  if (exchange.line === 'GET /api/v1/namespaces/shop') exchange.json(namespaceObject);
  else if (exchange.line.includes('/namespaces/shop/')) {
    exchange.json(rawList(exchange.line.endsWith('/pods') ? [rawPod('a')] : []));
  } else exchange.fail(403, 'Forbidden', `${exchange.line} is forbidden`);
}

/** A user who may list the names of namespaces, and read pods in some of them. */
function inSome(readable: readonly string[], all: () => readonly string[]): (exchange: Exchange) => void {
  return (exchange) => {
    const inside = /^GET \/api.*\/namespaces\/([^/]+)\//.exec(exchange.line)?.[1];
    if (exchange.line.endsWith('/selfsubjectaccessreviews')) {
      const { spec } = JSON.parse(exchange.body) as { spec: { resourceAttributes: { namespace: string } } };
      exchange.json({ status: { allowed: readable.includes(spec.resourceAttributes.namespace) } }, 201);
    } else if (exchange.query.has('watch')) exchange.stream();
    else if (exchange.line === 'GET /api/v1/namespaces') {
      exchange.json(rawList(all().map((name) => ({ metadata: { name } }))));
    } else if (inside !== undefined && readable.includes(inside)) {
      exchange.json(rawList(exchange.line.endsWith('/pods') ? [rawPod(`in-${inside}`, inside)] : []));
    } else exchange.fail(403, 'Forbidden', `${exchange.line} is forbidden`);
  };
}

describe('listing a cluster', () => {
  it('lists everything', async () => {
    const sink = await list((exchange) => {
      exchange.json(rawList(exchange.line.endsWith('/pods') ? [rawPod('a')] : []));
    });
    expect(sink.lines.filter((line) => line.endsWith(' complete'))).toHaveLength(resourceNames.length);
    expect(sink.lines).toContain('replace a');
  });

  it('falls back to the namespace of the context where everything may not be listed', async () => {
    const sink = await list(onlyInShop);
    expect(last(sink, 'pods')).toBe('pods complete in shop');
    expect(last(sink, 'namespaces')).toBe('namespaces complete in shop');
    expect(last(sink, 'nodes')).toBe('nodes forbidden');
    expect(sink.lines).toContain('replace shop');
    expect(sink.lines).not.toContain('pods forbidden');
    expect(sink.reasons).toContain('GET /api/v1/pods is forbidden');
  });

  it('asks only in the namespaces of the scope', async () => {
    const sink = await list(onlyInShop, { namespaces: ['shop', 'other'] });
    expect(last(sink, 'pods')).toBe('pods complete in shop');
    expect(sink.reasons).toContain('other: GET /api/v1/namespaces/other/pods is forbidden');
    expect(server!.requests.filter((line) => line.startsWith('GET /api/v1/pods'))).toEqual([]);
  });

  it('goes through all namespaces that may be read where their names are known', async () => {
    const sink = await list(inSome(['data', 'shop'], () => ['data', 'ops', 'shop']));
    expect(last(sink, 'pods')).toBe('pods complete in shop data');
    expect(last(sink, 'namespaces')).toBe('namespaces complete');
    expect(server!.requests.filter((line) => line.includes('/namespaces/ops/'))).toEqual([]);
  });

  it('says that a list holds what cannot be read', async () => {
    const sink = await list((exchange) => {
      const bad = { metadata: { name: 'b', namespace: 'shop', labels: 7 } };
      exchange.json(rawList(exchange.line.endsWith('/pods') ? [rawPod('a'), bad] : []));
    });
    expect(last(sink, 'pods')).toBe('pods failed');
    expect(sink.reasons.join()).toContain('1 object could not be read: shop/pod/b');
  });

  it('asks for the metadata alone where it reads no more, and for warnings alone of the events', async () => {
    const accepted = new Map<string, string | undefined>();
    await list((exchange) => {
      accepted.set(exchange.line, exchange.headers.accept);
      exchange.json(rawList([]));
    });
    expect(accepted.get('GET /apis/apps/v1/replicasets')).toContain('as=PartialObjectMetadataList');
    expect(accepted.get('GET /api/v1/pods')).toBe('application/json');
    expect(server!.requests).toContain('GET /api/v1/events?limit=500&fieldSelector=type%3DWarning');
  });

  it('says that nothing may be listed', async () => {
    const listing = list((exchange) => {
      exchange.fail(403, 'Forbidden', 'User "nobody" cannot list');
    });
    await expect(listing).rejects.toMatchObject({ problem: { kind: 'forbidden' } });
  });

  it('says that the server does not know the user', async () => {
    const listing = list((exchange) => {
      exchange.fail(401, 'Unauthorized', 'Unauthorized');
    });
    await expect(listing).rejects.toBeInstanceOf(ConnectionError);
    await expect(listing).rejects.toMatchObject({ problem: { kind: 'unauthorized' } });
  });

  it('goes on without a resource that the server cannot list', async () => {
    const sink = await list((exchange) => {
      if (exchange.line.includes('networkpolicies')) exchange.fail(404, 'NotFound', 'not served');
      else exchange.json(rawList([]));
    });
    expect(last(sink, 'networkpolicies')).toBe('networkpolicies failed');
    expect(last(sink, 'pods')).toBe('pods complete');
  });

  it('says that nothing answers', async () => {
    const opened = await clusterThat(() => undefined);
    await server!.close();
    await expect(opened.list({}, new RecordingSink(), never)).rejects.toMatchObject({
      problem: { kind: 'unreachable' },
    });
  });

  it('ends at once when it is aborted', async () => {
    const stop = new AbortController();
    const opened = await clusterThat(() => {
      stop.abort();
    });
    await expect(opened.list({}, new RecordingSink(), stop.signal)).rejects.toThrow();
  });
});

describe('watching a cluster', () => {
  it('watches a namespace where everything may not be watched, and ends when told', async () => {
    const stop = new AbortController();
    const sink = new RecordingSink();
    const opened = await clusterThat((exchange) => {
      if (exchange.query.has('watch')) exchange.stream();
      else onlyInShop(exchange);
    });
    const watching = opened.watch({}, sink, stop.signal);
    await sink.until('pods complete in shop');
    await sink.until('namespaces complete in shop');
    await sink.until('nodes forbidden');
    stop.abort();
    await watching;
    expect(sink.lines).not.toContain('problem forbidden');
  });

  it('takes up namespaces that come later, and lets go of those that are gone', async () => {
    const stop = new AbortController();
    const sink = new RecordingSink();
    let names = ['data', 'ops', 'shop'];
    const readable = ['data', 'later', 'shop'];
    const opened = await clusterThat(inSome(readable, () => names));
    const watching = opened.watch({}, sink, stop.signal);
    await sink.until('pods complete in shop data');
    names = ['later', 'ops', 'secret', 'shop'];
    await sink.until('pods complete in shop later');
    expect(sink.lines).toContain('replace in-later');
    // What is new is no reason to call the rest unread.
    const ready = sink.lines.indexOf('pods complete in shop data');
    expect(sink.lines.slice(ready)).not.toContain('pods loading');
    const refused = server!.requests.filter((line) => /namespaces\/(?:ops|secret)\//.test(line));
    expect(refused).toEqual([]);
    readable.push('secret');
    await sink.until('pods complete in shop later secret');
    stop.abort();
    await watching;
  });

  it('takes away what it saw everywhere when from then on only a namespace may be read', async () => {
    const stop = new AbortController();
    const sink = new RecordingSink();
    let revoked = false;
    const opened = await clusterThat((exchange) => {
      if (revoked) onlyInShop(exchange);
      else if (exchange.query.has('watch')) {
        const stream = exchange.stream();
        if (exchange.line.endsWith('/pods')) {
          revoked = true;
          stream.send({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
          stream.end();
        }
      } else exchange.json(rawList(exchange.line.endsWith('/pods') ? [rawPod('x', 'other')] : []));
    });
    const watching = opened.watch({}, sink, stop.signal);
    await sink.until('pods complete in shop');
    const [everywhere, nothing, inShop] = ['replace x', 'replace', 'replace a'].map((line) =>
      sink.lines.lastIndexOf(line),
    );
    expect(everywhere).toBeLessThan(inShop!);
    expect(sink.lines.slice(everywhere, inShop)).toContain('replace');
    expect(nothing).toBeGreaterThan(-1);
    stop.abort();
    await watching;
  });

  it('tells one problem for all resources, and when it is over', async () => {
    const stop = new AbortController();
    const sink = new RecordingSink();
    let answering = false;
    const opened = await clusterThat((exchange) => {
      if (!answering) exchange.fail(503, 'ServiceUnavailable', 'starting');
      else if (exchange.query.has('watch')) exchange.stream();
      else exchange.json(rawList([]));
    });
    const watching = opened.watch({}, sink, stop.signal);
    await sink.until('problem unreachable');
    answering = true;
    await sink.until('problem none');
    for (const resource of resourceNames) await sink.until(`${resource} complete`);
    stop.abort();
    await watching;
    expect(sink.lines.filter((line) => line === 'problem unreachable')).toHaveLength(1);
  });
});

describe('reading and reviewing', () => {
  it.each([
    [200, 'found'],
    [404, 'not-found'],
    [403, 'forbidden'],
    [500, 'failed'],
    [401, 'failed'],
  ] as const)('status %i is %s', async (status, kind) => {
    const opened = await clusterThat((exchange) => {
      if (status === 200) exchange.json({ major: '1' });
      else exchange.fail(status, '', 'because');
    });
    expect(await opened.read('/version', 1000, never)).toMatchObject({ kind });
  });

  it('does not wait longer than it was told', async () => {
    const opened = await clusterThat(() => undefined);
    expect(await opened.read('/version', 10, never)).toMatchObject({ kind: 'timeout' });
  });

  it('asks for a review with the attributes of the question', async () => {
    let asked: unknown;
    const opened = await clusterThat((exchange) => {
      asked = { line: exchange.line, body: JSON.parse(exchange.body) as unknown };
      exchange.json({ status: { allowed: true } }, 201);
    });
    const question = { verb: 'get', resource: 'pods', subresource: 'exec', namespace: 'shop' };
    expect(await opened.isAllowed(question, never)).toBe(true);
    expect(asked).toMatchObject({
      line: 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { spec: { resourceAttributes: question } },
    });
  });

  it('does not know when the review itself is refused', async () => {
    const opened = await clusterThat((exchange) => {
      exchange.fail(403, 'Forbidden', 'no reviews');
    });
    expect(await opened.isAllowed({ verb: 'get', resource: 'pods' }, never)).toBeUndefined();
  });
});

describe('Gateway API', () => {
  it('is read in the version that serves each of its kinds', async () => {
    const group = 'gateway.networking.k8s.io';
    const versions = ['v1', 'v1alpha3', 'v1alpha2'];
    const served: Readonly<Record<string, readonly string[]>> = {
      v1: ['gateways', 'httproutes'],
      v1alpha3: ['tlsroutes'],
      v1alpha2: ['tlsroutes', 'tcproutes'],
    };
    const sink = await list((exchange) => {
      const { line } = exchange;
      const version = /^GET \/apis\/gateway\.networking\.k8s\.io\/([^/]+)$/.exec(line)?.[1];
      if (line === 'GET /apis') {
        exchange.json({
          groups: [{ name: group, versions: versions.map((each) => ({ groupVersion: `${group}/${each}` })) }],
        });
      } else if (version !== undefined)
        exchange.json({ resources: served[version]?.map((name) => ({ name })) });
      else if (line.endsWith('/httproutes'))
        exchange.json(rawList([{ metadata: { name: 'r', namespace: 'shop' } }]));
      else exchange.json(rawList([]));
    });
    expect(sink.lines).toContain('replace r');
    const lists = server!.requests.filter((line) => line.includes(`${group}/`) && line.includes('?'));
    expect(lists.map((line) => line.split(/[ ?]/)[1]).sort()).toEqual([
      `/apis/${group}/v1/gateways`,
      `/apis/${group}/v1/httproutes`,
      `/apis/${group}/v1alpha2/tcproutes`,
      `/apis/${group}/v1alpha3/tlsroutes`,
    ]);
    expect(last(sink, 'grpcroutes')).toBe('grpcroutes complete');
  });
});

describe('discovery', () => {
  it('asks for versions of the groups that are wanted only, and not for more than a group has', async () => {
    const name = 'gateway.networking.k8s.io';
    const hostile = [
      `${name}/../../../api/v1/secrets`,
      `${name}/v1?watch=1`,
      `${name}/`,
      'other.io/v1',
      '',
      '/api/v1/secrets',
    ];
    const many = Array.from({ length: 1000 }, (_value, index) => `${name}/v${index}`);
    const group = { name, versions: [...hostile, ...many].map((groupVersion) => ({ groupVersion })) };
    await list((exchange) => {
      if (exchange.line === 'GET /apis') exchange.json({ groups: Array.from({ length: 10 }, () => group) });
      else if (exchange.line.split('/').length === 4) exchange.json({ resources: [] });
      else exchange.json(rawList([]));
    });
    const asked = server!.requests.filter((line) => /gateway|secrets|other/.test(line));
    expect(asked).toEqual(Array.from({ length: 10 }, (_value, index) => `GET /apis/${name}/v${index}`));
  });
});

describe('policies of other APIs', () => {
  const group = {
    name: 'policy.networking.k8s.io',
    versions: [
      { groupVersion: 'policy.networking.k8s.io/v1alpha1' },
      { groupVersion: 'policy.networking.k8s.io/v1alpha2' },
    ],
    preferredVersion: { groupVersion: 'policy.networking.k8s.io/v1alpha2' },
  };
  const rawAdminPolicy = {
    metadata: { name: 'isolate' },
    spec: {
      priority: 1,
      subject: { namespaces: {} },
      ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
    },
  };

  /** A server with AdminNetworkPolicies, as long as `served` says so. */
  function withAdminPolicies(exchange: Exchange, served: boolean, forbidden = false): void {
    const { line } = exchange;
    if (line === 'GET /apis') exchange.json({ kind: 'APIGroupList', groups: served ? [group] : [] });
    else if (line === 'GET /apis/policy.networking.k8s.io/v1alpha1')
      exchange.json({
        resources: [{ name: 'adminnetworkpolicies' }, { name: 'adminnetworkpolicies/status' }],
      });
    else if (line === 'GET /apis/policy.networking.k8s.io/v1alpha2') exchange.json({ resources: [] });
    else if (!line.endsWith('/adminnetworkpolicies')) exchange.json(rawList([]));
    else if (forbidden) exchange.fail(403, 'Forbidden', 'not these');
    else if (exchange.query.has('watch')) exchange.stream();
    else exchange.json(rawList([rawAdminPolicy]));
  }

  const policyLists = (): readonly string[] =>
    (server?.requests ?? [])
      .map((line) => line.split('?')[0] ?? '')
      .filter((line) => line.endsWith('policies'));

  it('lists those that the server serves, in the version that has them', async () => {
    const sink = await list((exchange) => {
      withAdminPolicies(exchange, true);
    });
    expect(sink.lines).toContain('replace isolate');
    expect(policyLists()).toContain('GET /apis/policy.networking.k8s.io/v1alpha1/adminnetworkpolicies');
    expect(last(sink, 'adminnetworkpolicies')).toBe('adminnetworkpolicies complete');
    expect(last(sink, 'ciliumnetworkpolicies')).toBe('ciliumnetworkpolicies complete');
  });

  it('asks for none that it does not serve, and knows that there are none', async () => {
    const sink = await list((exchange) => {
      withAdminPolicies(exchange, false);
    });
    expect(policyLists()).toEqual(['GET /apis/networking.k8s.io/v1/networkpolicies']);
    expect(last(sink, 'adminnetworkpolicies')).toBe('adminnetworkpolicies complete');
  });

  it.each([
    [
      'the list',
      (exchange: Exchange) => {
        withAdminPolicies(exchange, true, true);
      },
    ],
    [
      'discovery',
      (exchange: Exchange) => {
        if (exchange.line === 'GET /apis') exchange.fail(403, 'Forbidden', 'no discovery');
        else withAdminPolicies(exchange, true);
      },
    ],
  ])('does not take a refusal of %s for absence', async (_what, answer) => {
    expect(last(await list(answer), 'adminnetworkpolicies')).toBe('adminnetworkpolicies forbidden');
  });

  it('notices a CRD that comes and goes', async () => {
    const stop = new AbortController();
    const sink = new RecordingSink();
    let served = false;
    const opened = await clusterThat((exchange) => {
      if (exchange.query.has('watch') && !exchange.line.includes('policy.networking')) exchange.stream();
      else withAdminPolicies(exchange, served);
    });
    const watching = opened.watch({}, sink, stop.signal);
    await sink.until('adminnetworkpolicies complete');
    served = true;
    await sink.until('replace isolate');
    // Absent, then listed, then absent again.
    await sink.until('adminnetworkpolicies complete', 2);
    served = false;
    await sink.until('adminnetworkpolicies complete', 3);
    stop.abort();
    await watching;
  });
});
