import { describe, expect, it } from 'vitest';
import type { Service } from './clusterSnapshot.ts';
import { projectService } from './projectService.ts';

function check(spec: object, expected: Partial<Service>, status: object = {}): void {
  const { value, errors } = projectService({ metadata: { name: 'web', namespace: 'shop' }, spec, status });
  expect(errors).toEqual([]);
  expect(value).toMatchObject(expected);
}

describe('projectService', () => {
  it('gives absent fields the meaning that the API gives them', () => {
    check(
      { ports: [{ port: 80 }] },
      {
        type: 'ClusterIP',
        headless: false,
        ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
        internalTrafficPolicy: 'Cluster',
        sessionAffinity: 'None',
        publishNotReadyAddresses: false,
      },
    );
  });

  it.each([
    [8080, 8080],
    ['http', 'http'],
    [0, 80],
    ['', 80],
    [null, 80],
  ])('target port %j is %j', (targetPort, expected) => {
    check(
      { ports: [{ port: 80, targetPort }] },
      { ports: [{ protocol: 'TCP', port: 80, targetPort: expected }] },
    );
  });

  it('knows headless Services', () => {
    check({ clusterIP: 'None', clusterIPs: ['None'] }, { headless: true, clusterIPs: [] });
    check({ clusterIP: 'None' }, { headless: true, clusterIPs: [] });
  });

  it('keeps both addresses of a dual-stack Service, and the one of an old object', () => {
    check(
      { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'] },
      { clusterIPs: ['10.0.0.1', 'fd00::1'] },
    );
    check({ clusterIP: '10.0.0.1' }, { clusterIPs: ['10.0.0.1'] });
  });

  it('has no addresses when it is a name', () => {
    check(
      { type: 'ExternalName', externalName: 'a.b', clusterIP: '' },
      { externalName: 'a.b', clusterIPs: [] },
    );
  });

  it.each([[{}], [null], [undefined]])('selector %j is none', (selector) => {
    const { value } = projectService({ metadata: { name: 'web', namespace: 'shop' }, spec: { selector } });
    expect(value).toBeDefined();
    expect(value).not.toHaveProperty('selector');
  });

  it('reads what a load balancer gave', () => {
    check(
      { type: 'LoadBalancer' },
      { loadBalancerIngress: [{ ip: '1.2.3.4', ipMode: 'VIP' }, { hostname: 'lb' }] },
      { loadBalancer: { ingress: [{ ip: '1.2.3.4', ipMode: 'VIP' }, { hostname: 'lb' }] } },
    );
  });

  it.each([
    [{ selector: { app: 1 } }, 'spec.selector["app"]: expected text, found the number 1'],
    [{ selector: ['app'] }, 'spec.selector: expected an object, found a list'],
    [
      { type: 'Magic' },
      'spec.type: expected ClusterIP or NodePort or LoadBalancer or ExternalName, found the string "Magic"',
    ],
  ])('has no value where it would route elsewhere: %j', (spec, error) => {
    expect(projectService({ metadata: { name: 'web', namespace: 'shop' }, spec })).toEqual({
      errors: [`shop/service/web: ${error}`],
    });
  });
});
