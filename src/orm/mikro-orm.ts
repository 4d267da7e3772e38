import type { IDatabaseDriver, MikroORM } from '@mikro-orm/core'
import { MikroOrmAdapter } from './mikro-orm-adapter.ts'

export { nodeSqlite } from './mikro-orm-sqlite.ts'

/** An initialised MikroORM as `createDjust({ orm })` takes it. */
export function mikroOrm(orm: MikroORM<IDatabaseDriver>): { readonly adapter: MikroOrmAdapter } {
  return { adapter: new MikroOrmAdapter(orm) }
}
