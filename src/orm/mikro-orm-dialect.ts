import type { Platform } from '@mikro-orm/core'
import { BaseMySqlPlatform, BasePostgreSqlPlatform, SqlitePlatform } from '@mikro-orm/sql'
import { DjustError } from '../error.ts'
import type { Dialect } from '../query/orm-adapter.ts'

/** The SQL that a MikroORM driver's database understands. Drivers of several databases share a platform's base class. */
export function dialectOf(platform: Platform): Dialect {
  if (platform instanceof SqlitePlatform) return 'sqlite'
  if (platform instanceof BasePostgreSqlPlatform) return 'postgres'
  if (platform instanceof BaseMySqlPlatform) return 'mysql'
  throw new DjustError(
    'orm/database',
    `djust reads from SQLite, PostgreSQL, MySQL and MariaDB; ${platform.constructor.name.replace(/Platform$/, '')} is not supported yet.`,
  )
}
