import type { ClusterSnapshot, Service, ServicePort } from '../../model/clusterSnapshot.ts';
import type { PolicyDialect } from '../dialect.ts';
import type { TranslatedPacket } from '../evaluatePacket.ts';
import type { DirectionVerdict } from '../policyQuery.ts';
import type { CauseCandidate } from './denial.ts';
import { denialCause } from './denialCause.ts';
import { denialOf } from './denialOf.ts';

/** The one mistake in the policies that explains why a direction denies a packet; `undefined` where there is none. */
export function causeOfDenial(
  snapshot: ClusterSnapshot,
  packet: TranslatedPacket,
  verdict: DirectionVerdict,
  dialect: PolicyDialect,
  via: { readonly service: Service | undefined; readonly servicePort: ServicePort | undefined },
): CauseCandidate | undefined {
  const { service, servicePort } = via;
  const denied = {
    query: packet,
    ...(service === undefined ? {} : { service }),
    ...(servicePort === undefined ? {} : { servicePort }),
  };
  const denial = denialOf(snapshot, dialect, denied, verdict);
  return denial === undefined ? undefined : denialCause(denial);
}
