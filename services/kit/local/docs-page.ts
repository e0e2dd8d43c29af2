/** All APIs in one page, with a list to choose from. */
export const docsPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>All APIs</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/swagger-ui-standalone-preset.js"></script>
<script src="/docs/start.js"></script>
</html>
`;

/** The address may name the service to begin with: `/docs?urls.primaryName=order-service`. */
export const docsScript = (services: readonly string[]): string => `SwaggerUIBundle({
  urls: ${JSON.stringify(services.map((name) => ({ name, url: `/docs/${name}.json` })))},
  dom_id: '#api',
  deepLinking: true,
  persistAuthorization: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
});
`;
