import { describe, expect, test } from 'vitest';
import type { TreeNode } from '../../protocol/treeProtocol.ts';
import { treeItemLook } from './treeItemLook.ts';

const base: TreeNode = {
  id: 'x',
  kind: 'service',
  label: 'x',
  description: '',
  tooltip: '',
  state: 'ok',
  hasChildren: false,
};

describe('how items look', () => {
  const check = (node: Partial<TreeNode>, icon: string, contextValue: string): void => {
    test(`${contextValue} ${node.state ?? 'ok'}`, () => {
      expect(treeItemLook({ ...base, ...node })).toMatchObject({ icon, contextValue });
    });
  };
  check({}, 'symbol-interface', 'podpath.service');
  check({ state: 'error' }, 'error', 'podpath.service');
  check({ kind: 'namespace', state: 'warning' }, 'warning', 'podpath.namespace');
  check({ kind: 'port', state: 'unknown' }, 'question', 'podpath.port');
  check({ kind: 'endpoint' }, 'pass', 'podpath.endpoint');
  check(
    { kind: 'endpoint', state: 'inactive', reference: { kind: 'pod', namespace: 'a', name: 'b' } },
    'circle-slash',
    'podpath.endpoint.pod',
  );
  check({ kind: 'message', id: 'message/connecting' }, 'loading~spin', 'podpath.message');
  check({ kind: 'message' }, 'info', 'podpath.message');
});
