import { client } from 'latchkey/client';
import { createSession } from 'latchkey/session';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';

const session = createSession(client);
const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App session={session} />
    </StrictMode>,
  );
}
