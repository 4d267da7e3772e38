import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { MikroORM } from '@mikro-orm/postgresql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust } from '../../src/index.ts'
import { mikroOrm } from '../../src/orm/mikro-orm.ts'
import type { QuerySet } from '../../src/query/query-set.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { root } from '../support/source-files.ts'
import { seed } from './support/guide-rows.ts'
import { fencesOf } from './support/guide.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test/docs/.tmp-'))
  const fences = [...fencesOf('quick-start.md').filter(({ file }) => file === 'models.ts'), ...fencesOf('databases.md')]
  for (const { file, text } of fences) if (file !== null) writeFileSync(join(folder, file), text)
})
afterAll(() => rmSync(folder, { recursive: true }))

test('PGlite, set up as the page says, has tables, rows and dates', async () => {
  const load = (file: string) => import(pathToFileURL(join(folder, file)).href) as Promise<Record<string, unknown>>
  const { orm, pglite, createTables } = (await load('database.ts')) as {
    orm: MikroORM
    pglite: () => Promise<{ close(): Promise<void> }>
    createTables: () => Promise<void>
  }
  const models = await load('models.ts')
  const Lease = models['Lease'] as { objects: QuerySet<object> }
  const database = mikroOrm(orm as never)
  try {
    await createTables()
    const em = orm.em.fork()
    seed(em, models)
    await em.flush()
    const templates = memoryLoader({ 'page.html': '{% for lease in leases %}{{ lease.tenantName }} {{ lease.endDate }}, {% endfor %}' })
    const djust = createDjust({ orm: database, templates, jitCacheBackend: 'memory' })
    const leases = Lease.objects.all()
    expect(await djust.inRequestContext(() => djust.render('page.html', { leases }))).toBe(
      'Nora Falk Feb. 28, 2026, Ines Jansen May 31, 2026, Ines Jansen Dec. 31, 2024, ',
    )
    const [lease] = (await orm.em.fork().findAll(Lease as never, { orderBy: { id: 'asc' } as never })) as unknown as { endDate: unknown }[]
    expect(lease?.endDate).toBe('2026-02-28')
  } finally {
    database.release()
    await orm.close()
    await (await pglite()).close().catch(() => undefined)
  }
}, 120_000)
