'use strict';
const vscode = require('vscode');

/** Only items of this tree are recognised, as the real extension does by a mark of its own. */
const items = new WeakSet();

/** @param {{ manifestKind: string, abbreviation: string }} kind */
function item(kind, name, namespace, metadata) {
  const made = { kind, name, namespace, metadata };
  items.add(made);
  return made;
}

const service = { manifestKind: 'Service', abbreviation: 'services' };
const serviceAccount = { manifestKind: 'ServiceAccount', abbreviation: 'serviceaccounts' };
const children = [
  item(service, 'recommendations', '', { namespace: 'shop' }),
  item(serviceAccount, 'default', 'shop', undefined),
];

const explorer = {
  resolveCommandTarget: (target) =>
    items.has(target)
      ? {
          nodeType: 'resource',
          name: target.name,
          namespace: target.namespace,
          metadata: target.metadata,
          resourceKind: target.kind,
        }
      : undefined,
};

exports.activate = () => {
  vscode.window.registerTreeDataProvider('extension.vsKubernetesExplorer', {
    getChildren: () => children,
    getTreeItem: ({ kind, name }) => {
      const treeItem = new vscode.TreeItem(name);
      // The real one glues further words on without a separator.
      treeItem.contextValue = `vsKubernetes.resource.${kind.abbreviation}k8s-watchable`;
      return treeItem;
    },
  });
  return {
    apiVersion: '1.0',
    get: (component, version) =>
      component === 'clusterexplorer' && version === 'v1'
        ? { available: true, api: explorer }
        : { available: false, reason: 'not in the stand-in' },
    /** For the tests: what the tree would hand to a command. */
    children,
  };
};
