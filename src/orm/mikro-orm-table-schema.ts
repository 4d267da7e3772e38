import type { SqlEntityManager } from '@mikro-orm/sql'

/** The database schema that `em.find` reads entities from that name none: the em's, else the configured one; null for the default. */
export function tableSchemaOf(em: SqlEntityManager): string | null {
  const schema = em.schema ?? em.config.getSchema()
  return schema === undefined || schema === em.getPlatform().getDefaultSchemaName() ? null : schema
}
