import type { SessionState } from '../protocol/engineProtocol.ts';

/** The phase as when-clauses know it (context key `podpath.phase`). */
export type SessionPhase = SessionState['phase'] | 'noKubeconfig' | 'disconnected';

/**
 * Tells apart what the welcome view has to tell apart.
 * @param disconnected the user ended the connection, so nothing may open it by itself
 */
export function phaseOf(state: SessionState, disconnected: boolean): SessionPhase {
  if (state.phase === 'failed' && state.problem?.kind === 'no-kubeconfig') return 'noKubeconfig';
  return state.phase === 'closed' && disconnected ? 'disconnected' : state.phase;
}

/** Whether there is a snapshot to look at. */
export function isConnected({ phase }: SessionState): boolean {
  return phase === 'live' || phase === 'recorded';
}

/** The text and tooltip of the status-bar item. */
export function describeSession(state: SessionState): { readonly text: string; readonly tooltip: string } {
  // A name is text: what looks like an icon in it is none.
  const name = (state.cluster?.context ?? '').replaceAll('$(', '$\u200b(');
  const server = state.cluster?.server ?? '';
  switch (state.phase) {
    case 'closed':
      return { text: '$(type-hierarchy) Podpath', tooltip: 'Podpath: not connected. Select a context.' };
    case 'connecting':
      return {
        text: `$(sync~spin) ${name === '' ? 'Podpath' : name}`,
        tooltip: `Podpath: connecting to ${server === '' ? 'the cluster' : server}`,
      };
    case 'live':
    case 'recorded': {
      const { counts } = state;
      const lines = [
        state.phase === 'live' ? `Podpath: context ${name}` : `Podpath: recorded in ${name}`,
        ...(server === '' ? [] : [server]),
        ...(counts === undefined
          ? []
          : [`${counts.services} Services and ${counts.pods} pods in ${counts.namespaces} namespaces`]),
        ...(state.problem === undefined ? [] : [`${state.problem.message} ${state.problem.advice}`]),
      ];
      const icon =
        state.problem !== undefined ? 'warning' : state.phase === 'live' ? 'type-hierarchy' : 'archive';
      return { text: `$(${icon}) ${name}`, tooltip: lines.join('\n') };
    }
    case 'failed':
      return {
        text: `$(debug-disconnect) ${name === '' ? 'Podpath' : name}`,
        tooltip:
          `Podpath: ${state.problem?.message ?? 'not connected'}\n${state.problem?.advice ?? ''}`.trimEnd(),
      };
  }
}
