import { describe, expect, it } from 'vitest';
import { planTests, suiteNames } from './testPlan.ts';

/** The names of a plan: lanes by ` | `, tasks by a space, what a task waits for behind `<`. */
function check(
  only: readonly string[],
  options: { withChecks?: boolean; packaged?: boolean },
  expected: string,
): void {
  const { lanes } = planTests(only, { withChecks: false, packaged: false, ...options });
  const text = lanes
    .map((lane) =>
      lane
        .map(({ name, after = [] }) => (after.length === 0 ? name : `${name}<${after.join(',')}`))
        .join(' '),
    )
    .join(' | ');
  expect(text).toBe(expected);
}

describe('planTests', () => {
  it('runs side by side what needs different things', () => {
    check(
      suiteNames,
      { withChecks: true },
      'build package<build | format types lint architecture unit policy hosts<package e2e<package | cluster<build',
    );
  });

  it('makes the package where a suite needs it, and only there', () => {
    check(['unit'], {}, 'unit');
    check(['e2e', 'unit'], {}, 'build package<build | unit e2e<package');
    check(['cluster'], {}, 'build | cluster<build');
  });

  it('uses a package that exists', () => {
    check(['hosts'], { packaged: true }, 'hosts');
  });

  it('makes it anew when the sources are checked', () => {
    check(
      ['hosts'],
      { packaged: true, withChecks: true },
      'build package<build | format types lint architecture hosts<package',
    );
  });
});
