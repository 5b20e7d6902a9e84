import type { Pod } from './clusterSnapshot.ts';

/** The port number that a client of a pod means: a number as it is, a name as a container declares it. */
export function podPort(
  pod: Pod | undefined,
  port: number | string | undefined,
  protocol: string,
): number | undefined {
  if (typeof port === 'number') return port;
  const declared = (pod?.containers ?? [])
    .flatMap((container) => container.ports)
    .filter((candidate) => candidate.protocol === protocol);
  if (port === undefined) return declared.length === 1 ? declared[0]?.containerPort : undefined;
  return declared.find((candidate) => candidate.name === port)?.containerPort;
}
