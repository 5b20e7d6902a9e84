import type { Random } from '../suite/random.ts';
import type { Scene } from '../suite/scene.ts';

/** Something unusual that works: the product has to say so and find nothing. */
export interface HealthySetUp {
  /** What it is, in kebab-case; also the name of its recorded case. */
  readonly name: string;
  /** It changes what all namespaces share, so nothing else may run meanwhile. */
  readonly exclusive?: boolean;
  /** Makes up a scene: names, ports and variants are new each time. */
  readonly prepare: (random: Random) => HealthyScene;
}

/** A scene, and how it is put back when it changed something outside of its namespaces. */
export interface HealthyScene extends Scene {
  readonly heal?: Scene['complete'];
}

/** Declares a healthy set-up; exists for the inference of its types. */
export function defineHealthySetUp(setUp: HealthySetUp): HealthySetUp {
  return setUp;
}
