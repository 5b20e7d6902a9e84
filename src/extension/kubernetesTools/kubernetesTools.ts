import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { type NamedObject, pathsOfKubeconfig, referenceOfNode } from './referenceOfNode.ts';

const extensionId = 'ms-kubernetes-tools.vscode-kubernetes-tools';

function method(value: unknown, name: string): ((...values: readonly unknown[]) => unknown) | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof found !== 'function') return undefined;
  return (...values) => Reflect.apply(found, value, values) as unknown;
}

/**
 * One of the APIs that Kubernetes Tools offers to other extensions. `undefined` where that extension, or this version of
 * the API, is not there, or does not work: it is a help, never a need.
 */
async function openApi(component: string, version: string): Promise<unknown> {
  try {
    const extension = vscode.extensions.getExtension<unknown>(extensionId);
    const broker = extension?.isActive === true ? extension.exports : await extension?.activate();
    const answer = await method(broker, 'get')?.(component, version);
    if (typeof answer !== 'object' || answer === null || Reflect.get(answer, 'available') !== true)
      return undefined;
    return Reflect.get(answer, 'api') as unknown;
  } catch {
    return undefined;
  }
}

/** The object behind an item of Kubernetes Tools' tree; `undefined` when it is none of its items. */
export async function objectOfKubernetesTools(item: unknown): Promise<NamedObject | undefined> {
  const explorer = await openApi('clusterexplorer', 'v1');
  try {
    return referenceOfNode(method(explorer, 'resolveCommandTarget')?.(item));
  } catch {
    return undefined;
  }
}

/** The kubeconfig files that Kubernetes Tools shows the cluster of, where it tells. */
export async function kubeconfigOfKubernetesTools(): Promise<readonly string[] | undefined> {
  const configuration = await openApi('configuration', 'v1_1');
  try {
    return pathsOfKubeconfig(await method(configuration, 'getKubeconfigPath')?.(), delimiter);
  } catch {
    return undefined;
  }
}
