import type { Remediation } from '../finding/finding.ts';
import type { Pod } from '../model/clusterSnapshot.ts';
import type { NetworkPolicyPort } from '../model/networkPolicy.ts';
import { authoredLabels, workloadOf } from '../model/podWorkload.ts';
import type { PolicyDirection } from '../policy/compiledPolicy.ts';
import { namespaceNameLabel } from '../model/namespaceLabels.ts';
import { joinCommand } from '../probes/commandLine.ts';
import type { PolicySubject } from './scopes/policy.ts';
import type { RuleMiss } from './policyNearMiss.ts';

/** Longest name of an object (RFC 1123 subdomain). */
const longestName = 253;

/** `TCP 80, UDP 53`. */
export function describePorts(ports: readonly NetworkPolicyPort[]): string {
  return ports
    .map(({ protocol, port, endPort }) => {
      const range = endPort === undefined ? '' : `-${endPort}`;
      return `${protocol}${port === undefined ? '' : ` ${port}`}${range}`;
    })
    .join(', ');
}

/** The other end as a peer of a policy in a namespace: its pod by the labels that its author chose, else its address. */
function peerFor(pod: Pod | undefined, address: string, namespace: string): object {
  if (pod === undefined) return { ipBlock: { cidr: `${address}/${address.includes(':') ? 128 : 32}` } };
  const namespaceSelector =
    pod.namespace === namespace
      ? {}
      : { namespaceSelector: { matchLabels: { [namespaceNameLabel]: pod.namespace } } };
  return { ...namespaceSelector, podSelector: { matchLabels: authoredLabels(pod) } };
}

/** Ports by which the cluster's DNS is asked: over TCP what does not fit a datagram. */
function portsFor({ role, port, protocol }: PolicySubject): readonly object[] {
  const protocols = role === 'dns' ? ['UDP', 'TCP'] : [protocol];
  return protocols.map((each) => ({ protocol: each, port }));
}

function patchPolicy(miss: RuleMiss, steps: readonly object[]): string {
  const { namespace, name } = miss.policy;
  return joinCommand([
    ...['kubectl', 'patch', 'networkpolicy', '-n', namespace, name, '--type', 'json'],
    ...['-p', JSON.stringify(steps)],
  ]);
}

/** The command that lets a rule match that lacks one thing, and what it does in words. */
function completeRule(
  miss: RuleMiss,
  subject: PolicySubject,
  other: Pod | undefined,
): Remediation | undefined {
  const { policy, direction, ruleIndex } = miss;
  const [lack] = miss.misses;
  const rule = `/spec/${direction}/${ruleIndex}`;
  switch (lack?.kind) {
    case 'port':
      return {
        text: `Add port ${subject.protocol} ${subject.port} to the rule of ${policy.name} that allows the rest: policies see the pod's port, never the Service's.`,
        commands: [
          patchPolicy(
            miss,
            portsFor(subject).map((value) => ({ op: 'add', path: `${rule}/ports/-`, value })),
          ),
        ],
      };
    case 'namespace-label': {
      const { requirement, found } = lack;
      const [value, ...more] = requirement.values;
      if (other === undefined) return undefined;
      if (requirement.operator === 'In' && value !== undefined && more.length === 0 && found === undefined) {
        return {
          text: `Give namespace ${other.namespace} the label ${requirement.key}=${value}, by which ${policy.name} knows those that it allows.`,
          commands: [
            joinCommand(['kubectl', 'label', 'namespace', other.namespace, `${requirement.key}=${value}`]),
          ],
        };
      }
      break;
    }
    case 'pod-label':
    case 'namespace':
      break;
    case 'address':
    case undefined:
      return undefined;
  }
  const list = direction === 'ingress' ? 'from' : 'to';
  const value = peerFor(other, '', policy.namespace);
  const who = other === undefined ? '' : `the pods of ${workloadOf(other).name}`;
  return {
    text: `Add ${who} to the rule of ${policy.name} that comes nearest. If a label is wrong instead, correct that.`,
    commands: [patchPolicy(miss, [{ op: 'add', path: `${rule}/${list}/-`, value }])],
  };
}

/** A policy of its own that allows this connection and nothing else; policies add up. */
function allowBeside(subject: PolicySubject, direction: PolicyDirection, isolated: Pod): Remediation {
  const { source, destination, address } = subject;
  const labels = authoredLabels(isolated);
  const other = direction === 'ingress' ? source : destination;
  const text = `No rule comes near, so the denial may well be meant. If it is not, allow this connection by a policy of its own; policies add up.`;
  // Without labels nothing selects the pod alone, and an address of the source is known to nobody here.
  if (Object.keys(labels).length === 0 || (direction === 'ingress' && other === undefined))
    return { text, commands: [] };
  const { namespace } = isolated;
  const ends = [source, destination].map((pod) => (pod === undefined ? address : workloadOf(pod).name));
  const name = `allow-${direction}-${ends.join('-')}-${subject.port}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-');
  const peers = [peerFor(other, address, namespace)];
  const rule = direction === 'ingress' ? { from: peers } : { to: peers };
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace, name: name.slice(0, longestName) },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
      [direction]: [{ ...rule, ports: portsFor(subject) }],
    },
  };
  return {
    text,
    commands: [`${joinCommand(['printf', '%s', JSON.stringify(policy)])} | kubectl apply -f -`],
  };
}

/** What lets the connection through one direction of the policies. */
export function allowConnection(
  subject: PolicySubject,
  direction: PolicyDirection,
  isolated: Pod,
  miss: RuleMiss | undefined,
): Remediation {
  const other = direction === 'ingress' ? subject.source : subject.destination;
  const completed = miss === undefined ? undefined : completeRule(miss, subject, other);
  return completed ?? allowBeside(subject, direction, isolated);
}
