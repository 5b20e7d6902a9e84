import { configDefaults, defineConfig } from 'vitest/config';

/** The unit tests: everything that needs no editor, no browser and no cluster. */
export default defineConfig({
  test: {
    include: [
      '{src,webview,scripts}/**/*.test.ts',
      'test/architecture/**/*.test.ts',
      'test/cases/**/*.test.ts',
      'test/cluster/*.test.ts',
      'test/kubeconfig/**/*.test.ts',
      'test/policy/**/*.test.ts',
      'test/userlands/**/*.test.ts',
    ],
    exclude: [
      ...configDefaults.exclude,
      // Asks programs that are built from Go modules: node test/policy/main.ts
      'test/policy/differential/**',
    ],
    // Far more than any needs: others use the two cores too, and a limit is there to end what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A file with no test in it, and a run without any, are mistakes.
    passWithNoTests: false,
    // `.only` left in a file would let the rest pass unrun.
    allowOnly: false,
    restoreMocks: true,
  },
});
