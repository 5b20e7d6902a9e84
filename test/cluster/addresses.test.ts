import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import {
  addressPlan,
  freeIndex,
  maximumClusters,
  maximumNodes,
  podNetwork,
  serviceNetwork,
} from './addresses.ts';

const indexes = Array.from({ length: maximumClusters }, (_, index) => index);

test('clusters never share a range', () => {
  const ranges = indexes.flatMap((index) => {
    const { nodeNetwork, uplinkHost } = addressPlan(index);
    return [ipaddr.parseCIDR(nodeNetwork), [ipaddr.parse(uplinkHost), 30] as const];
  });
  for (const [position, [address, length]] of ranges.entries()) {
    for (const [other, otherLength] of ranges.slice(position + 1)) {
      expect(address.match(other, Math.min(length, otherLength))).toBe(false);
    }
  }
});

test('every address of a cluster lies in its own networks and apart from pods and Services', () => {
  for (const index of indexes) {
    const plan = addressPlan(index);
    const nodes = Array.from({ length: maximumNodes }, (_, number) => plan.node(number + 1));
    const inside = [plan.fabric, ...nodes];
    expect(new Set(inside).size).toBe(inside.length);
    for (const address of inside) {
      expect(ipaddr.parse(address).match(ipaddr.parseCIDR(plan.nodeNetwork))).toBe(true);
      for (const network of [podNetwork, serviceNetwork]) {
        expect(ipaddr.parse(address).match(ipaddr.parseCIDR(network))).toBe(false);
      }
    }
    expect(ipaddr.parse(plan.uplinkFabric).match(ipaddr.parse(plan.uplinkHost), 30)).toBe(true);
  }
});

test('interface names fit into the 15 characters that the kernel allows', () => {
  for (const index of indexes) expect(addressPlan(index).uplinkName.length).toBeLessThanOrEqual(15);
});

test('the first free index is taken, and none when all are', () => {
  const first = freeIndex([]);
  expect(freeIndex([first])).toBeGreaterThan(first);
  expect(() => freeIndex(indexes)).toThrow('32 clusters exist already');
});
