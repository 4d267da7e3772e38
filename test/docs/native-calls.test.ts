import { readFileSync } from 'node:fs'
import { raw } from '@mikro-orm/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lazy } from '../../src/orm/mikro-orm.ts'
import { Author, Book, type Library, openLibrary, Review } from '../orm/support/library.ts'
import { root } from '../support/source-files.ts'
import { AsyncFunction } from './support/async-function.ts'

const block = (name: string) => `\`\`\`${name}\\n([\\s\\S]*?)\`\`\`\\n`
const example = new RegExp(block('ts') + block('django') + block('text') + block('statements'), 'g')
const examples = Array.from(
  readFileSync(`${root}docs/native-calls.md`, 'utf8').matchAll(example),
  (match) => match.slice(1) as [string, string, string, string],
)

describe('docs/native-calls.md', () => {
  let library: Library
  beforeAll(async () => {
    library = await openLibrary()
  })
  afterAll(() => library.close())

  test('has examples', () => {
    expect(examples).toHaveLength(7)
  })

  test.each(examples)('%s', async (code, template, text, statements) => {
    const context: Record<string, unknown> = {}
    library.ran()
    await new AsyncFunction('lazy', 'em', 'context', 'Book', 'Author', 'Review', code)(
      lazy,
      library.orm.em.fork(),
      context,
      Book,
      Author,
      Review,
    )
    expect((await library.render(template, context)).trimEnd()).toBe(text.trimEnd())
    expect(library.ran()).toHaveLength(Number(statements))
  })

  const table = readFileSync(`${root}docs/native-calls.md`, 'utf8').split('<!-- ways of conditions -->')[1]!.split('<!--')[0]!
  const conditions = [...table.matchAll(/^\|(.*)\| (\w+) \|$/gm)].flatMap(([, cells, way]) =>
    Array.from(cells!.matchAll(/`(\{.*?\})`/g), ([, where]) => [where!, way!] as const),
  )
  test('has the ways of conditions', () => {
    expect(conditions.length).toBeGreaterThan(35)
  })

  test.each(conditions)('%s: %s', async (where, way) => {
    const condition = new Function('raw', `return ${where}`)(raw) as object
    const call = lazy(library.orm.em.fork()).find(Book, condition, { orderBy: { id: 'asc' } })
    const query = await library.database.adapter.recognise(call)!.query()
    expect(query).not.toBeNull()
    expect(query?.among ? 'inside' : 'translated').toBe(way)
  })
})
