import { css } from 'lit';
import type { ReportMessage, ReportRequest, ReportState } from '../../src/protocol/reportProtocol.ts';
import { registerComponents } from '../components/components.ts';
import { adoptStyles } from '../shared/adoptStyles.ts';
import { acquireWebviewHost } from '../shared/webviewHost.ts';
import { DiagramView } from './diagramView.ts';
import { ReportElement } from './reportElement.ts';

adoptStyles(css`
  body {
    margin: 0;
    padding: 0;
  }
`);
registerComponents();
customElements.define('podpath-diagram', DiagramView);
customElements.define('podpath-report', ReportElement);

const host = acquireWebviewHost<ReportRequest, ReportState>();
const report = document.querySelector('podpath-report');
if (!(report instanceof ReportElement)) throw new Error('The page has no podpath-report element');
report.host = host;
window.addEventListener('message', ({ data }: MessageEvent<ReportMessage>) => {
  report.receive(data);
});
host.postMessage({ type: 'ready' });
