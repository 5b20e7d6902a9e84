import { runChecks } from '../checks/runChecks.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { describeVantage, type Observation } from '../probes/observation.ts';
import { checkSubjectsOf } from './checkSubjects.ts';
import { connectFrom } from '../inquiry/connection.ts';
import { destinationOf } from '../target/destination.ts';
import type { DiagnosisRound } from './diagnosis.ts';
import type { QuestionFacts } from '../target/questionFacts.ts';
import { startInquiry } from '../inquiry/inquiry.ts';
import { resolverFactsOf } from '../target/resolverFacts.ts';
import { orderFindings } from '../checks/orderFindings.ts';
import { pathsOf } from './paths.ts';
import type { Question } from '../inquiry/question.ts';
import { sourceFactsOf } from '../inquiry/sourceFacts.ts';
import { unverifiedOf } from './unverified.ts';
import { headlineOf, overallVerdict } from './verdict.ts';

/**
 * Answers a question as far as the snapshot and the observations allow, and names the probes that would tell more.
 * Pure: the same input gives the same answer, so every diagnosis can be replayed.
 */
export function diagnose(
  question: Question,
  snapshot: ClusterSnapshot,
  observations: readonly Observation[],
): DiagnosisRound {
  const inquiry = startInquiry(observations);
  const source = sourceFactsOf(question, snapshot);
  const resolver = resolverFactsOf(source, snapshot, inquiry);
  const destination = destinationOf(question, source, resolver, snapshot, inquiry);
  const connections = connectFrom(source, destination.dialed, question.protocol, inquiry);
  const facts: QuestionFacts = { question, snapshot, inquiry, source, resolver, destination, connections };

  const { subjects, sampled } = checkSubjectsOf(facts);
  const report = runChecks(subjects, { snapshot, inquiry });
  const findings = orderFindings(report.findings);
  const found = new Set(findings.map((finding) => finding.code));
  const paths = pathsOf(facts, findings);
  const verdict = overallVerdict(paths);
  const unverified = unverifiedOf(facts, [...report.unverified, ...sampled]).filter(
    (entry) => !('code' in entry) || !found.has(entry.code),
  );
  const ruledOut = new Map(
    report.ruledOut.filter(({ code }) => !found.has(code)).map((entry) => [entry.code, entry] as const),
  );
  return {
    diagnosis: {
      question,
      asOf: snapshot.asOf,
      verdict,
      headline: headlineOf(question, verdict, paths, findings, unverified),
      paths,
      findings,
      ruledOut: [...ruledOut.values()],
      unverified,
      probes: inquiry.used().map(({ key, vantage, privilege, milliseconds, outcome }) => ({
        id: key,
        vantage: describeVantage(vantage),
        privilege,
        milliseconds,
        outcome,
      })),
    },
    wanted: inquiry.wanted(),
    settlesSoon: report.settlesSoon,
  };
}
