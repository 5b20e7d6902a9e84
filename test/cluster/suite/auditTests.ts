import type { OpenStage } from './openStage.ts';
import type { SuiteTest } from './suiteTests.ts';

/** What the API server's audit log says about everything that the product did on this stage; they run last. */
export function auditTests({ requests, tryToWrite }: OpenStage): readonly SuiteTest[] {
  return [
    {
      name: 'the audit log shows reads, exec and access reviews only',
      exclusive: true,
      run: async () => {
        const { total, lists, execs, forbidden } = await requests();
        if (forbidden.length > 0) throw new Error(`the product also asked:\n${forbidden.join('\n')}`);
        // A log in which nothing was recognised proves nothing.
        if (lists === 0 || execs === 0) {
          throw new Error(`${total} requests were recognised, of them ${lists} lists and ${execs} execs`);
        }
      },
    },
    {
      name: 'the audit log would show a change',
      exclusive: true,
      run: async () => {
        await tryToWrite();
        const { forbidden } = await requests();
        if (forbidden.length === 0) throw new Error('a change that was asked for was not noticed');
      },
    },
  ];
}
