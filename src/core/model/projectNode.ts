import { normalAddress } from '../address/normalAddress.ts';
import type { Node, NodeAddress, Taint } from './clusterSnapshot.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import { readCondition } from './readCondition.ts';
import {
  type RawObject,
  readBoolean,
  readEach,
  readNonEmptyText,
  readText,
  readTexts,
  type ReportField,
  within,
} from './readField.ts';

function readAddress(raw: RawObject, report: ReportField): NodeAddress | undefined {
  const type = readText(raw, 'type', report);
  const address = readText(raw, 'address', report);
  if (type !== undefined && address !== undefined)
    return { type, address: type.endsWith('IP') ? normalAddress(address) : address };
  report('', 'an address needs a type and an address');
  return undefined;
}

function readTaint(raw: RawObject, report: ReportField): Taint | undefined {
  const key = readNonEmptyText(raw, 'key', report);
  const value = readNonEmptyText(raw, 'value', report);
  const effect = readNonEmptyText(raw, 'effect', report);
  if (key !== undefined && effect !== undefined)
    return { key, ...(value === undefined ? {} : { value }), effect };
  report('', 'a taint needs a key and an effect');
  return undefined;
}

/** Reads a v1 Node. Never throws. */
export function projectNode(raw: unknown): Projection<Node> {
  return projectObject('node', 'cluster', raw, ({ metadata, spec, status }, report) => {
    const inSpec = within(report, 'spec');
    const inStatus = within(report, 'status');
    const podCIDRs = readTexts(spec, 'podCIDRs', inSpec);
    // podCIDR is podCIDRs[0]; objects from before dual-stack have it alone.
    const taints = readEach(spec, 'taints', inSpec, readTaint);
    const podCIDR = readNonEmptyText(spec, 'podCIDR', inSpec);
    return {
      name: metadata.name,
      uid: metadata.uid,
      labels: metadata.labels,
      addresses: readEach(status, 'addresses', inStatus, readAddress),
      podCIDRs: podCIDRs.length === 0 && podCIDR !== undefined ? [podCIDR] : podCIDRs,
      conditions: readEach(status, 'conditions', inStatus, readCondition),
      unschedulable: readBoolean(spec, 'unschedulable', inSpec) ?? false,
      ...(taints.length === 0 ? {} : { taints }),
    };
  });
}
