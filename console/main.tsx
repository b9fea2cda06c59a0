/** Starts the console in the page. */
import { render } from 'preact';
import { createClient } from '#client/client.ts';
import { App } from './app.tsx';
import { findBaseUrl } from './config.ts';
import { ClientContext } from './hooks/client-context.ts';
import { BaseUrlContext } from './hooks/image-url.ts';

const start = async (root: HTMLElement): Promise<void> => {
  const baseUrl = await findBaseUrl({
    meta: document.querySelector<HTMLMetaElement>('meta[name="darkroom-api"]')?.content,
    readConfig: async () => {
      const answer = await fetch('config.json');
      return answer.ok ? answer.json() : undefined;
    },
  });
  render(
    <BaseUrlContext.Provider value={baseUrl}>
      <ClientContext.Provider value={createClient({ baseUrl })}>
        <App />
      </ClientContext.Provider>
    </BaseUrlContext.Provider>,
    root,
  );
};

const root = document.getElementById('console');
if (root !== null) await start(root);
