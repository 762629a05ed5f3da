import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { App } from './app.ts';

// As late as on a slow machine: our element is there by then.
setTimeout(() => hydrateRoot(document, createElement(App)), 1_500);
