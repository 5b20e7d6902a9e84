import type { MapMessage, MapRequest, MapReveal } from '../../src/protocol/mapProtocol.ts';
import { registerComponents } from '../components/components.ts';
import { adoptStyles } from '../shared/adoptStyles.ts';
import { stateIconStyles } from '../shared/stateIconStyles.ts';
import { acquireWebviewHost } from '../shared/webviewHost.ts';
import { drawingStyles } from './drawingStyles.ts';
import { type SavedMap, createMapPage } from './mapPage.ts';
import { pageStyles } from './styles.ts';

registerComponents();
adoptStyles(stateIconStyles, pageStyles, drawingStyles);
const host = acquireWebviewHost<MapRequest, SavedMap>();
const page = createMapPage(host);

window.addEventListener('message', ({ data }: MessageEvent<MapMessage | MapReveal>) => {
  if ('type' in data) page.reveal(data.id);
  else page.receive(data);
});
page.start();
