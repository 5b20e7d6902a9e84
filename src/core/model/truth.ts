/** An answer that missing knowledge can leave open. `unknown` is never rounded to either side. */
export type Truth = boolean | 'unknown';

/** True when all are, false when one is. */
export function allTrue(answers: Iterable<Truth>): Truth {
  let result: Truth = true;
  for (const answer of answers) {
    if (answer === false) return false;
    if (answer === 'unknown') result = 'unknown';
  }
  return result;
}

/** True when one is, false when none can be. */
export function anyTrue(answers: Iterable<Truth>): Truth {
  let result: Truth = false;
  for (const answer of answers) {
    if (answer === true) return true;
    if (answer === 'unknown') result = 'unknown';
  }
  return result;
}

/** The opposite; what is not known stays so. */
export function isNot(answer: Truth): Truth {
  return answer === 'unknown' ? answer : !answer;
}
