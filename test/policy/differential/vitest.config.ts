import { defineConfig } from 'vitest/config';

/** The policy engine against other engines; test/policy/main.ts builds these and says where they are. */
export default defineConfig({
  test: {
    include: ['test/policy/differential/**/*.test.ts'],
    // Hundreds of policy sets in one test, beside clusters and windows that take the processors too.
    testTimeout: 600_000,
    passWithNoTests: false,
    allowOnly: false,
  },
});
