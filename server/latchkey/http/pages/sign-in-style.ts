/** The one style sheet of a flow's pages. */
export const signInStyle = `:root {
  color-scheme: light dark;
  --ground: light-dark(#faf8f5, #1b1916);
  --surface: light-dark(#ffffff, #25221e);
  --line: light-dark(#ddd5c8, #433d35);
  --text: light-dark(#211d17, #f2ede4);
  --accent: light-dark(#87560d, #f0bd6a);
  --on-accent: light-dark(#ffffff, #2a1c04);
  font: 17px / 1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "PingFang SC",
    "Microsoft YaHei", sans-serif;
  color: var(--text);
  background: var(--ground);
}
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(1rem, 8vh, 6rem) 1rem 2rem; }
main {
  max-width: 27rem;
  margin: 0 auto;
  padding: 1.6rem clamp(1.1rem, 5vw, 2rem) 1.8rem;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--surface);
  overflow-wrap: anywhere;
}
h1 { margin: 0 0 0.8rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
p { margin: 0.7rem 0; }
form, .ways { margin: 0.8rem 0 0; padding: 0; list-style: none; }
.ways li + li { margin-top: 0.6rem; }
.button, button {
  display: block;
  width: 100%;
  padding: 0.65rem 1rem;
  border: 1px solid var(--line);
  border-radius: 9px;
  background: transparent;
  color: inherit;
  font: inherit;
  font-weight: 600;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
label { display: block; margin: 0.8rem 0 0.2rem; font-weight: 600; }
input:not([type=hidden]) {
  width: 100%;
  padding: 0.6rem 0.8rem;
  border: 1px solid var(--line);
  border-radius: 9px;
  background: var(--ground);
  color: inherit;
  font: inherit;
}
label ~ button { margin-top: 1rem; }
.first { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.notice { padding: 0.6rem 0.9rem; border: 1px solid var(--line); border-inline-start: 4px solid var(--accent); border-radius: 8px; }
a:not(.button) { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
.button:hover, button:hover { border-color: var(--accent); }
`;
