/**
 * The one style of all pages. Its SHA-256 is part of the policy (see `policy.ts`), so it is one fixed text; pages carry
 * no style attributes. Colours only repeat what a word and a symbol say; text on its ground has a contrast of 4.5:1 or
 * more (WCAG 2.2, 1.4.3) in both schemes. Paper is always light, and shows every case unfolded.
 */
export const STYLE = `
:root {
  color-scheme: light;
  --ground: #fbfbfa; --surface: #ffffff; --ink: #1b1d20; --soft: #565c64; --line: #e1e3e6; --well: #f3f4f5;
  --good: #176639; --good-bg: #e4f2e9; --fair: #7b5100; --fair-bg: #fbf0d6;
  --poor: #a2271c; --poor-bg: #fbe8e5; --open: #3f4f6b; --open-bg: #e8ecf3;
  --focus: #1a5fc4; --rehearsal: #56309e; --rehearsal-bg: #f0eafc;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --ground: #121417; --surface: #191c20; --ink: #e7e9ec; --soft: #a2a9b3; --line: #2d3138; --well: #21252a;
    --good: #7ed3a0; --good-bg: #15301f; --fair: #e6bd6c; --fair-bg: #352910;
    --poor: #f49d92; --poor-bg: #3d1b18; --open: #afc0de; --open-bg: #232c3b;
    --focus: #7db1ff; --rehearsal: #c9b5ff; --rehearsal-bg: #291f42;
  }
}
.tone-good { --tone: var(--good); --tone-bg: var(--good-bg); }
.tone-fair { --tone: var(--fair); --tone-bg: var(--fair-bg); }
.tone-poor { --tone: var(--poor); --tone-bg: var(--poor-bg); }
.tone-open { --tone: var(--open); --tone-bg: var(--open-bg); }
.tone-rehearsed { --tone: var(--rehearsal); --tone-bg: var(--rehearsal-bg); }

*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 1.5rem; max-width: 62rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.55 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, p, ul, dl, dd, table, pre, fieldset { margin: 0; }
h1 { font-size: 2.25rem; line-height: 1.15; letter-spacing: -.022em; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; font-weight: 650; margin-bottom: 1rem; }
h3 { font-size: 1rem; font-weight: 600; }
h4, th[scope=col], dt, .eyebrow { font-size: .8125rem; font-weight: 500; color: var(--soft); line-height: 1.5; }
small { display: block; font-size: .8125rem; font-weight: 400; color: var(--soft); line-height: 1.45; }
ul { padding-left: 1.1rem; }
li + li { margin-top: .35rem; }
code, pre { font-family: var(--mono); font-size: .84em; }
pre { white-space: pre-wrap; background: var(--well); padding: .6rem .8rem; border-radius: .375rem; }
.passage { white-space: pre-wrap; }
.empty { color: var(--soft); font-style: italic; }
section, body > footer { padding-top: 2.25rem; margin-top: 2.25rem; border-top: 1px solid var(--line); }
main > section:first-child { margin-top: 2.75rem; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .25rem; }
.skip { position: absolute; left: -100rem; padding: .5rem 1rem; background: var(--surface); color: var(--ink); }
.skip:focus { left: 1rem; top: 1rem; }

.masthead { padding-top: 3rem; }
.masthead h1 { margin-top: .15rem; }
.version { color: var(--soft); font-weight: 400; }
.outcome { display: grid; grid-template-columns: 1fr 17rem; gap: 2.5rem; margin-top: 1.75rem; align-items: start; }
.verdict > * + * { margin-top: .6rem; }
.verdict .word { margin-top: .35rem; }
.verdict .badge { font-size: 1.375rem; padding: .3rem .9rem; border-radius: .5rem; }
.headline { border-left: 3px solid var(--tone); padding-left: 1.25rem; }
.figure { font-variant-numeric: tabular-nums; line-height: 1; margin: .5rem 0 .85rem; }
.figure b { font-size: 3.25rem; font-weight: 650; letter-spacing: -.035em; color: var(--tone); }
.figure .of { color: var(--soft); }
.figure .none { font-size: 1.5rem; font-weight: 600; color: var(--tone); }
.band { margin-top: .45rem; }
.band, .score small, .key { font-size: .75rem; letter-spacing: .04em; color: var(--tone); }
.origin { display: flex; flex-wrap: wrap; gap: .1rem 1.5rem; list-style: none; padding: 0; margin-top: .6rem; }
.origin li { margin: 0; color: var(--soft); }
.rehearsal {
  margin: 0 0 2rem; padding: .9rem 1.15rem; border: 2px dashed var(--rehearsal); border-radius: .5rem;
  background: var(--rehearsal-bg); color: var(--rehearsal);
}
.rehearsal strong { text-transform: uppercase; letter-spacing: .08em; margin-right: .5rem; }

.badge {
  display: inline-block; padding: .1rem .55rem; border-radius: .3rem; white-space: nowrap;
  font-size: .75rem; font-weight: 650; letter-spacing: .04em; color: var(--tone); background: var(--tone-bg);
}
.score { color: var(--tone); font-variant-numeric: tabular-nums; white-space: nowrap; }
.score small { display: inline; margin-left: .4rem; }
.mark { color: var(--tone); font-weight: 600; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin-top: 1rem; }
.key span { color: var(--tone); }
.bar { display: block; width: 100%; height: .5rem; }
.bar .fill { fill: var(--tone); }
.bar .mark { fill: var(--ground); }
.track { fill: var(--line); }
.strip { display: block; width: 100%; height: .75rem; margin-bottom: 1.25rem; }
.strip .good { fill: var(--good); } .strip .poor { fill: var(--poor); } .strip .open { fill: var(--open); }

table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .7rem 1rem .7rem 0; border-bottom: 1px solid var(--line); }
th[scope=col] { padding-top: 0; padding-bottom: .4rem; }
th[scope=row] { font-weight: 600; }
td:last-child, th:last-child { padding-right: 0; }
tr:last-child > * { border-bottom: 0; }
tbody:has(+ tfoot) tr:last-child > * { border-bottom: 1px solid var(--line); }
.gate td { white-space: nowrap; font-variant-numeric: tabular-nums; }
.dimensions td:nth-child(2) { width: 6rem; font-variant-numeric: tabular-nums; }
.dimensions td:last-child { width: 17rem; }
.dimensions .bar, .coverage .bar { margin-top: .4rem; }
.numbers td, .parts td, .coverage td { font-variant-numeric: tabular-nums; }
.coverage td { width: 70%; }
.parts td:last-child { width: 40%; }

.tiles { display: flex; flex-wrap: wrap; gap: 1rem; }
.tiles > div { flex: 1 0 auto; min-width: 6.5rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.tiles dd { font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -.015em; }
.tiles dd { font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .7rem 2rem; }
.facts dd { font-size: .9375rem; }
.findings { columns: 2; column-gap: 3rem; }
.findings > div { break-inside: avoid; padding-bottom: 1.5rem; }
.findings h3, .findings + h3 { margin-bottom: .4rem; }
.empty + h3 { margin: 1.25rem 0 .4rem; }

.filter { border: 0; padding: 0; margin-bottom: 1rem; display: flex; flex-wrap: wrap; gap: .5rem; }
.filter legend { float: left; padding: .3rem .5rem .3rem 0; color: var(--soft); font-size: .875rem; }
.filter label { position: relative; font-size: .875rem; }
.filter input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.filter span { display: block; padding: .25rem .8rem; border: 1px solid var(--line); border-radius: 2rem; }
.filter input:checked + span { background: var(--ink); color: var(--ground); border-color: var(--ink); }
.filter input:focus-visible + span { outline: 3px solid var(--focus); outline-offset: 2px; }
.case { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; margin-top: .6rem; }
.case summary {
  display: grid; grid-template-columns: .6rem 5.75rem 1fr auto; gap: .1rem .8rem; align-items: center;
  padding: .8rem 1.1rem; cursor: pointer; list-style: none; border-radius: .5rem;
}
.case summary::-webkit-details-marker { display: none; }
.case summary:hover { background: var(--well); }
.case summary > .badge { grid-row: span 2; justify-self: start; }
.case summary::before {
  content: ''; grid-row: span 2; width: .45rem; height: .45rem; transform: rotate(-45deg);
  border: solid var(--soft); border-width: 0 2px 2px 0;
}
.case[open] summary::before { transform: rotate(45deg); }
.case summary > .score { grid-column: 4; grid-row: 1 / span 2; }
.case .about { grid-column: 3; font-size: .8125rem; color: var(--soft); }
.case .body { padding: .35rem 1.1rem 1.1rem; border-top: 1px solid var(--line); }
.part { display: grid; grid-template-columns: 9rem 1fr; gap: 0 1.5rem; padding: .85rem 0; }
.part { border-bottom: 1px solid var(--line); }
.part:last-child { border-bottom: 0; padding-bottom: 0; }
.part h4 { padding-top: .1rem; }
.call { margin-top: .75rem; }
.call p { font-size: .875rem; margin-bottom: .3rem; }
.case table { font-size: .9375rem; table-layout: fixed; }
.case tbody tr:first-child > * { padding-top: .5rem; }
.grades th:first-child { width: 34%; }
.judgement th:nth-child(1) { width: 8.5rem; }
.judgement th:nth-child(2) { width: 7rem; }
.judgement .score small { display: block; margin: 0; white-space: normal; }
.count { color: var(--soft); font-weight: 400; font-variant-numeric: tabular-nums; }
.rest { margin-top: .75rem; color: var(--soft); }
.trend, .offenders { margin-top: 1.5rem; }
figure { margin: 0; }
figure + figure { margin-top: .75rem; }
figcaption { font-size: .8125rem; color: var(--soft); margin-bottom: .3rem; }
.aside { font-size: .8125rem; color: var(--soft); }
h2:has(+ .aside) { margin-bottom: .2rem; }
.aside + *, * + .aside:not(h2 + .aside) { margin-top: .75rem; }
.message .passage { font-family: var(--mono); font-size: .84em; }
.case .facts { padding-top: 1rem; }
body > footer { padding-bottom: 4rem; }
body > footer .facts dd { font-size: .875rem; }
.notice { max-width: 34rem; padding: 18vh 0 4rem; }
.notice > * + * { margin-top: 1rem; }

@media screen {
  .cases:has([value=passed]:checked) .case:not(.passed),
  .cases:has([value=failed]:checked) .case:not(.failed),
  .cases:has([value=error]:checked) .case:not(.error) { display: none; }
  /* Thousands of folded cases cost nothing until they are scrolled to. */
  .case { content-visibility: auto; contain-intrinsic-size: auto 4.25rem; }
}
@media (max-width: 44rem) {
  body { padding: 0 1rem; }
  h1 { font-size: 1.75rem; }
  .masthead { padding-top: 1.5rem; }
  .outcome { grid-template-columns: 1fr; gap: 1.75rem; }
  .tiles { display: grid; grid-template-columns: repeat(3, 1fr); }
  .tiles > div { min-width: 0; }
  .findings { columns: 1; }
  .verdict .badge { font-size: 1.125rem; white-space: normal; }
  .case summary { grid-template-columns: .6rem 1fr auto; }
  .case summary::before, .case summary > .badge { grid-row: 1; }
  .case summary > .score { grid-column: 3; grid-row: 1; text-align: right; }
  .case summary > .score small { display: block; margin: 0; text-align: right; }
  .case summary > h3, .case .about { grid-column: 1 / -1; }
  .part { grid-template-columns: 1fr; gap: .25rem; }
  table, tbody, tfoot, tr, th[scope=row], td { display: block; width: auto; }
  .dimensions td:last-child, .coverage td, .parts td:last-child { width: auto; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: .7rem 0; border-bottom: 1px solid var(--line); }
  tr:last-child, tbody:has(+ tfoot) tr:last-child { border-bottom: 0; }
  tr > th, tr > td, tbody:has(+ tfoot) tr:last-child > * { padding: .1rem 0; border: 0; }
  tbody:has(+ tfoot) { border-bottom: 1px solid var(--line); }
  .gate td, .numbers td { display: inline-block; margin-right: 1.25rem; }
  .dimensions td:nth-child(2), .case table th:nth-child(n) { width: auto; }
  .score small { display: inline; margin-left: .4rem; }
  td[data-label]::before { content: attr(data-label) ' '; font-size: .8125rem; color: var(--soft); }
}
@media print {
  :root { --ground: #ffffff; }
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  tfoot { display: table-row-group; }
  .skip, .filter { display: none; }
  .masthead { padding-top: 0; }
  section, body > footer { margin-top: 1.25rem; padding-top: 1.25rem; }
  h2, h3, h4, summary { break-after: avoid; }
  tr, .tiles, .headline { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .case { border-color: #b9bdc3; }
  .case summary::before { visibility: hidden; }
  .badge, .rehearsal, .bar, .strip { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
