import type { FieldPath } from '../text/fieldPath.ts';
import { objectNameProblem, portNameProblem } from './apiNames.ts';
import type { Refusal } from './apiRefusals.ts';
import { isRecord, type RawObject } from './readField.ts';

type Refuse = (path: FieldPath, problem: string | undefined) => void;

function recordsOf(value: unknown): readonly (readonly [RawObject, number])[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown, index) => (isRecord(each) ? [[each, index] as const] : []));
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 0;
}

/** ValidateService (pkg/apis/core/validation): ports have names where there are several, and differ in name and in place. */
function checkService(spec: RawObject, refuse: Refuse): void {
  const ports = recordsOf(spec['ports']);
  const names = new Set<string>();
  const places = new Set<string>();
  for (const [port, index] of ports) {
    const path = ['spec', 'ports', index];
    const { name, targetPort, protocol = 'TCP' } = port;
    if (typeof name === 'string' && name !== '') {
      // DNS labels here, other than for ports of containers.
      if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
        refuse([...path, 'name'], 'expected small letters, digits and dashes, 63 at most');
      if (names.has(name)) refuse([...path, 'name'], 'another port has this name');
      names.add(name);
    } else if (ports.length > 1) refuse([...path, 'name'], 'a port needs a name where there are several');
    if (typeof targetPort === 'string' && targetPort !== '')
      refuse([...path, 'targetPort'], portNameProblem(targetPort));
    const place = `${String(port['port'])}/${String(protocol)}`;
    if (port['port'] !== undefined && places.has(place))
      refuse([...path, 'port'], `another port is ${place.slice(0, 20)} too`);
    places.add(place);
    if (isFilled(port['nodePort']) && (spec['type'] === undefined || spec['type'] === 'ClusterIP'))
      refuse([...path, 'nodePort'], 'a Service of type ClusterIP has no nodePort');
  }
}

function checkBackend(backend: unknown, path: FieldPath, refuse: Refuse): void {
  if (!isRecord(backend)) return;
  const { service, resource } = backend;
  if (isRecord(service) && isRecord(resource)) refuse(path, 'expected either a service or a resource');
  if (!isRecord(service)) return;
  const { name } = service;
  if (typeof name === 'string' && name !== '') refuse([...path, 'service', 'name'], objectNameProblem(name));
  const port = isRecord(service['port']) ? service['port'] : {};
  if (isFilled(port['name']) && isFilled(port['number']))
    refuse([...path, 'service', 'port'], 'expected either a name or a number');
}

const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific'];
const hostPattern =
  /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*$/;

/** ValidateIngress (pkg/apis/networking/validation). */
function checkIngress(spec: RawObject, refuse: Refuse): void {
  const rules = recordsOf(spec['rules']);
  checkBackend(spec['defaultBackend'], ['spec', 'defaultBackend'], refuse);
  for (const [rule, index] of rules) {
    const { host, http } = rule;
    const place = ['spec', 'rules', index];
    if (typeof host === 'string' && host !== '') {
      if (/^[\d.]+$/.test(host) || host.includes(':'))
        refuse([...place, 'host'], 'expected a name, not an address');
      else if (host.length > 253 || !hostPattern.test(host))
        refuse([...place, 'host'], 'expected a name in small letters, with * at most for its first part');
    }
    if (!isRecord(http)) continue;
    const paths = recordsOf(http['paths']);
    if (paths.length === 0) refuse([...place, 'http', 'paths'], 'expected a path');
    for (const [path, at] of paths) {
      const own = [...place, 'http', 'paths', at];
      const { pathType, path: text } = path;
      if (!isFilled(pathType)) refuse([...own, 'pathType'], `missing; expected ${pathTypes.join(', ')}`);
      else if (typeof pathType === 'string' && !pathTypes.includes(pathType))
        refuse(
          [...own, 'pathType'],
          `expected ${pathTypes.slice(0, -1).join(', ')} or ${pathTypes.at(-1) ?? ''}`,
        );
      const isWay = pathType === 'Exact' || pathType === 'Prefix';
      if (isWay && !(typeof text === 'string' && text.startsWith('/')))
        refuse([...own, 'path'], 'expected a path that begins with /');
      checkBackend(path['backend'], [...own, 'backend'], refuse);
    }
  }
}

/**
 * What the API server refuses in a Service or an Ingress although every field has the type that it should have, with the places
 * (kubernetes v1.34). What is missing as a whole is not told: the patch of an overlay has only what it changes. See `refusalsOf`
 * for policies.
 * @param apiGroup '' for the core group
 */
export function refusalsOfRouting(kind: string, apiGroup: string, raw: unknown): readonly Refusal[] {
  if (!isRecord(raw)) return [];
  const spec = isRecord(raw['spec']) ? raw['spec'] : {};
  const found: Refusal[] = [];
  const refuse: Refuse = (path, problem) => {
    if (problem !== undefined) found.push({ path, problem });
  };
  if (kind === 'Service' && apiGroup === '') checkService(spec, refuse);
  if (kind === 'Ingress' && apiGroup === 'networking.k8s.io') checkIngress(spec, refuse);
  return found;
}
