import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '../../src/check/problem.ts'
import { root } from '../support/source-files.ts'
import { mistakes, templates } from './mistakes/templates.ts'
import { databaseFile, viewMistakes } from './mistakes/view-mistakes.ts'
import { run } from './support/run.ts'

const config = `${root}test/cli/mistakes/djust.config.ts`
const viewsFile = 'test/cli/mistakes/views.ts'

let problems: readonly Problem[] = []

beforeAll(async () => {
  const { out } = await run(['check', '--config', config, '--json'])
  problems = (JSON.parse(out) as { problems: readonly Problem[] }).problems
})

/** Line and column as an editor counts them. */
function placeOf(source: string, start: number): { line: number; column: number } {
  const before = source.slice(0, start).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

describe('each mistake in a template is found where it is', () => {
  test.each(Object.entries(mistakes))('%s', (name, { source, at, code, hint, in: other }) => {
    const template = other ?? `${name}.html`
    const text = other === undefined ? source : templates[other]!
    expect(text).toContain(at)
    const found = problems.filter((problem) => problem.template === template)
    expect(found).toMatchObject([{ code, ...placeOf(text, text.indexOf(at)) }])
    if (hint !== undefined) expect(found[0]?.hint).toContain(hint)
  })

  test('of 20 kinds at least, and of nothing else', () => {
    expect(Object.keys(mistakes).length).toBeGreaterThanOrEqual(20)
    const expected = new Set([...Object.entries(mistakes).map(([name, mistake]) => mistake.in ?? `${name}.html`), viewsFile])
    // Half of a circle is as wrong as the other.
    expected.add('circular-extends.html')
    expect([...new Set(problems.map(({ template }) => template))].filter((name) => !expected.has(name))).toEqual([])
  })
})

describe('each mistake in a view is found where it is', () => {
  const source = readFileSync(root + viewsFile, 'utf8')

  test.each(Object.entries(viewMistakes))('%s', (_, { before, at, code }) => {
    const start = source.indexOf(before + at) + before.length
    expect(start).toBeGreaterThan(before.length)
    const found = problems.filter((problem) => problem.template === viewsFile && problem.code === code)
    expect(found).toContainEqual(expect.objectContaining(placeOf(source, start)))
  })

  test('and nothing else', () => {
    expect(problems.filter(({ template }) => template === viewsFile)).toHaveLength(Object.keys(viewMistakes).length)
  })
})

test('what is wrong in one page keeps no other from being checked, nor from being told at a place that they share', async () => {
  const { out } = await run(['check', 'FilterView', 'AnnotationView', 'GoodView', '--config', config, '--json'])
  const found = JSON.parse(out) as {
    problems: readonly Problem[]
    views: readonly { view: string; statements: number; unread: readonly string[] }[]
  }
  expect(found.problems.map(({ code }) => code)).toEqual(['query/unknown-field', 'query/unknown-field'])
  expect(found.views.find(({ view }) => view === 'GoodView')).toMatchObject({ statements: 3, unread: ['lease', 'totals'] })
})

test('no database file is opened', () => {
  expect(existsSync(databaseFile)).toBe(false)
})

test('a kind can be ignored, and one view checked alone', async () => {
  const view = ['check', 'query-for-each-row', '--config', config]
  expect(await run(view)).toMatchObject({
    code: 1,
    out: expect.stringContaining('query-for-each-row.html:3:39: Lease.paid is async') as string,
  })
  expect(await run([...view, '--ignore', 'check/n-plus-one'])).toMatchObject({
    code: 0,
    out: 'query-for-each-row  query-for-each-row.html  1 statement (not read: lease, tenants, totals)\n',
    err: '1 view, 1 template, 0 problems\n',
  })
  expect(await run(['check', 'GoodView', '--config', config])).toMatchObject({ code: 0, err: '1 view, 4 templates, 0 problems\n' })
})

test('problems as annotations of GitHub', async () => {
  const { out } = await run(['check', 'misspelt-filter.html', '--config', config, '--format', 'github'])
  expect(out).toBe(
    '::error file=memory%3Amisspelt-filter.html,line=3,col=23,endColumn=27,title=template/unknown-filter::' +
      `Invalid filter: 'uper'%0ADid you mean "upper"?\n`,
  )
})
