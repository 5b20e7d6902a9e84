import { builtinModules } from 'node:module';
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescriptEslint from 'typescript-eslint';

/** What src/core may not touch: it computes from data alone, so that every diagnosis can be replayed from a file. */
const impureGlobals = [
  'console',
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'performance',
  'crypto',
].map((name) => ({ name, message: 'src/core is pure: what it needs comes in as data.' }));
const impureProperties = [
  { object: 'Date', property: 'now', message: 'Time comes in as data (asOf).' },
  { object: 'Math', property: 'random', message: 'src/core gives the same answer for the same data.' },
];
const readsTheClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes in as data (asOf).',
  },
  { selector: "CallExpression[callee.name='Date']", message: 'Time comes in as data (asOf).' },
];
const environmentModules = [
  'vscode',
  ...builtinModules.flatMap((name) => (name.startsWith('node:') ? [name] : [name, `node:${name}`])),
];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'test-results/', '**/node_modules/']),
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [typescriptEslint.configs.strictTypeChecked, typescriptEslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        // Each file belongs to one of these; the first that includes it decides which globals it may know.
        project: ['tsconfig.json', 'tsconfig.webview.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // An argument that an interface demands and a body does not need is marked by its name.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers and booleans read well in a template; objects, arrays, null and undefined do not.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': ['error', ...impureProperties],
      'no-restricted-syntax': ['error', ...readsTheClock],
      'no-restricted-imports': [
        'error',
        {
          paths: environmentModules.map((name) => ({
            name,
            message: 'src/core is the same in every environment.',
          })),
          patterns: [
            { group: ['@kubernetes/*'], message: 'src/core knows API objects as unknown JSON only.' },
          ],
        },
      ],
    },
  },
  {
    // Waits have one place, which keeps them within what a timer can wait.
    files: ['src/cluster/**/*.ts'],
    ignores: ['src/cluster/pause.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:timers/promises', message: 'Let time pass with pause() of src/cluster/pause.ts.' },
          ],
        },
      ],
    },
  },
  {
    // A wrong assumption in a test fails the test, with a stack.
    files: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
);
