import type { EngineEvents } from '../../protocol/engineProtocol.ts';
import type { Consent } from './consent.ts';

/** Asks through the engine's events, and takes a question back whose run has ended. */
export function consentThroughEvents(events: Pick<EngineEvents, 'consent' | 'consentWithdrawn'>): Consent {
  let asked = 0;
  return {
    ask: async (request, signal) => {
      asked += 1;
      const question = String(asked);
      const withdraw = (): void => {
        events.consentWithdrawn(question);
      };
      signal.addEventListener('abort', withdraw, { once: true });
      try {
        return await events.consent(question, request);
      } finally {
        signal.removeEventListener('abort', withdraw);
      }
    },
  };
}
