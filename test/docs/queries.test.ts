import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { whyNot } from '../support/services.ts'
import * as djust from '../../src/index.ts'
import { ValuesQuery } from '../../src/query/values-query.ts'
import { root } from '../support/source-files.ts'
import { Lease, openLeases, Payment, Property, Tenant } from './support/leases.ts'

const text = readFileSync(`${root}docs/queries.md`, 'utf8')
const examples = Array.from(text.matchAll(/^```ts\n([\s\S]*?)^```$/gm), (match) => match[1] ?? '')

/** An example as a function that gives what each line with an arrow gives, and what it says that it does. */
function program(example: string, names: readonly string[]): (...values: unknown[]) => Promise<[given: unknown, said: unknown][]> {
  const lines = example.split('\n').map((line) => {
    const [, expression, said] = /^(.*?) \/\/ → (.*)$/.exec(line) ?? []
    return expression === undefined ? line : `;out.push([${expression}, ${said}])`
  })
  const source = stripTypeScriptTypes(`async function run() { const out = []\n${lines.join('\n')}\n;return out }`)
  return new Function(...names, `${source}; return run()`) as ReturnType<typeof program>
}

const unreachable = databases.map(whyNot)

// Servers that are not there are skipped: the embedded databases always are.
describe.each(databases.filter((_, i) => unreachable[i] === undefined))('on %s', (database) => {
  let world: Awaited<ReturnType<typeof openLeases>>
  beforeAll(async () => {
    world = await openLeases(database)
  }, 60_000)
  afterAll(() => world.close())

  test.each(examples)('%s', async (example) => {
    const names = { ...djust, Lease, Payment, Property, Tenant, em: world.em, render: world.render }
    const results = await program(example, Object.keys(names))(...Object.values(names))
    expect(results.length).toBeGreaterThan(0)
    for (const [given, said] of results) expect(given).toEqual(said)
  })
})

test('every method is explained', () => {
  const methods = [djust.QuerySet, djust.Expression, ValuesQuery].flatMap((one) => Object.getOwnPropertyNames(one.prototype))
  const functions = [
    'count',
    'sum',
    'min',
    'max',
    'avg',
    'col',
    'value',
    'now',
    'concat',
    'coalesce',
    'caseWhen',
    'exists',
    'raw',
    'manager',
  ]
  const internal = new Set(['constructor', 'changed', 'with'])
  const named = [...new Set([...methods, ...functions, 'using', 'selectRelated', 'prefetchRelated', 'only'])].filter(
    (name) => !internal.has(name),
  )
  expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([])
  expect(named.length).toBeGreaterThan(50)
})
