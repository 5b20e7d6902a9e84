import { startScaleCluster } from '../../test/cluster/scale/startScaleCluster.ts';
import { type Theme, Workbench } from '../../test/endToEnd/workbench.ts';

// node scripts/bench/mapScreenshots.ts [PODS…]: pictures of the map at 5, 500 and 20,000 pods in three themes, for a person to
// look at: test-results/screenshots/scale-PODS-THEME.png. Takes podpath.vsix, or what PODPATH_VSIX names.

const themes: readonly Theme[] = ['light', 'dark', 'high-contrast'];
const asked = process.argv.slice(2).map(Number);
const sizes = asked.length > 0 ? asked : [5, 500, 20_000];
/** Marks settle after the last of them came. */
const settleMilliseconds = 4_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function photograph(pods: number): Promise<void> {
  // One that runs already is left running.
  const reused = process.env['PODPATH_BENCH_CLUSTER'];
  const cluster = await startScaleCluster({
    name: reused ?? `bench${pods}`,
    pods,
    givesWay: true,
    progress: say,
  });
  const workbench = await Workbench.open({ kubeconfig: cluster.kubeconfigPath, width: 1600, height: 1000 });
  workbench.page.setDefaultTimeout(180_000);
  try {
    await workbench.runCommand('Podpath: Show Map');
    const map = await workbench.webviewFrame('Podpath Map');
    await map.locator('#map [data-id]').first().waitFor();
    await map
      .locator('#status')
      .filter({ hasText: /\blive\b/ })
      .waitFor();
    await workbench.page.waitForTimeout(settleMilliseconds);
    for (const theme of themes) {
      await workbench.setTheme(theme);
      await workbench.page.waitForTimeout(settleMilliseconds / 4);
      say(await workbench.screenshot(`scale-${pods}-${theme}`));
    }
  } finally {
    await workbench.close();
    if (reused === undefined) await cluster.down();
  }
}

for (const pods of sizes) await photograph(pods);
