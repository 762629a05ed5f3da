import { createElement, useEffect, useState } from 'react';

/** A whole document as a framework renders it: on the server first, and taken over in the browser. */
export function App() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    document.documentElement.dataset.hydrated = 'yes';
  }, []);
  return createElement(
    'html',
    { lang: 'en' },
    createElement('head', null, createElement('title', null, 'Hydrated')),
    createElement(
      'body',
      null,
      createElement('h1', null, 'An article'),
      createElement(
        'button',
        { type: 'button', onClick: () => setCount(count + 1) },
        `Pressed ${count} times`,
      ),
      createElement('script', { src: '/hydrate.js', async: true }),
    ),
  );
}
