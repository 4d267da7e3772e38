import { codeFrame, DjustError, lineAndColumn } from '../error.ts'
import { escapeHtml } from '../value/escape.ts'

/** A page for developers: what went wrong, where in the template, and how to mend it. Self-contained. */
export function errorPageHtml(error: unknown): string {
  const chain = causesOf(error)
  const first = chain[0]
  const title = first instanceof DjustError ? first.summary : first instanceof Error ? `${first.name}: ${first.message}` : String(first)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="label">djust</p>
<h1>${escapeHtml(title)}</h1>
${chain.map(section).join('\n')}
</main>
</body>
</html>
`
}

function section(error: unknown, index: number): string {
  const heading =
    index === 0
      ? ''
      : `<h2>Caused by ${escapeHtml(error instanceof Error ? `${error.name}: ${error instanceof DjustError ? error.summary : error.message}` : String(error))}</h2>`
  return `<section>${heading}${error instanceof DjustError ? details(error) : ''}${stack(error)}</section>`
}

function details(error: DjustError): string {
  const parts: string[] = []
  if (error.span) {
    const { line, column } = lineAndColumn(error.span.source, error.span.start)
    parts.push(
      `<p class="place">${escapeHtml(error.span.template)}, line ${line}, column ${column}</p>`,
      `<pre class="frame">${escapeHtml(codeFrame(error.span, 3))}</pre>`,
    )
  }
  if (error.hint) parts.push(`<pre class="hint">${escapeHtml(error.hint)}</pre>`)
  parts.push(`<p class="code">${escapeHtml(error.code)}</p>`)
  return parts.join('\n')
}

function stack(error: unknown): string {
  if (!(error instanceof Error) || !error.stack) return ''
  const lines = error.stack.split('\n').filter((line) => /^\s+at /.test(line))
  return lines.length > 0 ? `<details><summary>Stack</summary><pre>${escapeHtml(lines.join('\n'))}</pre></details>` : ''
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (
    let current = error;
    current !== undefined && current !== null && chain.length < 8;
    current = current instanceof Error ? current.cause : undefined
  )
    chain.push(current)
  return chain.length > 0 ? chain : [error]
}

const style = `
:root { color-scheme: light dark; --ink: #1d1f27; --soft: #5c6070; --paper: #f7f6f3; --card: #fff; --line: #e2e0da; --accent: #b3261e }
@media (prefers-color-scheme: dark) { :root { --ink: #ecebe7; --soft: #a4a6b3; --paper: #16171c; --card: #1f2027; --line: #34353f; --accent: #ff8a80 } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
.label { margin: 0; color: var(--accent); font-weight: 600 }
h1 { margin: .25rem 0 1.5rem; font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere }
h2 { margin: 2rem 0 .5rem; font-size: 1rem; overflow-wrap: anywhere }
pre { overflow-x: auto; margin: .5rem 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; font: 13px/1.55 ui-monospace, monospace }
.hint { border-left: .25rem solid var(--accent); white-space: pre-wrap }
.place, .code, summary { color: var(--soft); font-size: .875rem }
`
