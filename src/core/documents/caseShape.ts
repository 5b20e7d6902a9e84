import { changeShape } from './changesDocument.ts';
import type { Question, Source, Target } from '../inquiry/question.ts';
import {
  amount,
  either,
  integer,
  list,
  object,
  oneOf,
  optional,
  taggedUnion,
  text,
  timestamp,
} from './shape.ts';
import { snapshotShape } from './snapshotShape.ts';
import { privileges, type Observation, type Vantage } from '../probes/observation.ts';
import type { CaseFile } from './caseFile.ts';

type SourceOf<Kind> = Extract<Source, { kind: Kind }>;
type TargetOf<Kind> = Extract<Target, { kind: Kind }>;
type VantageOf<Kind> = Extract<Vantage, { kind: Kind }>;

const sourceShape = taggedUnion<Source>('kind', {
  pod: object<SourceOf<'pod'>>({ kind: oneOf(['pod']), namespace: text(), name: text() }),
  node: object<SourceOf<'node'>>({ kind: oneOf(['node']), name: text() }),
  address: object<SourceOf<'address'>>({ kind: oneOf(['address']), address: text() }),
});

const targetShape = taggedUnion<Target>('kind', {
  service: object<TargetOf<'service'>>({ kind: oneOf(['service']), namespace: text(), name: text() }),
  pod: object<TargetOf<'pod'>>({ kind: oneOf(['pod']), namespace: text(), name: text() }),
  name: object<TargetOf<'name'>>({
    kind: oneOf(['name']),
    name: text('A name, just as the application has it.'),
  }),
  address: object<TargetOf<'address'>>({ kind: oneOf(['address']), address: text() }),
});

const questionShape = object<Question>(
  {
    from: sourceShape,
    to: targetShape,
    port: optional(
      either(integer(1, 65535), text(), "The port that the client dials; absent: the Service's only port."),
    ),
    protocol: oneOf(['TCP', 'UDP', 'SCTP']),
    family: optional(oneOf([4, 6], 'Restricts the addresses that are judged.')),
  },
  'Can this source open this connection, and if not, why?',
);

const vantageShape = taggedUnion<Vantage>('kind', {
  api: object<VantageOf<'api'>>({ kind: oneOf(['api']) }),
  pod: object<VantageOf<'pod'>>({
    kind: oneOf(['pod']),
    namespace: text(),
    pod: text(),
    container: text(),
  }),
  debug: object<VantageOf<'debug'>>({ kind: oneOf(['debug']), namespace: text(), pod: text() }),
  node: object<VantageOf<'node'>>({ kind: oneOf(['node']), node: text() }),
});

const observationShape = object<Observation>(
  {
    key: text('Identity: the same key would see the same thing.'),
    probe: text('Id of the probe in the catalogue.'),
    vantage: vantageShape,
    privilege: oneOf(privileges),
    command: text('The command as a person would type it.'),
    at: timestamp('When it was run.'),
    milliseconds: amount('How long it took.'),
    outcome: oneOf(
      ['ok', 'forbidden', 'declined', 'tool-missing', 'timeout', 'error'],
      'ok: it ran and its output can be parsed.',
    ),
    exitCode: optional(integer(-2147483648, 2147483647)),
    stdout: text(),
    stderr: text(),
    reason: optional(text('Why the outcome is not ok.')),
  },
  'What one probe saw, raw.',
);

/** The document `podpath/case/v1`. */
export const caseShape = object<CaseFile>(
  {
    schema: oneOf(['podpath/case/v1']),
    question: questionShape,
    asOf: timestamp('When the question was asked.'),
    snapshot: snapshotShape,
    observations: list(observationShape),
    changes: optional(list(changeShape, 'What had changed around it shortly before, newest first.')),
  },
  'A question with everything that answers it again. Secrets are removed.',
);
