import { readFileSync, writeFileSync } from 'node:fs'
import { createTemplateEngine } from 'djust/template'
import { manyContext, manyTemplates, pageCount } from './many-pages.ts'

/** This file as a program renders every page once and prints a `Timed`; its arguments: `write FILE`, `use FILE`, or none. */
export const firstRenderProgram = import.meta.filename

if (import.meta.main) {
  const [mode, file = ''] = process.argv.slice(2)
  const engine = createTemplateEngine({ templates: manyTemplates })
  if (mode === 'write') writeFileSync(file, engine.bundle(Object.keys(manyTemplates)))
  else {
    // Node's own modules and this project's are loaded; V8 knows none of the templates' code.
    const warm = createTemplateEngine({ templates: { page: '{% for row in rows %}{{ row.name|upper }}{% endfor %}' } })
    warm.render('page', manyContext)
    const start = performance.now()
    if (mode === 'use' && !engine.useBundle(readFileSync(file))) throw new Error('the bundle was refused')
    let output = ''
    for (let page = 0; page < pageCount; page++) output += engine.render(`page${page}`, manyContext)
    console.log(JSON.stringify({ output, ms: performance.now() - start }))
  }
}
