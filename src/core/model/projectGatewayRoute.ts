import type { Condition } from './condition.ts';
import type { GatewayRoute, GatewayRouteKind, RouteBackend, RouteParent } from './gateway.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import { readCondition } from './readCondition.ts';
import {
  type RawObject,
  readEach,
  readInteger,
  readNonEmptyText,
  readRecord,
  readTexts,
  type ReportField,
  within,
} from './readField.ts';
import { readLastChange } from './readLastChange.ts';
import { maximumPort } from './readProtocol.ts';

/** The highest weight of a backend (BackendRef). */
const maximumWeight = 1_000_000;

/** A reference as routes write them; the namespace is the route's own where none is given. */
function readReference(
  raw: RawObject,
  defaultKind: string,
  routeNamespace: string,
  report: ReportField,
): { kind: string; namespace: string; name: string; port?: number } | undefined {
  const name = readNonEmptyText(raw, 'name', report);
  if (name === undefined) {
    report('name', 'missing');
    return undefined;
  }
  const port = readInteger(raw, 'port', 0, maximumPort, report);
  return {
    kind: readNonEmptyText(raw, 'kind', report) ?? defaultKind,
    namespace: readNonEmptyText(raw, 'namespace', report) ?? routeNamespace,
    name,
    ...(port === undefined || port === 0 ? {} : { port }),
  };
}

function readParent(
  raw: RawObject,
  routeNamespace: string,
  report: ReportField,
): Omit<RouteParent, 'conditions'> | undefined {
  const reference = readReference(raw, 'Gateway', routeNamespace, report);
  const sectionName = readNonEmptyText(raw, 'sectionName', report);
  return reference === undefined
    ? undefined
    : { ...reference, ...(sectionName === undefined ? {} : { sectionName }) };
}

function keyOfParent({ kind, namespace, name, sectionName, port }: Omit<RouteParent, 'conditions'>): string {
  return [kind, namespace, name, sectionName ?? '', port ?? ''].join('/');
}

/** What controllers say of each parent; several may speak of the same one. */
function readParentConditions(
  status: RawObject,
  routeNamespace: string,
  report: ReportField,
): ReadonlyMap<string, readonly Condition[]> {
  const conditions = new Map<string, readonly Condition[]>();
  readEach(status, 'parents', report, (raw, inParent) => {
    const inReference = within(inParent, 'parentRef');
    const parent = readParent(readRecord(raw, 'parentRef', inParent), routeNamespace, inReference);
    if (parent === undefined) return undefined;
    const key = keyOfParent(parent);
    const own = readEach(raw, 'conditions', inParent, readCondition);
    conditions.set(key, [...(conditions.get(key) ?? []), ...own]);
    return undefined;
  });
  return conditions;
}

/** The backends of all rules, each once; where several rules name one it has its largest weight. */
function readBackends(spec: RawObject, routeNamespace: string, report: ReportField): readonly RouteBackend[] {
  const found = new Map<string, RouteBackend>();
  readEach(spec, 'rules', report, (rule, inRule) => {
    readEach(rule, 'backendRefs', inRule, (raw, inBackend) => {
      const reference = readReference(raw, 'Service', routeNamespace, inBackend);
      if (reference === undefined) return undefined;
      const weight = readInteger(raw, 'weight', 0, maximumWeight, inBackend) ?? 1;
      const key = keyOfParent(reference);
      const before = found.get(key);
      if (before === undefined || before.weight < weight) found.set(key, { ...reference, weight });
      return undefined;
    });
    return undefined;
  });
  return [...found.values()];
}

/** Reads a route of gateway.networking.k8s.io in any version: what is read is the same in all of them. Never throws. */
export function projectGatewayRoute(kind: GatewayRouteKind, raw: unknown): Projection<GatewayRoute> {
  return projectObject(kind.toLowerCase(), 'namespaced', raw, ({ metadata, spec, status }, report) => {
    const inSpec = within(report, 'spec');
    const { namespace } = metadata;
    const conditions = readParentConditions(status, namespace, within(report, 'status'));
    return {
      kind,
      namespace,
      name: metadata.name,
      uid: metadata.uid,
      labels: metadata.labels,
      hostnames: readTexts(spec, 'hostnames', inSpec),
      parents: readEach(spec, 'parentRefs', inSpec, (parentRef, inParent) => {
        const parent = readParent(parentRef, namespace, inParent);
        return parent === undefined
          ? undefined
          : { ...parent, conditions: conditions.get(keyOfParent(parent)) ?? [] };
      }),
      backends: readBackends(spec, namespace, inSpec),
      ...readLastChange(metadata.raw),
    };
  });
}
