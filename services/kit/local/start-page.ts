/** What the start page says of a service. */
export interface Entry {
  readonly name: string;
  readonly purpose: string;
  readonly path: string;
  readonly public: boolean;
  /** Its own address on this computer. */
  readonly url: string;
}

export interface StartPage {
  readonly services: readonly Entry[];
  /** Services that can run and do not in this start. */
  readonly others: readonly string[];
  /** Holds mails and logs. */
  readonly folder: string;
}

/** A service's own word on its health: `ok`, `degraded` or `down`. */
const statusOf = async (url: string): Promise<string> => {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) });
    const { status } = (await answer.json()) as { status: unknown };
    return String(status);
  } catch {
    return 'down';
  }
};

/** The page at `/`: which services there are, how they are, and what to do next. */
export const startPage = async ({ services, others, folder }: StartPage): Promise<string> => {
  const states = await Promise.all(services.map(({ url }) => statusOf(url)));
  const rows = services.map((service, index) => row(service, states[index] ?? 'down'));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Platform</title>
<style>${style}</style>
<h1>Platform</h1>
<table>
<tr><th>service<th>status<th>path<th>what it does<th>
${rows.join('\n')}
</table>
${others.length > 0 ? `<p>Not started: ${text(others.join(', '))}. Leave out <code>--only</code> to start all.</p>` : ''}
<h2>What to do</h2>
<ul>
<li>Call a service through this address, under its path; its routes are listed in its docs, which also give its own address.
<li>Read the mails that were sent: <code>${text(folder)}/mail</code>. Nothing leaves this computer.
<li>Sign up and sign in without a second factor: it is switched off here.
<li>Look into the logs: <code>${text(folder)}/logs</code>. The terminal shows warnings and errors only.
<li>Start some services only: <code>npm start -- --only ${text(services[0]?.name ?? '…')}</code>. Begin anew: <code>npm start -- --reset</code>.
</ul>
</html>
`;
};

const row = ({ name, purpose, path, public: open, url }: Entry, status: string): string =>
  [
    `<tr><td>${text(name)}`,
    `<td class="${text(status)}">${text(status)}`,
    `<td>${open ? `<code>${text(path)}</code>` : 'inside only'}`,
    `<td>${text(purpose)}`,
    `<td><a href="${text(url)}/docs">docs</a> <a href="${text(url)}/metrics">metrics</a>`,
  ].join('');

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const text = (value: string): string => value.replace(/[&<>"]/g, (character) => escapes[character] ?? '');

const style = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color-scheme: light dark }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top }
.ok { color: #2a7d2a } .degraded { color: #b36b00 } .down { color: #c22 }
`;
