import type { EngineActivity } from '../protocol/engineProtocol.ts';

/** How an engine came to its end, when nobody stopped it. */
export interface EngineEnd {
  /** Why, in words that follow "the engine stopped:". */
  readonly reason: string;
  /** It did not answer any more, and was ended. */
  readonly unresponsive: boolean;
  /** What it was at. */
  readonly activity?: EngineActivity;
}

/** `deployment.yaml` of `file:///work/deployment.yaml`. */
function fileName(uri: string): string {
  const name = uri.split('/').at(-1) ?? uri;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** ` while it read deployment.yaml`; '' where it is not known what the engine was at. */
export function describeActivity(activity: EngineActivity | undefined): string {
  switch (activity?.kind) {
    case undefined:
      return '';
    case 'text':
      return ` while it read ${fileName(activity.uri)}`;
    case 'file':
      return ` while it read ${activity.name}`;
    case 'run':
      return ' while it worked on a run';
  }
}
