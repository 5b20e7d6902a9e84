import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDeclaredEnd } from './declaredConnection.ts';
import { parseDeclaredConnection, parseDeclaredConnections } from './parseDeclaredConnection.ts';

function inShort(text: string): string {
  const parsed = parseDeclaredConnection(text, 'shop');
  if ('problem' in parsed) return parsed.problem.replace(/^".*": /, '').replace(/expected FROM.*/, 'form');
  const { from, to, port, protocol } = parsed.connection;
  return `${describeDeclaredEnd(from)} | ${describeDeclaredEnd(to)} | ${String(port)} | ${protocol}`;
}

describe('a declared connection', () => {
  it.each([
    ['service/cart -> data/svc/db:5432', 'shop/service/cart | data/service/db | 5432 | TCP'],
    ['deploy/cart → service/dns:53/udp', 'shop/deployment/cart | shop/service/dns | 53 | UDP'],
    ['ns/ops->service/web:metrics', 'namespace/ops | shop/service/web | metrics | TCP'],
    ['service/cart -> service/web', 'shop/service/cart | shop/service/web | undefined | TCP'],
    ['10.0.0.0/8 -> service/web:80', '10.0.0.0/8 | shop/service/web | 80 | TCP'],
    ['service/web -> [fd00::1]:443', 'shop/service/web | fd00::1 | 443 | TCP'],
    ['service/web -> fd00::1', 'shop/service/web | fd00::1 | undefined | TCP'],
    ['service/web -> 198.51.100.7:443', 'shop/service/web | 198.51.100.7 | 443 | TCP'],
    ['service/web', 'form'],
    ['a -> b -> c', 'form'],
    ['web -> service/web:80', '"web" is neither [NAMESPACE/]KIND/NAME nor an address; form'],
    ['service/web -> service/db:70000', 'ports are numbers from 1 to 65535'],
  ])('%s', (text, expected) => {
    expect(inShort(text)).toBe(expected);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseDeclaredConnections(text, 'shop')).toBeDefined();
      }),
    );
  });
});

it('a file of them has comments and blank lines', () => {
  const { connections, problems } = parseDeclaredConnections(
    '# who calls whom\n\nsvc/a -> svc/b:80\nnonsense\n',
    'x',
  );
  expect(connections).toHaveLength(1);
  expect(problems).toHaveLength(1);
});
