import { readAddressText, readAddressTexts } from './readAddress.ts';
import type { DnsConfig, HostAlias, Pod } from './clusterSnapshot.ts';
import { readPodStartup } from './podStartup.ts';
import { readContainers } from './readContainers.ts';
import { readController } from './readController.ts';
import { timestampForm } from './timestampForm.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import { readCondition } from './readCondition.ts';
import {
  type RawObject,
  readBoolean,
  readEach,
  readNonEmptyText,
  readRecord,
  readText,
  readTexts,
  type ReportField,
  within,
} from './readField.ts';

/** The annotation by which a pod names the container that people mean (kubectl.kubernetes.io, well-known annotations). */
const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container';

function readDnsConfig(spec: RawObject, report: ReportField): DnsConfig | undefined {
  const raw = readRecord(spec, 'dnsConfig', report);
  if (Object.keys(raw).length === 0) return undefined;
  const inConfig = within(report, 'dnsConfig');
  return {
    nameservers: readAddressTexts(raw, 'nameservers', inConfig),
    searches: readTexts(raw, 'searches', inConfig),
    options: readEach(raw, 'options', inConfig, (option, inOption) => {
      const name = readText(option, 'name', inOption);
      const value = readText(option, 'value', inOption);
      if (name === undefined) return undefined;
      return value === undefined ? name : `${name}:${value}`;
    }),
  };
}

function readHostAlias(raw: RawObject, report: ReportField): HostAlias | undefined {
  const ip = readAddressText(raw, 'ip', report);
  return ip === undefined ? undefined : { ip, hostnames: readTexts(raw, 'hostnames', report) };
}

function readPodIPs(status: RawObject, report: ReportField): readonly string[] {
  const podIPs = readEach(status, 'podIPs', report, (entry, inEntry) =>
    readAddressText(entry, 'ip', inEntry),
  );
  if (podIPs.length > 0) return podIPs;
  const podIP = readAddressText(status, 'podIP', report);
  return podIP === undefined ? podIPs : [podIP];
}

function readDeletionTimestamp(metadata: RawObject, report: ReportField): string | undefined {
  const timestamp = readText(metadata, 'deletionTimestamp', report);
  if (timestamp === undefined || timestampForm.test(timestamp)) return timestamp;
  report('deletionTimestamp', 'expected a time such as 2026-01-31T12:00:00Z');
  return undefined;
}

/** Reads a v1 Pod. Never throws. */
export function projectPod(raw: unknown): Projection<Pod> {
  return projectObject('pod', 'namespaced', raw, ({ metadata, spec, status }, report) => {
    const inMetadata = within(report, 'metadata');
    const inSpec = within(report, 'spec');
    const inStatus = within(report, 'status');
    const annotations = readRecord(metadata.raw, 'annotations', inMetadata);
    const defaultContainer = readNonEmptyText(annotations, defaultContainerAnnotation, inMetadata);
    const owner = readController(metadata.raw, inMetadata);
    const nodeName = readNonEmptyText(spec, 'nodeName', inSpec);
    const hostname = readNonEmptyText(spec, 'hostname', inSpec);
    const subdomain = readNonEmptyText(spec, 'subdomain', inSpec);
    const reason = readNonEmptyText(status, 'reason', inStatus);
    const dnsConfig = readDnsConfig(spec, inSpec);
    const startup = readPodStartup(spec, status, report);
    const deletionTimestamp = readDeletionTimestamp(metadata.raw, inMetadata);
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      labels: metadata.labels,
      ...(defaultContainer === undefined ? {} : { defaultContainer }),
      ...(owner === undefined ? {} : { owner }),
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(hostname === undefined ? {} : { hostname }),
      ...(subdomain === undefined ? {} : { subdomain }),
      phase: readNonEmptyText(status, 'phase', inStatus) ?? 'Pending',
      ...(reason === undefined ? {} : { reason }),
      podIPs: readPodIPs(status, inStatus),
      hostNetwork: readBoolean(spec, 'hostNetwork', inSpec) ?? false,
      dnsPolicy: readNonEmptyText(spec, 'dnsPolicy', inSpec) ?? 'ClusterFirst',
      ...(dnsConfig === undefined ? {} : { dnsConfig }),
      hostAliases: readEach(spec, 'hostAliases', inSpec, readHostAlias),
      conditions: readEach(status, 'conditions', inStatus, readCondition),
      containers: readContainers(spec, status, report),
      ...(startup === undefined ? {} : { startup }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    };
  });
}
