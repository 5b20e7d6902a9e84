import type { Condition } from './condition.ts';
import type { Gateway, GatewayClass, GatewayListener } from './gateway.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import { readCondition } from './readCondition.ts';
import {
  countingReport,
  type RawObject,
  readChoice,
  readEach,
  readInteger,
  readNonEmptyText,
  readRecord,
  readText,
  type ReportField,
  within,
} from './readField.ts';
import { hasField, readLabelSelector } from './readLabelSelector.ts';
import { readLastChange } from './readLastChange.ts';
import { maximumPort } from './readProtocol.ts';

type ConditionsByListener = ReadonlyMap<string, readonly Condition[]>;

function readListenerConditions(status: RawObject, report: ReportField): ConditionsByListener {
  return new Map(
    readEach(status, 'listeners', report, (raw, inStatus): [string, readonly Condition[]] | undefined => {
      const name = readText(raw, 'name', inStatus);
      return name === undefined ? undefined : [name, readEach(raw, 'conditions', inStatus, readCondition)];
    }),
  );
}

/** Which namespaces' routes may attach. Where that cannot be read the listener is left out: it would let in others. */
function readAllowedRoutes(
  listener: RawObject,
  report: ReportField,
): Pick<GatewayListener, 'routesFrom' | 'routeNamespaces'> | undefined {
  const counting = countingReport(report);
  const inRoutes = within(counting.report, 'allowedRoutes');
  const namespaces = readRecord(
    readRecord(listener, 'allowedRoutes', counting.report),
    'namespaces',
    inRoutes,
  );
  const inNamespaces = within(inRoutes, 'namespaces');
  const routesFrom = readChoice(namespaces, 'from', ['Same', 'All', 'Selector', 'None'], inNamespaces);
  const routeNamespaces = hasField(namespaces, 'selector')
    ? readLabelSelector(namespaces, 'selector', inNamespaces)
    : undefined;
  if (counting.count() > 0) return undefined;
  return {
    routesFrom: routesFrom ?? 'Same',
    ...(routeNamespaces === undefined ? {} : { routeNamespaces }),
  };
}

function readListener(
  conditions: ConditionsByListener,
): (raw: RawObject, report: ReportField) => GatewayListener | undefined {
  return (raw, report) => {
    const name = readNonEmptyText(raw, 'name', report);
    const port = readInteger(raw, 'port', 1, maximumPort, report);
    const hostname = readNonEmptyText(raw, 'hostname', report);
    const allowed = readAllowedRoutes(raw, report);
    if (name === undefined || port === undefined) {
      report('', 'a listener needs a name and a port');
      return undefined;
    }
    if (allowed === undefined) return undefined;
    return {
      name,
      port,
      protocol: readText(raw, 'protocol', report) ?? '',
      ...(hostname === undefined ? {} : { hostname }),
      ...allowed,
      conditions: conditions.get(name) ?? [],
    };
  };
}

/** Reads a gateway.networking.k8s.io Gateway (v1 and v1beta1, which have the same fields). Never throws. */
export function projectGateway(raw: unknown): Projection<Gateway> {
  return projectObject('gateway', 'namespaced', raw, ({ metadata, spec, status }, report) => {
    const inSpec = within(report, 'spec');
    const inStatus = within(report, 'status');
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      labels: metadata.labels,
      className: readText(spec, 'gatewayClassName', inSpec) ?? '',
      listeners: readEach(spec, 'listeners', inSpec, readListener(readListenerConditions(status, inStatus))),
      addresses: readEach(status, 'addresses', inStatus, (address, inAddress) =>
        readNonEmptyText(address, 'value', inAddress),
      ),
      conditions: readEach(status, 'conditions', inStatus, readCondition),
      ...readLastChange(metadata.raw),
    };
  });
}

/** Reads a gateway.networking.k8s.io GatewayClass. Never throws. */
export function projectGatewayClass(raw: unknown): Projection<GatewayClass> {
  return projectObject('gatewayclass', 'cluster', raw, ({ metadata, spec, status }, report) => ({
    name: metadata.name,
    controller: readText(spec, 'controllerName', within(report, 'spec')) ?? '',
    conditions: readEach(status, 'conditions', within(report, 'status'), readCondition),
  }));
}
