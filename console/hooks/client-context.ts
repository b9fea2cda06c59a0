/** The API client, given once at the top. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { ApiError } from '#client/api-error.ts';
import type { Client } from '#client/client.ts';
import type { Problem } from '#core/errors.ts';

/** Carries the client to every view. */
export const ClientContext = createContext<Client | undefined>(undefined);

/** The client. @throws Error outside of the context: a mistake in this program */
export const useClient = (): Client => {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('no client: wrap the view in ClientContext');
  return client;
};

/** How a call failed: what to show, whether a new try would be another edit (`definite`), and the record that the API keeps of a rejected edit. */
export const callFailure = (error: unknown) => ({
  problem: errorToProblem(error),
  definite: error instanceof ApiError && !error.temporary,
  record: error instanceof ApiError ? error.edit?.id : undefined,
});

/** What to show of anything that was thrown. */
export const errorToProblem = (error: unknown): Problem =>
  error instanceof ApiError
    ? error.problem
    : {
        code: 'CONSOLE_ERROR',
        message: error instanceof Error ? error.message : String(error),
        hint: 'Reload the page. Edits go on without it and are not lost.',
      };
