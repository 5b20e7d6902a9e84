import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { ProbeRequest } from '../probes/observation.ts';
import { resolveName, writeTables, zone } from './networkTables.ts';
import type { Script, ScriptedAnswer } from './scriptedCluster.ts';

/** How a simulated cluster behaves beyond what its objects say. */
export interface Behaviour {
  /** Listening addresses by pod address: `0.0.0.0:8080`, `udp 0.0.0.0:53`. Default: all addresses, TCP port 8080. */
  readonly listens?: Readonly<Record<string, readonly string[]>>;
  /** Nobody answers DNS. */
  readonly dnsDown?: boolean;
  /** Packets to these addresses are lost. */
  readonly blackholes?: readonly string[];
  /** Answers the API reads by path; others are forbidden. */
  readonly reads?: Readonly<Record<string, unknown>>;
  /** Replaces the answer to any request. */
  readonly override?: (request: ProbeRequest) => ScriptedAnswer | undefined;
}

/** A row of /proc/net/tcp or udp, whose listening sockets have different states there (net/tcp_states.h). */
function hexSocket(text: string, inode: number, state: '0A' | '07'): string {
  const [host = '', port = '0'] = text.split(':');
  const hex = host
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  const hexPort = Number(port).toString(16).padStart(4, '0').toUpperCase();
  return `   ${inode}: ${hex}:${hexPort} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 1 1 0 100 0 0 10 0`;
}

/** Answers probes as a cluster would whose proxies and routes do what the objects say. */
export function simulateNetwork(snapshot: ClusterSnapshot, behaviour: Behaviour = {}): Script {
  const tables = writeTables(snapshot);
  const listensAt = (address: string): readonly string[] => behaviour.listens?.[address] ?? ['0.0.0.0:8080'];
  /** What one try of an address meets; a proxy gives each further try to the next backend. */
  const answersAt = (address: string, port: number, attempt: number, protocol: 'TCP' | 'UDP'): string => {
    if (behaviour.blackholes?.includes(address) === true) return '124';
    const service = tables.services.get(address);
    if (service !== undefined) {
      const places = service.get(`${protocol} ${port}`) ?? [];
      const place = places[attempt % Math.max(1, places.length)];
      return place === undefined
        ? '1 Connection refused'
        : answersAt(place.address, place.port, attempt, protocol);
    }
    if (!tables.podAddresses.has(address)) return '124';
    const prefix = protocol === 'UDP' ? 'udp ' : '';
    const open = listensAt(address).some(
      (socket) => socket === `${prefix}0.0.0.0:${port}` || socket === `${prefix}${address}:${port}`,
    );
    return open ? '0' : '1 Connection refused';
  };
  const lookUp = (name: string, namespace: string): string => {
    if (behaviour.dnsDown === true)
      return '@ tool getent\n@ status 2\n@ reason nslookup\n;; no servers could be reached\n';
    const found = resolveName(tables, name, namespace);
    if (found === undefined)
      return `@ tool getent\n@ status 2\n@ reason nslookup\n** server can't find ${name}: NXDOMAIN\n`;
    const lines = found.addresses.map((address) => `${address}  STREAM ${found.name}`);
    return `@ tool getent\n${lines.join('\n')}\n@ status 0\n`;
  };

  return (request) => {
    const replaced = behaviour.override?.(request);
    if (replaced !== undefined) return replaced;
    const { action, vantage } = request;
    if (action.kind === 'read') {
      const body = behaviour.reads?.[action.path];
      return body === undefined ? { outcome: 'forbidden', reason: 'forbidden' } : JSON.stringify(body);
    }
    if (vantage.kind !== 'pod') return { outcome: 'declined', reason: 'not allowed' };
    const source = snapshot.namespaces.get(vantage.namespace)?.pods.get(vantage.pod);
    const [address = ''] = source?.podIPs ?? [];
    switch (request.probe) {
      case 'resolver-files': {
        const search = `${vantage.namespace}.svc.${zone} svc.${zone} ${zone}`;
        const dns =
          snapshot.namespaces.get('kube-system')?.services.get('kube-dns')?.clusterIPs[0] ?? '10.96.0.10';
        return `@ resolv.conf\nsearch ${search}\nnameserver ${dns}\noptions ndots:5\n@ hosts\n127.0.0.1 localhost\n`;
      }
      case 'dns-lookup':
        return lookUp(action.argv.at(-1) ?? '', vantage.namespace);
      case 'pod-sockets': {
        const sockets = listensAt(address).map((text, inode) =>
          text.startsWith('udp ')
            ? { table: 'udp', row: hexSocket(text.slice(4), inode, '07') }
            : { table: 'tcp', row: hexSocket(text, inode, '0A') },
        );
        const rows = (wanted: string): string =>
          sockets.flatMap(({ table, row }) => (table === wanted ? [`${row}\n`] : [])).join('');
        const head = '  sl  local_address rem_address   st\n';
        return `@ tcp\n${head}${rows('tcp')}@ tcp6\n${head}@ udp\n${head}${rows('udp')}@ udp6\n${head}`;
      }
      case 'tcp-connect': {
        const [attempts = '1', ...pairs] = action.argv.slice(5);
        const lines: string[] = ['tool bash'];
        for (let index = 0; index + 1 < pairs.length; index += 2) {
          const [target = '', port = ''] = pairs.slice(index, index + 2);
          const own = (): string =>
            listensAt(address).some((socket) => [`0.0.0.0:${port}`, `${address}:${port}`].includes(socket))
              ? '0'
              : '1 Connection refused';
          for (let count = 0; count < Number(attempts); count += 1) {
            const answer = target === address ? own() : answersAt(target, Number(port), count, 'TCP');
            lines.push(`@ ${target} ${port} ${answer}`);
          }
        }
        return `${lines.join('\n')}\n`;
      }
      case 'udp-datagram': {
        // As servers do that are not asked anything they know: an open port stays silent.
        const [attempts = '1', ...pairs] = action.argv.slice(5);
        const lines: string[] = ['tool bash'];
        for (let index = 0; index + 1 < pairs.length; index += 2) {
          const [target = '', port = ''] = pairs.slice(index, index + 2);
          for (let count = 0; count < Number(attempts); count += 1) {
            const heard = answersAt(target, Number(port), count, 'UDP');
            lines.push(`@ ${target} ${port} ${heard === '0' ? '142 silent' : '1 Connection refused'}`);
          }
        }
        return `${lines.join('\n')}\n`;
      }
      default:
        return { outcome: 'error', reason: `the simulation does not know ${request.probe}` };
    }
  };
}
