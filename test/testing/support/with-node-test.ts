import assert from 'node:assert/strict'
import { after, before, snapshot, test } from 'node:test'
import { captureStatements, expectStatements, planOf, renderView } from 'djust/testing'
import type { Djust } from 'djust'
import { Author, AuthorsView, AuthorView, openAuthors } from './authors.ts'

// The snapshot as it stands in the file, without quotes around it.
snapshot.setDefaultSnapshotSerializers([(value) => String(value)])

let djust: Djust
let close: () => Promise<void>
before(async () => ({ djust, close } = await openAuthors()))
after(() => close())

void test('renders and counts', async () => {
  assert.equal(await expectStatements(djust, 1, () => renderView(djust, AuthorView, { params: { id: '7' } })), 'Ursula')
})

void test('captures', async () => {
  const statements = await captureStatements(djust, () => Author.objects.count())
  assert.equal(statements.length, 1)
})

void test('says what ran', async () => {
  await assert.rejects(
    expectStatements(djust, 2, () => Author.objects.exists()),
    /expected 2 statements, but 1 ran/,
  )
})

void test('the plan', async (t) => {
  t.assert.snapshot(await planOf(djust, { view: AuthorsView, awaits: [3] }))
})
