/**
 * The path of a program that test/policy/main.ts built.
 * @throws Error when the tests run without it
 */
export function programOf(variable: 'PODPATH_CYCLONUS' | 'PODPATH_NETPOL_TABLES'): string {
  const program = process.env[variable];
  if (program === undefined)
    throw new Error(`${variable} does not say where the program is: run node test/policy/main.ts`);
  return program;
}
