import { expect, test } from 'vitest';
import type { MapFormat } from '../../protocol/mapProtocol.ts';
import { mapFile } from './mapFile.ts';

const evening = new Date(2026, 0, 2, 21, 5);

function check(format: MapFormat, context: string, name: string): void {
  test(name, () => {
    expect(mapFile(format, context, evening).name).toBe(name);
  });
}

check('svg', 'prod-eu', 'map-prod-eu-2026-01-02-2105.svg');
check(
  'mermaid',
  'arn:aws:eks:eu-central-1:1234:cluster/Shop',
  'map-arn-aws-eks-eu-central-1-1234-cluster-shop-2026-01-02-2105.mmd',
);
check('json', '../../etc/passwd', 'map-etc-passwd-2026-01-02-2105.json');
check('json', '…', 'map-2026-01-02-2105.json');
check('json', 'x'.repeat(300), `map-${'x'.repeat(80)}-2026-01-02-2105.json`);
