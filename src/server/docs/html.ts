/** The frame of the /docs page. */

export const docsHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>subpixel: the HTTP server</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<header>
<h1>subpixel</h1>
<p id="about">The HTTP server</p>
<p><a href="/openapi.json">openapi.json</a></p>
<label id="token" hidden>Token <input type="password" autocomplete="off" spellcheck="false"></label>
</header>
<main id="routes" aria-live="polite"><p>Loading …</p></main>
<script type="module" src="/docs/script.js"></script>
</body>
</html>
`;
