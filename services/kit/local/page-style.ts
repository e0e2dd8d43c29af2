/** Readable on light and on dark; what a colour says is said in words too. */
export const style = `
:root { color-scheme: light dark; --line: #8883; --soft: #8881; --quiet: light-dark(#555, #aaa); --accent: light-dark(#0b57d0, #8ab4f8);
  --good: light-dark(#1a7f37, #4ac26b); --fair: light-dark(#9a6700, #d4a72c); --bad: light-dark(#c0281f, #ff7b72) }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 84rem; padding: 1.5rem 1rem 4rem;
  background: light-dark(#fff, #14171a); color: light-dark(#1b1f23, #e6e8ea) }
a { color: var(--accent) }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.05rem; margin: 0 0 .6rem }
header { display: flex; gap: 1rem 2rem; flex-wrap: wrap; align-items: baseline; margin-bottom: 1.2rem }
nav { display: flex; gap: 1.2rem; flex-wrap: wrap }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1rem }
section { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem; min-width: 0 }
.wide { grid-column: 1 / -1 } .wide + .wide { margin-top: 1rem } main .wide + .wide { margin-top: 0 }
table { border-collapse: collapse; width: 100% }
th { font-weight: 600; color: var(--quiet); font-size: .85rem }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
tr:last-child td { border-bottom: 0 }
code { font: .87em ui-monospace, monospace; background: var(--soft); padding: .1em .35em; border-radius: .25rem; overflow-wrap: anywhere }
.quiet { color: var(--quiet) } .ok { color: var(--good) } .degraded { color: var(--fair) } .down, .failed { color: var(--bad) }
.ok::before, .degraded::before, .down::before { content: '●'; margin-right: .4em }
#events, #traces { list-style: none; margin: 0; padding: 0; max-height: 26rem; overflow: auto; font-size: .9rem }
body > section #events { max-height: none }
#events li, #traces li { border-bottom: 1px solid var(--line) }
#events summary, #traces button { display: flex; gap: .3rem 1rem; padding: .25rem 0; cursor: pointer; flex-wrap: wrap; align-items: baseline }
#traces button { width: 100%; background: none; border: 0; font: inherit; color: inherit; text-align: left }
#traces button:hover, #events summary:hover { background: var(--soft) }
.grow { flex: 1 1 12rem; overflow-wrap: anywhere } .number { font-variant-numeric: tabular-nums; white-space: nowrap }
.link { background: none; border: 0; padding: 0; font: inherit; color: var(--accent); text-decoration: underline; cursor: pointer }
pre { margin: .2rem 0 .6rem; padding: .6rem; background: var(--soft); border-radius: .4rem; overflow: auto; font: .85em ui-monospace, monospace }
svg { display: block; width: 100% } svg text { fill: currentColor; font: 12px system-ui, sans-serif }
svg .row:hover rect.hit { fill: var(--soft) } svg .hit { fill: transparent } svg .grid { stroke: var(--line) }
`;
