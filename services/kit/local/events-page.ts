/** The events alone, for a second window. */
export const eventsPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Events</title>
<link rel="stylesheet" href="/page.css">
<header><h1>Events</h1><nav><a href="/">Start page</a> <a href="/docs">All APIs</a></nav></header>
<section class="wide"><p class="quiet" id="no-events">Nothing has happened yet since the start.</p><ol id="events" data-most="500"></ol></section>
<section class="wide" id="trace" hidden></section>
<script src="/page.js"></script>
</html>
`;
