/** How the /docs page looks. */

export const docsStyleText = `:root { color-scheme: light dark; --line: light-dark(#d5d9df, #3a3f47); --soft: light-dark(#f4f6f8, #1d2025); --ink: light-dark(#1b1f24, #e6e8eb); --mark: light-dark(#0b57a4, #7cc0ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #14161a); }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; text-transform: capitalize; }
header p { margin: .2rem 0; }
a { color: var(--mark); }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; background: var(--soft); }
summary { padding: .6rem .8rem; cursor: pointer; overflow-wrap: anywhere; }
summary:focus-visible, input:focus-visible, select:focus-visible, button:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
summary b { display: inline-block; min-width: 4.5rem; font-family: ui-monospace, monospace; color: var(--mark); }
summary code { margin-right: .8rem; }
form, .answers { padding: 0 .8rem .8rem; }
.field { display: grid; grid-template-columns: minmax(7rem, 11rem) 1fr; gap: .2rem .8rem; margin: .5rem 0; align-items: baseline; }
.field small { grid-column: 2; }
input, select { font: inherit; width: 100%; padding: .25rem .4rem; color: inherit; background: light-dark(#fff, #14161a); border: 1px solid var(--line); border-radius: .3rem; }
button { font: inherit; padding: .35rem 1rem; border: 0; border-radius: .3rem; color: light-dark(#fff, #10131a); background: var(--mark); cursor: pointer; }
button:disabled { opacity: .6; cursor: progress; }
pre { overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; margin: .5rem 0; padding: .6rem; border: 1px solid var(--line); border-radius: .3rem; background: light-dark(#fff, #14161a); }
img { display: block; max-width: 100%; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .25rem .5rem .25rem 0; vertical-align: top; }
@media (max-width: 34rem) { .field { grid-template-columns: 1fr; } .field small { grid-column: 1; } }
`;
