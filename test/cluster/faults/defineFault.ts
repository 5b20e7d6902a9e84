import type { Random } from '../suite/random.ts';
import type { PlainClient, Scene } from '../suite/scene.ts';
import type { RunningCluster } from '../testBed.ts';

/** A scene that works at first, and how it is broken. */
export interface FaultScene extends Scene {
  /** Breaks it. That it is broken is found out by the client. */
  readonly inject: (cluster: RunningCluster) => Promise<void>;
  /** Undoes what outlives the namespaces of the scene; called at the end in any case. */
  readonly heal?: (cluster: RunningCluster) => Promise<void>;
  /** In place of the fault's own, where the variant decides. */
  readonly findings?: readonly [string, ...string[]];
  /** In place of the fault's own, where the variant decides. */
  readonly causes?: readonly string[];
  /** Does what the advice says, where only a person can decide; then the product proposes no command. */
  readonly byHand?: (cluster: RunningCluster) => Promise<void>;
  /** How the connection is used and asked about when the repair is to ask for something else. */
  readonly healed?: {
    readonly client?: PlainClient;
    readonly question?: readonly string[];
    /** What can be said over UDP at best, where the server does not answer a line break. */
    readonly verdict?: 'unknown';
  };
  /** What the client says when it fails for the expected reason; any failure unless given. */
  readonly symptom?: RegExp;
}

/** One root cause made on a real cluster: works, broken, named by the product, repaired as it says, works. */
export interface Fault {
  /** Its code in docs/checks.md, which is also the name of its file and of its recorded case. */
  readonly code: string;
  /** The codes of the findings in order: its own, then those that are consequences of it. */
  readonly findings: readonly [string, ...string[]];
  /** The codes that are causes, when there are several at once; its own otherwise. */
  readonly causes?: readonly string[];
  /** It changes what all namespaces share, so nothing else may run meanwhile. */
  readonly exclusive?: boolean;
  /** Makes up a scene: names, ports and variants are new each time. */
  readonly prepare: (random: Random) => FaultScene;
}

/** Declares a fault; exists for the inference of its types. */
export function defineFault(fault: Fault): Fault {
  return fault;
}
