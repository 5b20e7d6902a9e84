import type { MapEvent, MapRequest } from '../../src/protocol/mapProtocol.ts';
import { registerComponents } from '../components/components.ts';
import { adoptStyles } from '../shared/adoptStyles.ts';
import { stateIconStyles } from '../shared/stateIconStyles.ts';
import { acquireWebviewHost } from '../shared/webviewHost.ts';
import { drawingStyles } from './draw/drawingStyles.ts';
import { edgeStyles } from './draw/edgeStyles.ts';
import { levelStyles } from './draw/levelStyles.ts';
import { createMapPage } from './page/mapPage.ts';
import type { SavedMap } from './page/savedMap.ts';
import { inspectorStyles } from './panels/inspectorStyles.ts';
import { listStyles } from './panels/listStyles.ts';
import { pageStyles } from './panels/pageStyles.ts';
import { panelStyles } from './panels/panelStyles.ts';
import { createLayoutWorker } from './placement/layoutWorker.ts';

registerComponents();
adoptStyles(
  stateIconStyles,
  pageStyles,
  inspectorStyles,
  listStyles,
  panelStyles,
  drawingStyles,
  edgeStyles,
  levelStyles,
);
const page = createMapPage(acquireWebviewHost<MapRequest, SavedMap>(), createLayoutWorker());

window.addEventListener('message', ({ data }: MessageEvent<MapEvent>) => {
  page.receive(data);
});
page.start();
