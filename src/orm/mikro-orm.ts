import type { IDatabaseDriver, MikroORM } from '@mikro-orm/core'
import type { Database } from '../load/database.ts'
import { createLoader } from '../load/loader.ts'
import { bindEntities } from '../query/query-runner.ts'
import { MikroOrmAdapter } from './mikro-orm-adapter.ts'

export { lazy } from './mikro-orm-lazy.ts'
export { preparedStatements } from './mikro-orm-postgres.ts'
export { nodeSqlite } from './mikro-orm-sqlite.ts'

export interface MikroOrmDatabase extends Database {
  readonly adapter: MikroOrmAdapter
  /** Lets go of the entity classes, so that their queries find another ORM instance. The ORM stays open. */
  release(): void
}

/**
 * An initialised MikroORM as `createDjust({ orm })` takes it. From here on queries of its entities run on it when they
 * are awaited.
 */
export function mikroOrm(orm: MikroORM<IDatabaseDriver>): MikroOrmDatabase {
  const adapter = new MikroOrmAdapter(orm)
  const loader = createLoader(adapter)
  const { schema } = adapter
  const classes = [...schema.models.values()].filter((model) => schema.modelOf(model.entity) === model).map((model) => model.entity)
  return { adapter, loader, release: bindEntities(classes, loader) }
}
