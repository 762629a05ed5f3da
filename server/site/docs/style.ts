import { createHash } from 'node:crypto';

/** The page's whole style. It is part of the page and named by its hash in the policy, so nothing else can style it. */
export const style = `
:root { color-scheme: light dark; --line: light-dark(#d9dce1, #3a3f47); --soft: light-dark(#f5f6f8, #1d2025);
  --accent: light-dark(#0b57a4, #8cc2ff); --quiet: light-dark(#59616d, #a3acb8);
  background: light-dark(#ffffff, #14161a); color: light-dark(#1b1e23, #e8eaee); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; }
a { color: var(--accent); } p { max-width: 45rem; }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace; }
pre { background: var(--soft); border-radius: 6px; padding: 0.75rem; overflow-x: auto; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; padding: 0 1rem; }
details[open] { padding-bottom: 0.75rem; }
summary { cursor: pointer; padding: 0.6rem 0; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 4.5rem; color: var(--accent); font: 700 0.875rem ui-monospace, monospace; }
summary span, .quiet { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: 0.75rem 0 0.25rem; }
th, td { border-top: 1px solid var(--line); padding: 0.35rem 0.75rem 0.35rem 0; text-align: left; vertical-align: top; }
td code { overflow-wrap: anywhere; }
td:first-child code, td a code, td code a { overflow-wrap: normal; white-space: nowrap; }
th { overflow-wrap: anywhere; }
@media (max-width: 40rem) { td, td code, td:first-child code, td a code, td code a { overflow-wrap: anywhere; white-space: normal; } }
tr:target { background: var(--soft); outline: 2px solid var(--accent); }
`;

export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
