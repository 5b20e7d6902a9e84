import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { ConnectionFacts } from '../inquiry/connection.ts';
import type { Destination } from './destination.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import type { ResolverFacts } from './resolverFacts.ts';
import type { Question } from '../inquiry/question.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';

/** Everything that was established about one question. */
export interface QuestionFacts {
  readonly question: Question;
  readonly snapshot: ClusterSnapshot;
  readonly inquiry: Inquiry;
  readonly source: SourceFacts;
  readonly resolver: ResolverFacts;
  readonly destination: Destination;
  readonly connections: ConnectionFacts;
}
