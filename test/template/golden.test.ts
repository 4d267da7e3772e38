import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtins } from '../../src/language/builtins.ts'
import { createTemplateEngine } from '../../src/template.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { printTemplate } from '../../src/template/print-template.ts'
import { TemplateSet } from '../../src/template/template-set.ts'
import { printTokens, tokenize } from '../../src/template/tokenize.ts'

const golden = join(import.meta.dirname, '../golden')
const cases = readdirSync(golden, { withFileTypes: true }).filter((entry) => entry.isDirectory())

/** Every stage of a template as text; a change shows in the files beside the template. */
test.each(cases.map((entry) => entry.name))('%s', async (name) => {
  const folder = join(golden, name)
  const files = readdirSync(folder).filter((file) => file.endsWith('.html') && file !== 'output.html')
  const templates = Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
  const context = JSON.parse(readFileSync(join(folder, 'context.json'), 'utf8')) as Record<string, unknown>
  const set = new TemplateSet({ loaders: [memoryLoader(templates)], libraries: { builtins: [builtins], loadable: new Map() } })
  const engine = createTemplateEngine({ templates })
  const output = engine.render('main.html', context)
  const code = Array.from(engine.code('main.html'), ([unit, source]) => `// ${unit}\n${withoutPrelude(source)}\n`)
  await expect(printTokens(tokenize(templates['main.html'] ?? ''))).toMatchFileSnapshot(join(folder, 'tokens.txt'))
  await expect(files.map((file) => `${file}\n${printTemplate(set.get(file))}`).join('\n')).toMatchFileSnapshot(join(folder, 'ast.txt'))
  await expect(code.join('\n')).toMatchFileSnapshot(join(folder, 'code.txt'))
  await expect(output).toMatchFileSnapshot(join(folder, 'output.txt'))
})

/** The small functions at the beginning are the same in every unit. */
function withoutPrelude(source: string): string {
  return source
    .split('\n')
    .filter((line) => !/^("use strict"|const (special|E|N|P|T|EQ|NE|LT|LE)=)/.test(line))
    .join('\n')
}
