import type { Pod, Service } from '../../model/clusterSnapshot.ts';
import type { BackendSubject } from '../scopes/backend.ts';
import type { NameSubject } from '../scopes/name.ts';
import type { PodSubject } from '../scopes/pod.ts';
import type { QuestionSubject } from '../scopes/question.ts';
import type { ServiceSubject } from '../scopes/service.ts';
import { client } from './shop.ts';

/** A question: what it asks for, on port 80 over TCP unless changed. */
export function asked(changes: Partial<QuestionSubject>): QuestionSubject {
  return {
    source: undefined,
    targetPod: undefined,
    targetService: undefined,
    port: 80,
    protocol: 'TCP',
    answers: false,
    ...changes,
  };
}

/** A name as the client typed it. */
export function named(name: string, exists: boolean | 'unknown'): NameSubject {
  return { source: client, name, candidates: [], clusterDomain: 'cluster.local', exists };
}

/** A Service, asked on its first port. */
export function served(own: Service, role: ServiceSubject['role'] = 'target'): ServiceSubject {
  const [first] = own.ports;
  return { service: own, role, ...(first === undefined ? {} : { servicePort: first }) };
}

/** A pod that has to listen on a port, behind the first port of a Service where there is one. */
export function behind(
  own: Service | undefined,
  target: Pod,
  port: number,
  siblingAnswers = false,
): BackendSubject {
  const [first] = own?.ports ?? [];
  return {
    pod: target,
    address: target.podIPs[0] ?? '',
    port,
    protocol: 'TCP',
    siblingAnswers,
    ...(own === undefined ? {} : { service: own }),
    ...(first === undefined ? {} : { servicePort: first }),
  };
}

/** A pod at one end of the connection. */
export function ending(pod: Pod, role: PodSubject['role']): PodSubject {
  return { pod, role };
}
