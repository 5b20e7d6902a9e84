import { configDefaults, defineConfig } from 'vitest/config';

/** The unit tests: everything that needs no editor, no browser and no cluster. */
export default defineConfig({
  test: {
    include: [
      '{src,webview,scripts}/**/*.test.ts',
      'test/architecture/**/*.test.ts',
      'test/cases/**/*.test.ts',
      'test/cluster/*.test.ts',
    ],
    // Starts real clusters: node --test test/cluster/testBed.test.ts
    exclude: [...configDefaults.exclude, 'test/cluster/testBed.test.ts'],
    // Some start processes, on a machine whose two cores others use too.
    testTimeout: 20_000,
    // A file with no test in it, and a run without any, are mistakes.
    passWithNoTests: false,
    // `.only` left in a file would let the rest pass unrun.
    allowOnly: false,
    restoreMocks: true,
  },
});
