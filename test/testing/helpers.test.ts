import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Djust } from 'djust'
import { captureStatements, expectStatements, planOf, renderView } from 'djust/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../support/source-files.ts'
import { Author, AuthorsView, AuthorView, openAuthors } from './support/authors.ts'

const plan = `authors.html, 1 statement

authors: result: all rows → #0
#0 Author
  fields: name`

describe('with Vitest', () => {
  let djust: Djust
  let close: () => Promise<void>
  beforeAll(async () => ({ djust, close } = await openAuthors()))
  afterAll(() => close())

  test('planOf gives text for a snapshot and runs no statement', async () => {
    const statements = await captureStatements(djust, async () => {
      expect(await planOf(djust, { view: AuthorsView, awaits: [3] })).toMatchInlineSnapshot(`
        "authors.html, 1 statement

        authors: result: all rows → #0
        #0 Author
          fields: name"
      `)
      expect(await planOf(djust, 'authors.html', { authors: Author.objects.all() })).toBe(plan)
    })
    expect(statements).toEqual([])
  })

  test('planOf shows the SQL where it is asked to', async () => {
    expect(await planOf(djust, 'author.html', { author: Author.objects.get({ id: 7 }) }, { sql: true })).toBe(
      'author.html, 1 statement\n\nauthor: result: first 1 rows → #0\n#0 Author\n  fields: name\n' +
        'select "t0"."name" as "c0" from "author" as "t0" where "t0"."id" = ? order by "t0"."id" asc limit cast(? as integer)',
    )
  })

  test('planOf says that mount awaits what it does not know', async () => {
    await expect(planOf(djust, AuthorsView)).rejects.toMatchObject({ code: 'check/awaited-query' })
  })

  test('the others', async () => {
    expect(await expectStatements(djust, 1, () => renderView(djust, AuthorView, { params: { id: '7' } }))).toBe('Ursula')
    expect(await expectStatements(djust, 2, () => renderView(djust, AuthorsView))).toBe('Ursula ')
  })
})

test('with node:test, a snapshot of the plan among them', () => {
  // Below the project: the file imports djust by its name.
  const folder = mkdtempSync(join(root, 'test/testing/support/.tmp-node-'))
  try {
    for (const file of ['authors.ts', 'with-node-test.ts']) copyFileSync(join(root, 'test/testing/support', file), join(folder, file))
    const { status, stdout } = spawnSync(
      process.execPath,
      ['-C', 'djust-source', '--test-update-snapshots', join(folder, 'with-node-test.ts')],
      { encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: '' } },
    )
    expect(stdout).toContain('pass 4')
    expect(status).toBe(0)
    expect(readFileSync(join(folder, 'with-node-test.ts.snapshot'), 'utf8')).toContain(plan)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
