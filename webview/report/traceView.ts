import { type TemplateResult, html, nothing } from 'lit';
import type {
  LinkStatus,
  ServiceTrace,
  TracedEndpoint,
  TracedPort,
  TracedSlice,
} from '../../src/core/trace/serviceTrace.ts';
import { stateIcon } from '../shared/stateIcon.ts';
import { causeView, evidenceView, otherFindingsView } from './findingView.ts';
import { foldView } from './foldView.ts';
import type { ReportContext } from './reportHost.ts';
import { countOf, iconOfStatus, wordOfStatus } from './statusLook.ts';

/** More endpoints of one port than this are folded, unless something is wrong with them. */
const shownEndpoints = 12;

const severities: Readonly<Record<LinkStatus, number>> = { ok: 0, unknown: 1, warning: 2, broken: 3 };

function worst(statuses: readonly LinkStatus[]): LinkStatus {
  return statuses.reduce<LinkStatus>(
    (left, right) => (severities[right] > severities[left] ? right : left),
    'ok',
  );
}

/** The chain in one row: Service → ports → slices → endpoints → sockets. */
export function chainView(trace: ServiceTrace, running: boolean): TemplateResult {
  const slices = trace.ports.flatMap((port) => port.slices);
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const looked = endpoints.filter(({ socket }) => socket !== undefined);
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const listening = looked.filter(({ socket }) => socket !== 'none').length;
  const sockets = worst(looked.map(({ socket }) => (socket === 'none' ? 'broken' : 'ok')));
  const links: readonly { title: string; status: LinkStatus; waiting?: boolean }[] = [
    { title: `${trace.service.name} (${trace.type})`, status: 'ok' },
    { title: countOf(trace.ports.length, 'port'), status: trace.ports.length === 0 ? 'unknown' : 'ok' },
    {
      title: countOf(new Set(slices.map(({ slice }) => slice.name)).size, 'slice'),
      status: slices.length === 0 && trace.type !== 'ExternalName' ? 'broken' : 'ok',
    },
    {
      title:
        endpoints.length === 0
          ? 'no endpoints'
          : `${ready} of ${countOf(endpoints.length, 'endpoint')} ready`,
      status: endpoints.length === 0 || ready === 0 ? 'broken' : ready < endpoints.length ? 'warning' : 'ok',
    },
    {
      title:
        looked.length === 0
          ? 'sockets not seen'
          : `${listening} of ${countOf(looked.length, 'socket')} listening`,
      status: looked.length === 0 ? 'unknown' : sockets,
      waiting: running && looked.length < endpoints.length,
    },
  ];
  return html`<div class="paths">
    <div class="path">
      <ol class="hops" aria-label="Chain">
        ${links.map(
          ({ title, status, waiting }) =>
            html`<li>
              <span class="hop-link hop ${waiting === true ? 'waiting' : iconOfStatus[status]}">
                ${waiting === true ? html`<span class="pending"></span>` : stateIcon(iconOfStatus[status])}
                <span>${title}</span>
                <span class="visually-hidden">${waiting === true ? 'waiting' : wordOfStatus[status]}</span>
              </span>
            </li>`,
        )}
      </ol>
    </div>
  </div>`;
}

/** Findings, and each port with its slices, endpoints and sockets. */
export function traceView(trace: ServiceTrace, context: ReportContext): TemplateResult {
  const [cause, ...others] = trace.findings;
  const evidence = evidenceView(trace.findings, context);
  return html`
    ${cause === undefined ? nothing : causeView(cause, undefined, context)}
    ${otherFindingsView('Also found', others, context)}
    <section class="part">
      <h2>Service</h2>
      <dl class="compare service-facts">
        <dt>Addresses</dt>
        <dd>${trace.clusterIPs.length === 0 ? 'none (headless)' : trace.clusterIPs.join(', ')}</dd>
        <dt>Selector</dt>
        <dd><code>${trace.selector ?? 'none: somebody else makes its slices'}</code></dd>
      </dl>
    </section>
    ${trace.ports.map(portView)}
    <div class="folds">${foldView('Evidence', evidence.length, html`${evidence}`)}</div>
  `;
}

function portView(port: TracedPort): TemplateResult {
  const endpoints = port.slices.flatMap((slice) => slice.endpoints);
  const fine = endpoints.filter(({ status }) => status === 'ok').length;
  const fold = endpoints.length > shownEndpoints && fine > shownEndpoints;
  const slices = fold ? withoutFine(port.slices) : port.slices;
  return html`<section class="part">
    <h2>Port ${port.port}</h2>
    <div>
      <div class="finding-title">
        <h3 class="status-cell">
          ${stateIcon(iconOfStatus[port.status])}
          <span
            >${port.port}/${port.protocol}${port.name === undefined ? '' : ` (${port.name})`} →
            ${port.targetPort}</span
          >
        </h3>
      </div>
      ${port.detail === '' ? nothing : html`<p>${port.detail}</p>`}
      ${slices.some((slice) => slice.endpoints.length > 0) || !fold ? endpointTable(slices) : nothing}
      ${
        fold
          ? html`<details>
              <summary>${fine} endpoints are ok</summary>
              ${endpointTable(port.slices.map((slice) => ({ ...slice, endpoints: slice.endpoints.filter(isFine) })))}
            </details>`
          : nothing
      }
    </div>
  </section>`;
}

function isFine({ status }: TracedEndpoint): boolean {
  return status === 'ok';
}

function withoutFine(slices: readonly TracedSlice[]): TracedSlice[] {
  return slices
    .map((slice) => ({ ...slice, endpoints: slice.endpoints.filter((endpoint) => !isFine(endpoint)) }))
    .filter(({ endpoints }) => endpoints.length > 0);
}

function endpointTable(slices: readonly TracedSlice[]): TemplateResult {
  if (slices.length === 0) return html`<p class="quiet">No EndpointSlice carries this port.</p>`;
  if (slices.every(({ endpoints }) => endpoints.length === 0)) {
    return html`${slices.map((slice) => html`<p class="quiet">${describeSlice(slice)}</p>`)}`;
  }
  return html`<div class="scroll">
    <table class="endpoints">
      <colgroup>
        <col />
        <col />
        <col />
        <col />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th>Endpoint</th>
          <th>Pod</th>
          <th>Node</th>
          <th>Condition</th>
          <th>Listens</th>
          <th>Judgement</th>
        </tr>
      </thead>
      ${slices.map(
        (slice) =>
          html`<tbody>
            <tr class="slice-row">
              <td colspan="6">${describeSlice(slice)}</td>
            </tr>
            ${slice.endpoints.map(endpointRow)}
          </tbody>`,
      )}
    </table>
  </div>`;
}

function describeSlice({ slice, addressType, managedBy, endpoints }: TracedSlice): string {
  const empty = endpoints.length === 0 ? ' · empty' : '';
  return `EndpointSlice ${slice.name} · ${addressType} · ${managedBy ?? 'made by hand'}${empty}`;
}

function endpointRow(endpoint: TracedEndpoint): TemplateResult {
  const { address, port, pod, node, status, detail, socket } = endpoint;
  const host = address.includes(':') ? `[${address}]` : address;
  return html`<tr>
    <td class="nowrap"><code>${host}${port === undefined ? '' : `:${port}`}</code></td>
    <td>${pod?.name ?? html`<span class="quiet">none named</span>`}</td>
    <td class="nowrap">${node ?? ''}</td>
    <td class="nowrap">${conditionOf(endpoint)}</td>
    <td class="nowrap">
      <code>${socket ?? ''}</code
      >${socket === undefined ? html`<span class="quiet">not seen</span>` : nothing}
    </td>
    <td>
      <span class="status-cell"
        >${stateIcon(iconOfStatus[status])}<span>${detail === '' ? wordOfStatus[status] : detail}</span></span
      >
    </td>
  </tr>`;
}

function conditionOf({ ready, serving, terminating }: TracedEndpoint): string {
  if (terminating) return serving ? 'terminating, serving' : 'terminating';
  return ready ? 'ready' : 'not ready';
}
