import { outcomeOf } from '../../inquiry/connection.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import { defineScope } from './defineScope.ts';

/** The object that a question names and the snapshot may lack; or the port that it asks. */
export interface QuestionSubject {
  readonly source: { readonly namespace: string; readonly name: string } | undefined;
  readonly targetPod: { readonly namespace: string; readonly name: string } | undefined;
  readonly targetService: { readonly namespace: string; readonly name: string } | undefined;
  readonly port: number | string | undefined;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** Somebody behind the Service answers on the port, or it is not known yet. */
  readonly answers: boolean | 'pending';
}

function someoneAnswers({ destination, connections }: QuestionFacts): boolean | 'pending' {
  const seen = destination.dialed.flatMap(({ backends }) =>
    backends.map((backend) => connections.to(backend)),
  );
  if (seen.some(({ state }) => state === 'pending')) return 'pending';
  return seen.some((fact) => outcomeOf(fact) === 'all');
}

/** The objects that a question names, and the port that it asks. */
export const questionScope = defineScope<QuestionSubject>({
  id: 'question',
  plural: 'questions',
  subjectsOf: (facts) => {
    const { question, destination } = facts;
    const { from, to } = question;
    return [
      {
        source: from.kind === 'pod' ? { namespace: from.namespace, name: from.name } : undefined,
        targetPod: to.kind === 'pod' ? { namespace: to.namespace, name: to.name } : undefined,
        targetService: destination.askedService,
        port: question.port,
        protocol: question.protocol,
        answers: someoneAnswers(facts),
      },
    ];
  },
  namespacesOf: ({ source, targetPod, targetService }) =>
    [source, targetPod, targetService].flatMap((end) => (end === undefined ? [] : [end.namespace])),
  reads: () => [],
});
