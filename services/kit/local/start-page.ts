import { type Entry, healthOf, type StartPage } from './health';

/** The page at `/`: which services there are, how they are, who can sign in, and what happens at this moment. */
export const startPage = async (page: StartPage): Promise<string> => {
  const { services, others } = page;
  const states = await healthOf(services);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Platform</title>
<link rel="stylesheet" href="/page.css">
<header>
<h1>Platform</h1>
<nav><a href="/docs">All APIs</a> <a href="/events">Events</a> <a href="/traces">Traces (JSON)</a></nav>
</header>
<main>
<section class="wide">
<h2>Services</h2>
<table id="services">
<tr><th>service<th>status<th>path<th>what it does<th>
${services.map((service) => row(service, states[service.name] ?? 'down')).join('\n')}
</table>
${others.length > 0 ? `<p>Not started: ${text(others.join(', '))}. Leave out <code>--only</code> to start all.</p>` : ''}
</section>
<section>
<h2>Events</h2>
<p class="quiet" id="no-events">Nothing has happened yet since the start.</p>
<ol id="events"></ol>
</section>
<section>
<h2>Traces</h2>
<p class="quiet" id="no-traces">Nobody has asked for anything yet. Click a trace to see who worked how long.</p>
<ol id="traces"></ol>
</section>
<section class="wide" id="trace" hidden></section>
${accountsOf(page)}
${hintsOf(page)}
</main>
<script src="/page.js"></script>
</html>
`;
};

const row = ({ name, purpose, path, public: open, url }: Entry, status: string): string =>
  [
    `<tr><td>${text(name)}`,
    `<td class="${text(status)}" data-service="${text(name)}">${text(status)}`,
    `<td>${open ? `<code>${text(path)}</code>` : 'inside only'}`,
    `<td>${text(purpose)}`,
    `<td><a href="${text(url)}/docs">docs</a> <a href="${text(url)}/metrics">metrics</a>`,
  ].join('');

const accountsOf = ({ accounts }: StartPage): string =>
  accounts
    ? `<section>
<h2>Accounts</h2>
<p>The password of all is <code>${text(accounts.password)}</code>; no second factor is asked for here.</p>
<table>
${accounts.all.map(({ email, may }) => `<tr><td><code>${text(email)}</code><td class="quiet">${text(may)}`).join('\n')}
</table>
</section>`
    : '';

const hintsOf = ({ url, services, folder, simulator }: StartPage): string => `<section>
<h2>What to do</h2>
<ul>
<li>Fill the shop: <code>npm run demo:data</code>. Watch a customer's way through it: <code>npm run demo -- --url ${text(url)}</code>.
<li>Call a service through this address, under its path; try its routes out in <a href="/docs">all APIs</a>.
<li>Read the mails that were sent: <code>${text(folder)}/mail</code>. Nothing leaves this computer.
${simulator ? `<li>Cards are simulated at <code>${text(simulator)}</code>: <code>tok_ok</code>, <code>tok_declined</code>, <code>tok_3ds</code>, <code>tok_timeout</code>.\n` : ''}<li>Look into the logs: <code>${text(folder)}/logs</code>. The terminal shows warnings and errors only.
<li>Start some services only: <code>npm start -- --only ${text(services[0]?.name ?? '…')}</code>. Begin anew: <code>npm start -- --reset</code>.
<li>Disturb the bus: <code>CHAOS=redeliver:5,shuffle,delay:200 npm start</code>.
</ul>
</section>`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const text = (value: string): string => value.replace(/[&<>"]/g, (character) => escapes[character] ?? '');
