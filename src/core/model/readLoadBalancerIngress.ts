import { readAddressText } from './readAddress.ts';
import type { LoadBalancerIngress } from './clusterSnapshot.ts';
import { type RawObject, readNonEmptyText, type ReportField } from './readField.ts';

/** One place where a load balancer takes traffic: of a Service (core/v1) or of an Ingress (networking.k8s.io/v1). */
export function readLoadBalancerIngress(raw: RawObject, report: ReportField): LoadBalancerIngress {
  const ip = readAddressText(raw, 'ip', report);
  const hostname = readNonEmptyText(raw, 'hostname', report);
  const ipMode = readNonEmptyText(raw, 'ipMode', report);
  return {
    ...(ip === undefined ? {} : { ip }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(ipMode === undefined ? {} : { ipMode }),
  };
}
