import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { ProbeRecord } from '../inquiry/probeRecord.ts';
import { hopsOf, type Hop, type Path } from '../finding/hop.ts';
import type { RuledOut, Unverified } from '../finding/finding.ts';
import { describeEnd, type Question } from '../inquiry/question.ts';
import {
  amount,
  either,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
  timestamp,
} from './shape.ts';
import { formatReference } from '../model/reference.ts';
import { permissions } from '../probes/observation.ts';
import {
  findingDocument,
  findingShape,
  hopIdShape,
  referenceShape,
  type FindingDocument,
} from './sharedShapes.ts';

interface QuestionDocument extends Pick<Question, 'port' | 'protocol' | 'family'> {
  readonly from: string;
  readonly to: string;
}

interface PathDocument extends Omit<Path, 'backend' | 'segments'> {
  readonly backend: string | null;
  /** The hops of all segments, in their order. */
  readonly hops: readonly Hop[];
}

/** The answer to a question as it leaves the program (schemas/diagnosis.v1.json). */
export interface DiagnosisDocument extends Omit<Diagnosis, 'question' | 'paths' | 'findings'> {
  readonly schema: 'podpath/diagnosis/v1';
  readonly question: QuestionDocument;
  readonly paths: readonly PathDocument[];
  /** The root cause first, then its consequences. */
  readonly findings: readonly FindingDocument[];
}

const verdictShape = oneOf(['reachable', 'degraded', 'broken', 'unknown']);

export const diagnosisShape = object<DiagnosisDocument>(
  {
    schema: oneOf(['podpath/diagnosis/v1']),
    question: object<QuestionDocument>({
      from: text('A reference, or an address.'),
      to: text('A reference, or the name or address just as it was asked.'),
      port: optional(either(integer(1, 65535), text(), 'The port that the client dials.')),
      protocol: oneOf(['TCP', 'UDP', 'SCTP']),
      family: optional(oneOf([4, 6])),
    }),
    asOf: timestamp('When the cluster was like this.'),
    verdict: verdictShape,
    headline: text('The answer in one sentence.'),
    paths: list(
      object<PathDocument>({
        address: text('The address that the client dials; empty when no name gave one.'),
        family: oneOf([4, 6]),
        backend: nullable(referenceShape, 'The pod behind it; null when there is none, or it is not known.'),
        verdict: verdictShape,
        hops: list(
          object<Hop>({
            id: hopIdShape,
            title: text(),
            at: text('Where it happens.'),
            status: oneOf(['ok', 'broken', 'degraded', 'unknown', 'not-applicable']),
            predicted: text('What the API says should happen.'),
            observed: text('What a probe saw; empty when none looked.'),
          }),
        ),
      }),
    ),
    findings: list(findingShape, 'The root cause first, then its consequences.'),
    ruledOut: list(object<RuledOut>({ code: text(), because: text() })),
    unverified: list<Unverified>(
      either(
        object<Extract<Unverified, { code: string }>>({ code: text(), reason: text() }),
        object<Extract<Unverified, { probe: string }>>({
          probe: text(),
          reason: text(),
          permission: optional(oneOf(permissions, 'What --allow would have to name to have it checked.')),
        }),
        'A cause or a probe that could not be checked, and why.',
      ),
    ),
    probes: list(
      object<ProbeRecord>({
        id: text(),
        vantage: text(),
        privilege: text('The rung of the privilege ladder.'),
        milliseconds: amount('How long it took.'),
        outcome: oneOf(['ok', 'forbidden', 'declined', 'tool-missing', 'timeout', 'error']),
      }),
    ),
  },
  'Why one thing can or cannot open a connection to another.',
);

/** A diagnosis as the document that leaves the program. */
export function diagnosisDocument(diagnosis: Diagnosis): DiagnosisDocument {
  const { question } = diagnosis;
  return {
    schema: 'podpath/diagnosis/v1',
    question: {
      from: describeEnd(question.from),
      to: describeEnd(question.to),
      ...(question.port === undefined ? {} : { port: question.port }),
      protocol: question.protocol,
      ...(question.family === undefined ? {} : { family: question.family }),
    },
    asOf: diagnosis.asOf,
    verdict: diagnosis.verdict,
    headline: diagnosis.headline,
    paths: diagnosis.paths.map((path) => ({
      address: path.address,
      family: path.family,
      backend: path.backend === null ? null : formatReference(path.backend),
      verdict: path.verdict,
      hops: hopsOf(path),
    })),
    findings: diagnosis.findings.map(findingDocument),
    ruledOut: diagnosis.ruledOut,
    unverified: diagnosis.unverified,
    probes: diagnosis.probes,
  };
}
