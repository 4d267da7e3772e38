import type { OrmAdapter } from '../query/orm-adapter.ts'
import type { Loader } from './loader.ts'

/** An ORM as an engine uses it: what `mikroOrm(orm)` returns. */
export interface Database {
  readonly adapter: OrmAdapter
  readonly loader: Loader
}
