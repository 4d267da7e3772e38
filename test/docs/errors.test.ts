import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { importsOf, projectFiles, root } from '../support/source-files.ts'

/** A code is the name of a part of djust and a word: `plan/unknown-field`. */
const code =
  /(['"`])((?:value|util|template|access|schema|plan|query|serialize|load|render|language|check|cache|engine|view|live|orm|http|cli|testing)\/[a-z-]+)\1/g
const constructed = /new (?:DjustError|TemplateSyntaxError|TemplateDoesNotExist|NoReverseMatch)\(\s*(['"`])([^'"`]*)\1/g

const sources = projectFiles('src').filter((file) => file.endsWith('.ts'))
const docs = readFileSync(root + 'docs/errors.md', 'utf8')
const documented = Array.from(docs.matchAll(/^### `(.+)`$/gm), (match) => match[1] ?? '')

function codesIn(file: string): string[] {
  const imported = importsOf(file).map(({ specifier }) => specifier)
  const text = readFileSync(root + file, 'utf8')
  const found = [code, constructed].flatMap((pattern) => Array.from(text.matchAll(pattern), (match) => match[2] ?? ''))
  return found.filter((text) => !imported.includes(text))
}

test('every error code in the source is documented, and the other way round', () => {
  const thrown = new Set(sources.flatMap(codesIn))
  expect(documented.toSorted()).toEqual([...thrown].toSorted())
  expect(thrown.size).toBeGreaterThan(0)
})

test('each code is explained: why, and what to do', () => {
  const empty = docs
    .split(/^### /m)
    .slice(1)
    .filter(
      (part) =>
        (
          part
            .split('\n')
            .slice(1)
            .join(' ')
            .replace(/^## .*$/m, '')
            .match(/\S+/g) ?? []
        ).length < 10,
    )
  expect(empty).toEqual([])
})
