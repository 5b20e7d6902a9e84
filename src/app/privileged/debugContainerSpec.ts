import { readEach, readInteger, readRecord, type RawObject } from '../../core/model/readField.ts';
import { keepAliveCommand } from './keepAlive.ts';

export interface DebugContainerOptions {
  readonly name: string;
  readonly image: string;
  /** Whether it gets the capabilities to see and change the pod's network. */
  readonly netAdmin: boolean;
  /** The pod as the API gives it. */
  readonly pod: RawObject;
  /** Tells whose it is; see ownerVariable. */
  readonly owner: string;
}

/** The environment variable by which a debug container is known as one of this installation's. */
export const ownerVariable = 'PODPATH_OWNER';

/** The user that every image may run as: nobody. */
const nobody = 65534;

/** The user of Istio's proxy: its packets bypass the mesh, so they would not speak for the application. */
const meshProxyUser = 1337;

/**
 * The user of the application, where the pod says it and it is not root: files and policies of the pod then mean the
 * same for the debug container (and OpenShift allows a namespace a range of users only).
 */
function applicationUser(spec: RawObject): number {
  const userOf = (raw: RawObject): number | undefined =>
    readInteger(readRecord(raw, 'securityContext'), 'runAsUser', 1, 2 ** 31 - 1);
  const [first] = readEach(
    spec,
    'containers',
    () => undefined,
    (container) => ({ user: userOf(container) }),
  );
  const user = first?.user ?? userOf(spec);
  return user === undefined || user === meshProxyUser ? nobody : user;
}

/**
 * The EphemeralContainer (core/v1) that is added to a pod. Without net admin it keeps to the restricted Pod Security
 * Standard, so that any namespace admits it (kubernetes.io, Pod Security Standards).
 */
export function debugContainerSpec(options: DebugContainerOptions): object {
  const { name, image, netAdmin, pod, owner } = options;
  const common = { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } };
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: keepAliveCommand(name),
    env: [{ name: ownerVariable, value: owner }],
    securityContext: netAdmin
      ? {
          ...common,
          capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] },
          runAsNonRoot: false,
          runAsUser: 0,
        }
      : {
          ...common,
          capabilities: { drop: ['ALL'] },
          runAsNonRoot: true,
          runAsUser: applicationUser(readRecord(pod, 'spec')),
        },
  };
}
