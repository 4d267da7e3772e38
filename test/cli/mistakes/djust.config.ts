import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { createDjust, defineConfig } from 'djust'
import { mikroOrm, nodeSqlite } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { Lease, Payment, Tenant } from './models.ts'
import { templates } from './templates.ts'
import { databaseFile } from './view-mistakes.ts'
import { GoodView, mistakenViews, wrongViews } from './views.ts'

const orm = new MikroORM({
  driver: SqliteDriver,
  dbName: databaseFile,
  driverOptions: nodeSqlite(databaseFile),
  entities: [Lease, Payment, Tenant],
})

export default defineConfig({
  djust: createDjust({
    orm: mikroOrm(orm),
    templates: memoryLoader(templates),
    jitCacheBackend: 'memory',
    libraries: [{ name: 'money', tags: [], filters: [{ name: 'euro', argument: 'none', apply: (value) => `${String(value)} €` }] }],
    staticFile(path) {
      if (path !== 'logo.png') throw new Error(`There is no ${path}`)
      return `/static/${path}`
    },
    reverse: (name) => (name === 'home' ? '/' : undefined),
  }),
  views: [GoodView, ...mistakenViews, ...wrongViews],
  close: () => orm.close(),
})
